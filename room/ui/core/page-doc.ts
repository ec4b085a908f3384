import { parseObject, SealError } from "../../seal/index.ts";
import type { PageForThem } from "../../seal/page.ts";

/** Where a page can be opened, and with what. Sealed with the page, for its author alone. */
export interface PageOut {
  /** of the link */
  id: string;
  secret: string;
  passcode: string | null;
  /** milliseconds since 1970; null: until it is taken away */
  ends_at: number | null;
  /** the revision the server was given, and the `changed` of the words in it */
  rev: number;
  changed: number;
}

/** The author's own copy of a page for them: the body of one sealed entry. */
export interface PageDocument {
  v: 1;
  kind: "page";
  what: string;
  helps: string;
  please_not: string;
  call_instead: string;
  out: PageOut | null;
  /** milliseconds since 1970 */
  changed: number;
  [unknown: string]: unknown;
}

export const emptyPage = (changed: number): PageDocument => ({
  v: 1,
  kind: "page",
  what: "",
  helps: "",
  please_not: "",
  call_instead: "",
  out: null,
  changed,
});

const bad = (where: string): SealError => new SealError("bad-document", where);

const text = (value: unknown, where: string): string => {
  if (typeof value !== "string") throw bad(where);
  return value;
};

const count = (value: unknown, where: string): number => {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw bad(where);
  return value;
};

function readOut(value: unknown): PageOut | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") throw bad("out");
  const from = value as Partial<Record<keyof PageOut, unknown>>;
  return {
    ...from,
    id: text(from.id, "out.id"),
    secret: text(from.secret, "out.secret"),
    passcode: from.passcode === null ? null : text(from.passcode, "out.passcode"),
    ends_at: from.ends_at === null ? null : count(from.ends_at, "out.ends_at"),
    rev: count(from.rev, "out.rev"),
    changed: count(from.changed, "out.changed"),
  };
}

/**
 * Reads the body of a page's entry; fields it does not know are kept.
 *
 * @throws SealError `bad-document`; its reason is `kind` when this is no page
 */
export function parsePage(body: string): PageDocument {
  const from = parseObject(body);
  if (from === null) throw bad("json");
  if (from.kind !== "page") throw bad("kind");
  if (from.v !== 1) throw bad("v");
  return {
    ...from,
    v: 1,
    kind: "page",
    what: text(from.what, "what"),
    helps: text(from.helps, "helps"),
    please_not: text(from.please_not, "please_not"),
    call_instead: text(from.call_instead, "call_instead"),
    out: readOut(from.out),
    changed: count(from.changed, "changed"),
  };
}

/** The body of a page's entry. Half a character (a cut emoji) becomes U+FFFD. */
export const printPage = (doc: PageDocument): string =>
  JSON.stringify(doc, (_, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );

/** What those who open the link are given. */
export const bodyOf = (doc: PageDocument, out: PageOut): PageForThem => ({
  kind: "page",
  what: doc.what,
  helps: doc.helps,
  please_not: doc.please_not,
  call_instead: doc.call_instead,
  passcode: out.passcode !== null,
  ends_at: out.ends_at,
});

export const isBlank = (doc: PageDocument): boolean =>
  [doc.what, doc.helps, doc.please_not, doc.call_instead].every((words) => words.trim() === "");
