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
  expect(await decryptWith(opener, file, "entry", refuse)).toEqual(plain(7));
});

test("what has several chunks opens to the last byte, and not without the last, or in another order", async () => {
  const identity = await newIdentity();
  const long = new Uint8Array(196_608).map((_, at) => at % 251);
  const file = await encryptTo(await recipientOf(identity), long);
  const opener = new Opener(identity);
  expect(await decryptWith(opener, file, "entry", refuse)).toEqual(long);
  const chunk = 64 * 1024 + 16;
  const start = file.length - 3 * chunk;
  const swapped = file.slice();
  swapped.set(file.subarray(start, start + chunk), start + chunk);
  swapped.set(file.subarray(start + chunk, start + 2 * chunk), start);
  for (const bad of [file.subarray(0, file.length - chunk), swapped]) {
    await expect(opener.open(bad)).rejects.toThrow();
  }
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
