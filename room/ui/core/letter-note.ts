import { type PublicKeys, parseObject, SealError } from "../../seal/index.ts";
import type { NoteOf } from "./self-note.ts";

/** One's own address: a keyring that is used for nothing else. */
export interface OwnAddress {
  user: string;
  /** the pen name's id; null for circles */
  pen: string | null;
  /** the keyring's text */
  text: string;
}

/** Somebody whom one wrote to, or who wrote. */
export interface KnownKeys {
  enc: string;
  sig: string;
  name: string;
}

/** What is remembered of letters: one's own addresses, and whose keys were seen first. */
export interface LetterNote {
  kind: "letters";
  addresses: OwnAddress[];
  /** by `user` */
  known: Record<string, KnownKeys>;
  /** by pen name: the `user` that it first was */
  pens: Record<string, string>;
}

const bad = (where: string): SealError => new SealError("bad-document", where);

const isTexts = (value: unknown, fields: readonly string[]): boolean =>
  typeof value === "object" &&
  value !== null &&
  fields.every((field) => typeof Reflect.get(value, field) === "string");

function parse(body: string): LetterNote {
  const from = parseObject(body);
  if (from?.kind !== "letters" || !Array.isArray(from.addresses)) throw bad("kind");
  const { known, pens } = from;
  if (typeof known !== "object" || known === null) throw bad("known");
  if (typeof pens !== "object" || pens === null) throw bad("pens");
  if (!from.addresses.every((one) => isTexts(one, ["user", "text"]))) throw bad("addresses");
  if (!Object.values(known).every((one) => isTexts(one, ["enc", "sig", "name"])))
    throw bad("known");
  return {
    kind: "letters",
    addresses: from.addresses as OwnAddress[],
    known: known as LetterNote["known"],
    pens: pens as LetterNote["pens"],
  };
}

export const LETTER_NOTE: NoteOf<LetterNote> = {
  about: "letters",
  empty: { kind: "letters", addresses: [], known: {}, pens: {} },
  parse,
};

/** Remembers somebody's keys and name as they were first seen. */
export const knowing = (
  note: LetterNote,
  { user, enc, sig }: PublicKeys,
  name: string,
): LetterNote =>
  note.known[user] === undefined
    ? { ...note, known: { ...note.known, [user]: { enc, sig, name } } }
    : note;
