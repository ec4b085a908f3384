import { checkHeader } from "../seal/header.ts";
import {
  openPage,
  type PageForThem,
  type PageLink,
  pageIdentity,
  parsePageLink,
} from "../seal/page.ts";

/** What came of asking for the page. Each kind but the first is one sentence on the screen. */
export type Fetched = { kind: "file"; file: Uint8Array } | { kind: Told };
export type Told = "broken" | "gone" | "changed" | "passcode" | "offline" | "often" | "trouble";

export const SAY: Record<Told, string> = {
  broken:
    "This link is not whole: a piece of it is missing. Please ask whoever sent it to send it once more.",
  gone: "There is no page here. It was taken away, its time is over, or the link has a slip in it.",
  changed:
    "The page or the link was changed on the way, so nothing of it is shown. Please ask whoever sent you the link to send it once more.",
  passcode:
    "This passcode does not open the page. Please type it once more. If it is right, the page was changed on the way.",
  offline: "This device has no connection to the place right now.",
  often: "There have been many tries from where you are. Please wait a few minutes and try again.",
  trouble: "This did not work just now. Please try again in a moment.",
};

/** What is worth another try with the same link. */
export const AGAIN: readonly Told[] = ["offline", "often", "trouble"];

/** A reader's clock may be wrong by a day, and the end is a whole day in some time zone. */
const GRACE = 2 * 24 * 60 * 60 * 1000;

/** The only request there is. It carries no cookie, and says nothing but the page's id. */
export async function fetchPage({ id }: PageLink, ask: typeof fetch = fetch): Promise<Fetched> {
  try {
    const answer = await ask(`/api/for/${id}`, {
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    if (answer.status === 404) return { kind: "gone" };
    if (answer.status === 429) return { kind: "often" };
    if (!answer.ok) return { kind: "trouble" };
    const file = new Uint8Array(await answer.arrayBuffer());
    return checkHeader(file, "entry") === null ? { kind: "file", file } : { kind: "changed" };
  } catch {
    return { kind: "offline" };
  }
}

/** Opens what came, or says why not. Nothing is shown of what fails a check. */
export async function open(
  link: PageLink,
  passcode: string | null,
  file: Uint8Array,
  now: number,
): Promise<{ kind: "page"; body: PageForThem } | { kind: Told }> {
  let identity: string;
  try {
    identity = await pageIdentity(link, passcode ?? "");
  } catch {
    // What stretches the passcode could not be fetched.
    return { kind: "trouble" };
  }
  try {
    const { page } = await openPage(link, identity, file);
    const end = endOf(page);
    if (end !== null && now > end + GRACE) return { kind: "gone" };
    return { kind: "page", body: page };
  } catch (error) {
    const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
    return { kind: code === "wrong-key" ? "passcode" : "changed" };
  }
}

/** From when on the page should not be shown any more, in milliseconds since 1970. */
export const endOf = ({ ends_at }: PageForThem): number | null =>
  typeof ends_at === "number" ? ends_at : null;

/** The link in the address, with whatever a messenger hung on to its path; null when it is not whole. */
export function linkIn(href: string): PageLink | null {
  try {
    return parsePageLink(href.replace(/\?[^#]*/, ""));
  } catch {
    return null;
  }
}

/** The parts of a page in their order; those that were left empty are not there. */
export const partsOf = (body: PageForThem): [title: string, words: string][] =>
  (
    [
      ["What happened", body.what],
      ["What helps", body.helps],
      ["Please do not ask", body.please_not],
      ["Who to call instead", body.call_instead],
    ] as [string, string][]
  ).filter(([, words]) => words.trim() !== "");
