import { decryptWith, identityFromSeed, recipientOf } from "./age.ts";
import {
  type Bytes,
  b64url,
  fromUtf8,
  hkdf,
  randomBytes,
  sha256,
  unb64url,
  utf8,
} from "./bytes.ts";
import { openEntry, type Sealed, sealEntry } from "./entry.ts";
import { changed } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { parseObject } from "./signed.ts";
import { type Stretch, stretchHere } from "./stretch.ts";

const INFO = "alongside/v1/page";
const ID_LENGTH = 16;
const SECRET_LENGTH = 16;

/** What a link to a page for them says. The secret stands after the `#`, which no server is sent. */
export interface PageLink {
  /** 16 random bytes, base64url */
  id: string;
  /** 16 random bytes, base64url */
  secret: string;
  /** whether a passcode is needed too; the server does not know */
  passcode: boolean;
}

/** What stands on a page for them. */
export interface PageBody {
  kind: "page";
  what: string;
  helps: string;
  please_not: string;
  call_instead: string;
  passcode: boolean;
  /** from when on nobody should be shown it, milliseconds since 1970; null: until it is taken away */
  ends_at: number | null;
}

/** A fresh link. */
export const newPageLink = (passcode: boolean): PageLink => ({
  id: b64url(randomBytes(ID_LENGTH)),
  secret: b64url(randomBytes(SECRET_LENGTH)),
  passcode,
});

/** The link as it is sent; `room` is the room's origin. */
export const makePageLink = (room: string, { id, secret, passcode }: PageLink): string =>
  `${room}/for/${id}#${passcode ? "v1p" : "v1"}.${secret}`;

const holds = (text: string, length: number): boolean => unb64url(text)?.length === length;

/** Reads a link, or null when a piece of it is missing or of another form. */
export function parsePageLink(link: string): PageLink | null {
  const [, id = "", version, secret = ""] =
    /\/for\/([\w-]{22})#(v1p?)\.([\w-]{22})$/.exec(link) ?? [];
  if (!holds(id, ID_LENGTH) || !holds(secret, SECRET_LENGTH)) return null;
  return { id, secret, passcode: version === "v1p" };
}

/**
 * The age identity behind a link, and its passcode where it has one: that takes as long as
 * `stretch` does, 0.3 s on a desktop and 3 s on a slow phone.
 */
export async function pageIdentity(
  link: PageLink,
  passcode: string | null,
  stretch: Stretch = stretchHere,
): Promise<string> {
  const secret = unb64url(link.secret);
  if (secret === null || link.passcode !== (passcode !== null)) throw changed("bad-link");
  const salt =
    passcode === null
      ? new Uint8Array(0)
      : await stretch({
          password: passcode.normalize("NFKC"),
          salt: await sha256(utf8(`${INFO}\n${link.id}`)),
          m: 65536,
          t: 3,
          p: 1,
        });
  return identityFromSeed(await hkdf(secret, INFO, salt));
}

const audience = (link: PageLink): string => `page:${link.id}`;

/** How others know the member who signs with `sig`; the sign-in name goes into nothing they open. */
async function userOf(sig: string): Promise<string> {
  return b64url((await sha256(utf8(`alongside/v1/user\n${sig}`))).subarray(0, 16));
}

/** Seals one revision of a page for whoever has the link. @throws SealError `too-long` */
export async function sealPage(
  me: Keyring,
  link: PageLink,
  identity: string,
  meta: { rev: number; at: number },
  body: PageBody,
): Promise<Sealed> {
  const as = { ...me, name: await userOf(me.pub.sig) };
  const to = { aud: audience(link), recipient: await recipientOf(identity), epoch: 0, head: "" };
  const text = JSON.stringify(body, (_, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );
  return sealEntry(as, to, { id: link.id, ...meta }, text);
}

/** Whose signature the page says it has. */
async function authorOf(plain: Bytes): Promise<{ author: string; sig: string }> {
  const start = plain.subarray(0, plain.indexOf(10, plain.indexOf(10) + 1));
  let line: Record<string, unknown> | null = null;
  try {
    line = parseObject(fromUtf8(start).split("\n")[1] ?? "");
  } catch {
    throw changed("malformed");
  }
  const { author, by } = line ?? {};
  if (typeof author !== "string" || typeof by !== "string") throw changed("malformed");
  if (author !== (await userOf(by))) throw changed("other-author");
  return { author, sig: by };
}

function readBody(text: string, link: PageLink): PageBody {
  const { kind, what, helps, please_not, call_instead, passcode, ends_at } =
    parseObject(text) ?? {};
  const isText = (value: unknown): value is string => typeof value === "string";
  if (kind !== "page" || !isText(what) || !isText(helps)) throw changed("malformed");
  if (!isText(please_not) || !isText(call_instead)) throw changed("malformed");
  if (passcode !== link.passcode) throw changed("other-link");
  const end = ends_at ?? null;
  if (end !== null && !Number.isSafeInteger(end)) throw changed("malformed");
  return { kind, what, helps, please_not, call_instead, passcode, ends_at: end as number | null };
}

/**
 * Opens a page and checks it whole: one stanza and a padded length, signature, id, audience, body.
 *
 * @throws SealError `changed-on-the-way`; its `reason` is `cannot-decrypt` when link or passcode
 *   do not fit, or a byte is another
 */
export async function openPage(
  link: PageLink,
  identity: string,
  file: Uint8Array,
): Promise<PageBody> {
  const { author, sig } = await authorOf(await decryptWith(identity, file, "entry", changed));
  const { body } = await openEntry(identity, file, {
    id: link.id,
    aud: audience(link),
    epoch: 0,
    heads: new Set([""]),
    members: new Map([[author, { sig, from: 0 }]]),
  });
  return readBody(body, link);
}
