import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { type Bytes, owned } from "./bytes.ts";
import { checkHeader, type Kind } from "./header.ts";

const HRP = "AGE-SECRET-KEY-PQ-";

/** A fresh hybrid identity, `AGE-SECRET-KEY-PQ-1…`. */
export const newIdentity = (): Promise<string> => generateHybridIdentity();

/** The recipient of an identity, `age1pq1…` (about 1,960 characters). */
export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity);

/** The identity that a 32-byte seed stands for. */
export const identityFromSeed = (seed: Uint8Array): string =>
  bech32.encodeFromBytes(HRP, seed).toUpperCase();

/** The 32-byte seed in an identity, or null when the text is not a hybrid identity. */
export function seedOf(identity: string): Bytes | null {
  if (!identity.startsWith(`${HRP}1`)) return null;
  try {
    const { prefix, bytes } = bech32.decodeToBytes(identity);
    return prefix.toUpperCase() === HRP && bytes.length === 32 ? owned(bytes) : null;
  } catch {
    return null;
  }
}

/** An age file for exactly one hybrid recipient. */
export async function encryptTo(recipient: string, bytes: Uint8Array): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return owned(await encrypter.encrypt(bytes));
}

/**
 * Opens an age file for one hybrid recipient. `refuse` makes the error from a reason: one of
 * `checkHeader`, or `cannot-decrypt` (another key, a flipped bit, a cut file: age does not say).
 */
export async function decryptWith(
  identity: string,
  file: Uint8Array,
  kind: Kind,
  refuse: (reason: string) => Error,
): Promise<Bytes> {
  const wrong = checkHeader(file, kind);
  if (wrong !== null) throw refuse(wrong);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return owned(await decrypter.decrypt(file));
  } catch {
    throw refuse("cannot-decrypt");
  }
}
