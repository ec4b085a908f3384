import { afterEach, expect, test, vi } from "vitest";
import { decryptWith, encryptTo, newIdentity, recipientOf } from "./age.ts";
import { Opener } from "./opener.ts";

const refuse = (reason: string): Error => new Error(reason);
const plain = (fill: number): Uint8Array => new Uint8Array(4096).fill(fill);

afterEach(() => {
  vi.restoreAllMocks();
});

test("an opener opens what age opens, file after file", async () => {
  const identity = await newIdentity();
  const recipient = await recipientOf(identity);
  const opener = new Opener(identity);
  for (const fill of [1, 2, 3]) {
    const file = await encryptTo(recipient, plain(fill));
    expect(await decryptWith(opener, file, "entry", refuse)).toEqual(plain(fill));
    expect(await decryptWith(identity, file, "entry", refuse)).toEqual(plain(fill));
  }
});

test("where the browser has no X25519 it opens just the same", async () => {
  const identity = await newIdentity();
  const file = await encryptTo(await recipientOf(identity), plain(7));
  vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new DOMException("not known"));
  const opener = new Opener(identity);
  const stanzas = vi.spyOn(opener, "unwrapFileKey");
  // What follows in age needs no `importKey` of X25519.
  await decryptWith(opener, file, "entry", refuse).catch(() => undefined);
  expect(await stanzas.mock.results[0]?.value).toHaveLength(16);
});

test("it refuses what is for somebody else, and what was changed", async () => {
  const [mine, theirs] = [await newIdentity(), await newIdentity()];
  const file = await encryptTo(await recipientOf(mine), plain(4));
  await expect(decryptWith(new Opener(theirs), file, "entry", refuse)).rejects.toThrow(
    "cannot-decrypt",
  );
  for (const at of [60, 900, 1500, file.length - 1]) {
    const bent = file.slice();
    bent[at] = (bent[at] ?? 0) ^ 1;
    await expect(decryptWith(new Opener(mine), bent, "entry", refuse)).rejects.toThrow();
  }
  await expect(decryptWith(new Opener("AGE-SECRET-KEY-PQ-1NOT"), file, "entry", refuse))
    .rejects //
    .toThrow("cannot-decrypt");
});
