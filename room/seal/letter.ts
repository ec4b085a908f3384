import type { Bytes } from "./bytes.ts";
import { fromUtf8 } from "./bytes.ts";
import { openFromAnybody, sealEntryTwice } from "./entry.ts";
import { changed } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { parseObject, parseSigned, sign, verify } from "./signed.ts";
import { type PublicKeys, readKeys } from "./user.ts";

/** A story that comes with a letter, for somebody to read before it goes out. */
export interface LetterAbout {
  title: string;
  text: string;
}

/** What is said in a letter. */
export interface LetterWords {
  text: string;
  about: LetterAbout | null;
}

/** A letter whose every check held. */
export interface OpenedLetter extends LetterWords {
  from: PublicKeys;
  /** the `user` of the address it was written to */
  to: string;
  /** what its writer's clock said, milliseconds since 1970 */
  at: number;
  /** what was inside the file, with the writer's signature: what a report hands over */
  opened: string;
}

/** Both files of a letter hold the same signed words. */
export interface SealedLetter {
  mine: Bytes;
  theirs: Bytes;
}

/** An address is a keyring of its own; this is what others find of it. */
export const addressLine = (address: Keyring, pen: string | null): Promise<string> =>
  sign(address.signer, "address", { ...address.pub, pen });

/**
 * The keys in an address's line, which they must have signed themselves. That they are whose the
 * server says they are is not known from it.
 *
 * @throws SealError `changed-on-the-way`
 */
export async function readAddress(line: string, user: string): Promise<PublicKeys> {
  const keys = await readKeys(parseObject(line.split("\n")[0] ?? ""));
  if (keys.user !== user) throw changed("wrong-user");
  if ((await verify("address", line, keys.sig)) === null) throw changed("bad-signature");
  return keys;
}

const audience = (id: string, recipient: string) => ({
  aud: `letter:${id}`,
  recipient,
  epoch: 0,
  head: "",
});

/** Seals a letter from one address to another. @throws SealError `too-long` */
export async function sealLetter(
  from: Keyring,
  to: PublicKeys,
  id: string,
  { text, about }: LetterWords,
  at: number,
): Promise<SealedLetter> {
  const said = { kind: "letter", from: from.pub, to: to.user, text, ...(about && { about }) };
  const body = JSON.stringify(said, (_, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );
  const meta = { id, rev: 1, at };
  const own = audience(id, from.pub.enc);
  const [mine, theirs] = await sealEntryTwice(from, own, to.enc, meta, body);
  return { mine, theirs };
}

function readAbout(value: unknown): LetterAbout | null {
  if (value === undefined || value === null) return null;
  const { title, text } = value as Partial<Record<keyof LetterAbout, unknown>>;
  if (typeof title !== "string" || typeof text !== "string") throw changed("bad-document");
  return { title, text };
}

/**
 * Opens a letter with the identity of the address that it is for, or was written from. Whoever got
 * it could seal it once more for somebody else: so whom it was written to is inside, and checked.
 *
 * @throws SealError `changed-on-the-way`, with the check that refused as its `reason`
 */
export async function openLetter(
  identity: string,
  file: Uint8Array,
  want: { id: string; from: string; to: string },
): Promise<OpenedLetter> {
  const { aud, epoch, head } = audience(want.id, "");
  const asked = { id: want.id, aud, epoch, heads: new Set([head]) };
  const { header, body, plain } = await openFromAnybody(identity, file, asked);
  const said = parseSigned(body);
  if (said?.kind !== "letter" || typeof said.text !== "string") throw changed("bad-document");
  if (typeof said.to !== "string") throw changed("bad-document");
  const about = readAbout(said.about);
  // One letter is one revision of one thing, with nothing beside it.
  if (header.rev !== 1 || header.prev !== "" || header.media.length > 0) throw changed("malformed");
  const from = await readKeys(said.from);
  if (from.user !== header.author || from.user !== want.from) throw changed("other-author");
  if (said.to !== want.to) throw changed("other-receiver");
  const { text } = said;
  const opened = fromUtf8(plain);
  return { from, to: want.to, text, about, at: header.at, opened };
}
