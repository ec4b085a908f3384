import {
  MEMBERS_MAX,
  type PublicKeys,
  parseObject,
  parseStory,
  SealError,
  type StoryDocument,
} from "../../seal/index.ts";

/** What the circle is called and what it calls its members: written by whoever keeps it. */
export interface AboutBody {
  kind: "about";
  name: string;
  /** by user */
  names: Record<string, string>;
}

export interface AnswerBody {
  kind: "answer";
  /** the story's entry */
  to: string;
  /** the answer it answers */
  parent: string | null;
  text: string;
}

export const STANDS = ["with-you", "me-too"] as const;
export type Stand = (typeof STANDS)[number];

/** "I'm with you", "this happened to me too". */
export interface WithBody {
  kind: "with";
  to: string;
  with: Stand;
}

/** Where letters to its author go; `null` when they take none from here. */
export interface AddressBody {
  kind: "address";
  address: PublicKeys | null;
}

/** What somebody is trusted with. */
export interface Trusted {
  /** may tell something for whoever trusts them */
  post: boolean;
  /** reads answers to their stories first */
  first: boolean;
}

/** Whom a member trusts in a circle. */
export interface TrustBody {
  kind: "trust";
  /** by user */
  for: Record<string, Trusted>;
}

export type CircleBody =
  | AboutBody
  | AddressBody
  | AnswerBody
  | WithBody
  | TrustBody
  | StoryDocument;

const bad = (where: string): SealError => new SealError("bad-document", where);

const text = (value: unknown, where: string): string => {
  if (typeof value !== "string") throw bad(where);
  return value;
};

function names(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) throw bad("names");
  return Object.fromEntries(
    Object.entries(value).map(([user, name]) => [user, text(name, "names")]),
  );
}

function trustedFor(value: unknown): Record<string, Trusted> {
  if (typeof value !== "object" || value === null) throw bad("for");
  const all = Object.entries(value);
  if (all.length > MEMBERS_MAX) throw bad("for");
  return Object.fromEntries(all.map(([user, one]) => [user, trustedWith(one)]));
}

function trustedWith(value: unknown): Trusted {
  if (typeof value !== "object" || value === null) throw bad("for");
  const { post, first } = value as Record<string, unknown>;
  if (typeof post !== "boolean" || typeof first !== "boolean") throw bad("for");
  return { post, first };
}

function stand(value: unknown): Stand {
  const found = STANDS.find((one) => one === value);
  if (found === undefined) throw bad("with");
  return found;
}

/** Whether they are keys is looked at when somebody writes to them. */
function keysOrNull(value: unknown): PublicKeys | null {
  if (value === null) return null;
  const { user, enc, sig } = Object(value) as Partial<Record<keyof PublicKeys, unknown>>;
  return { user: text(user, "user"), enc: text(enc, "enc"), sig: text(sig, "sig") };
}

/** Reads the body of a circle's entry. @throws SealError `bad-document`; `kind` when it is not known */
export function parseCircleBody(body: string): CircleBody {
  const from = parseObject(body);
  if (from === null) throw bad("json");
  switch (from.kind) {
    case "about":
      return { kind: "about", name: text(from.name, "name"), names: names(from.names) };
    case "answer": {
      const parent = from.parent === null ? null : text(from.parent, "parent");
      return { kind: "answer", to: text(from.to, "to"), parent, text: text(from.text, "text") };
    }
    case "with":
      return { kind: "with", to: text(from.to, "to"), with: stand(from.with) };
    case "address":
      return { kind: "address", address: keysOrNull(from.address) };
    case "trust":
      return { kind: "trust", for: trustedFor(from.for) };
    case "story":
      return parseStory(body);
    default:
      throw bad("kind");
  }
}

/** Half a character (a cut emoji) becomes U+FFFD: others refuse it. */
export const printCircleBody = (body: CircleBody): string =>
  JSON.stringify(body, (_, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );
