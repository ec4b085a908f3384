import { openKeyring, openLetter, SealError } from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { LetterApi, type LetterBytes } from "./letter-api.ts";
import type { LetterNote } from "./letter-note.ts";
import { fromBase64 } from "./listing.ts";
import { type Files, json } from "./zip.ts";

/** A letter of hers, still sealed: her own copy. */
export interface FetchedLetter extends Omit<LetterBytes, "bytes" | "read"> {
  /** her address, and the other's */
  of: string;
  with: string;
  file: Uint8Array;
}

/** Every letter that she wrote or got. @throws as the calls do */
export async function fetchLetters(api: Api, signal: AbortSignal): Promise<FetchedLetter[]> {
  const calls = new LetterApi(api);
  const all: FetchedLetter[] = [];
  for (const { of, with: who } of await calls.list()) {
    for (let before: string | null = ""; before !== null; ) {
      signal.throwIfAborted();
      const page = await calls.thread(of, who, before);
      for (const { id, from, to, mine, at, bytes } of page.letters) {
        all.push({ id, from, to, mine, at, of, with: who, file: fromBase64(bytes) });
      }
      before = page.next;
    }
  }
  return all;
}

/** What the manifest says of letters: the keys to them are in one of the sealed entries. */
export const listedLetter = ({ id, from, to, of, with: who }: FetchedLetter) => ({
  id,
  from,
  to,
  of,
  with: who,
});

export const sealedLetters = (letters: readonly FetchedLetter[]): Files =>
  new Map(letters.map(({ id, file }) => [`letters/${id}.age`, file]));

/** The same, opened, one file for each two addresses; what does not hold is left out. */
export async function plainLetters(
  letters: readonly FetchedLetter[],
  note: LetterNote,
): Promise<Files> {
  const said = new Map<string, unknown[]>();
  for (const one of letters) {
    const address = note.addresses.find(({ user }) => user === one.of);
    if (address === undefined) continue;
    try {
      const { identity } = await openKeyring(address.text);
      const { text, about, at } = await openLetter(identity, one.file, one);
      const between = `${one.of}/${one.with}`;
      const name = note.known[one.with]?.name ?? null;
      said.set(between, [
        { with: name, mine: one.mine, at, text, about },
        ...(said.get(between) ?? []),
      ]);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  const numbered = [...said.values()].map(
    (lines, i) =>
      [`letters/${String(i + 1).padStart(3, "0")}.json`, json({ said: lines })] as const,
  );
  return new Map(numbered);
}
