import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { type Bytes, owned } from "./bytes.ts";
import { checkHeader, type Kind } from "./header.ts";

const HRP = "AGE-SECRET-KEY-PQ-";
const RECIPIENT_HRP = "age1pq";
/** An ML-KEM-768 key (1,152 bytes of coefficients and a 32-byte seed) and an X25519 key. */
const RECIPIENT_LEN = 1216;
const COEFFICIENT_BYTES = 1152;
const ML_KEM_Q = 3329;

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

/** Whether every coefficient, two in three bytes, is below the modulus (FIPS 203 §7.2). */
function isCanonical(key: Uint8Array): boolean {
  for (let at = 0; at < COEFFICIENT_BYTES; at += 3) {
    const [low = 0, middle = 0, high = 0] = key.subarray(at, at + 3);
    if ((low | ((middle & 15) << 8)) >= ML_KEM_Q) return false;
    if (((middle >> 4) | (high << 4)) >= ML_KEM_Q) return false;
  }
  return true;
}

/** Whether `text` is a hybrid recipient in its one canonical form. */
export function isRecipient(text: string): boolean {
  if (text !== text.toLowerCase()) return false;
  try {
    const { prefix, bytes } = bech32.decodeToBytes(text, false);
    return prefix === RECIPIENT_HRP && bytes.length === RECIPIENT_LEN && isCanonical(bytes);
  } catch {
    return false;
  }
}

/** An age file for exactly one hybrid recipient. */
export async function encryptTo(recipient: string, bytes: Uint8Array): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return owned(await encrypter.encrypt(bytes));
}

/** What opens files whose header was found right; see `opener.ts`. */
export interface OpensFiles {
  open(file: Uint8Array): Promise<Bytes>;
}

/**
 * Opens an age file for one hybrid recipient. `refuse` makes the error from a reason: one of
 * `checkHeader`, or `cannot-decrypt` (another key, a flipped bit, a cut file: age does not say).
 */
export async function decryptWith(
  identity: string | OpensFiles,
  file: Uint8Array,
  kind: Kind,
  refuse: (reason: string) => Error,
): Promise<Bytes> {
  const wrong = checkHeader(file, kind);
  if (wrong !== null) throw refuse(wrong);
  try {
    if (typeof identity !== "string") return await identity.open(file);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return owned(await decrypter.decrypt(file));
  } catch {
    throw refuse("cannot-decrypt");
  }
}
