import { type Bytes, b64url, concat, fromUtf8, unb64url, utf8 } from "./bytes.ts";

/** A key that signs, with its public half as base64url. */
export interface Signer {
  key: CryptoKey;
  pub: string;
}

/** PKCS#8 around a raw Ed25519 seed (RFC 8410 §7). */
const PKCS8 = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);

const signedBytes = (type: string, line: string): Bytes => utf8(`alongside/v1/${type}\n${line}`);

/** A fresh 32-byte Ed25519 seed and its public key. */
export async function newSeed(): Promise<{ seed: Bytes; pub: Bytes }> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const pub = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { seed: pkcs8.slice(-32), pub };
}

/** The signing key behind a seed; it cannot be taken out of the browser again. */
export function importSeed(seed: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", concat(PKCS8, seed), "Ed25519", false, ["sign"]);
}

/**
 * A signed line: JSON with `by` added last, a line break, and the signature over
 * `alongside/v1/<type>`, a line break and that exact JSON.
 */
export async function sign(signer: Signer, type: string, value: object): Promise<string> {
  const line = JSON.stringify({ ...value, by: signer.pub });
  const signature = await crypto.subtle.sign("Ed25519", signer.key, signedBytes(type, line));
  return `${line}\n${b64url(new Uint8Array(signature))}`;
}

/** Ed25519 over raw bytes. */
export type Check = (pub: Bytes, signature: Bytes, message: Bytes) => Promise<boolean>;

/** The newest keys that signatures were checked with: those of one circle are checked over and over. */
const KEYS_MOST = 200;
const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(pub: Bytes): Promise<CryptoKey> {
  const name = b64url(pub);
  const key = keys.get(name) ?? crypto.subtle.importKey("raw", pub, "Ed25519", false, ["verify"]);
  keys.delete(name);
  keys.set(name, key);
  const [oldest] = keys.keys();
  if (keys.size > KEYS_MOST && oldest !== undefined) keys.delete(oldest);
  return key;
}

let check: Check = async (pub, signature, message) =>
  crypto.subtle.verify("Ed25519", await keyOf(pub), signature, message);

/** Has signatures checked by something else: for browsers whose WebCrypto has no Ed25519 yet. */
export function checkWith(other: Check): void {
  check = other;
}

/** Whether `signature` (base64url) is `pub`'s over exactly these bytes. */
export async function verifies(
  type: string,
  line: string,
  signature: string,
  pub: string,
): Promise<boolean> {
  const raw = unb64url(pub);
  const sig = unb64url(signature);
  if (raw?.length !== 32 || sig?.length !== 64) return false;
  if (isSmall(raw) || isSmall(sig.subarray(0, 32))) return false;
  try {
    return await check(raw, sig, signedBytes(type, line));
  } catch {
    return false;
  }
}

/** The two halves of a signed line, not checked yet; null when it is not two lines. */
export function halves(signed: string): { line: string; signature: string } | null {
  const [line, signature, ...rest] = signed.split("\n");
  if (line === undefined || signature === undefined || rest.length > 0) return null;
  return { line, signature };
}

/**
 * Points of small order, with every way to write them but for the sign: a signature with one holds
 * for more than one message or key, and strict readers (RFC 8032 with the checks of `verify_strict`)
 * refuse it.
 */
const SMALL = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

function isSmall(point: Uint8Array): boolean {
  const hex = Array.from(point, (byte, at) => (at === 31 ? byte & 127 : byte))
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return SMALL.has(hex);
}

/**
 * The object in a signed line, or null when the line is not two lines, not an object, not signed
 * by `pub`, or says that somebody else signed it.
 */
export async function verify(
  type: string,
  signed: string,
  pub: string,
): Promise<Record<string, unknown> | null> {
  const parts = halves(signed);
  if (parts === null || !(await verifies(type, parts.line, parts.signature, pub))) return null;
  const value = parseSigned(parts.line);
  return value?.by === pub ? value : null;
}

/** A JSON object, or null for anything else. */
export function parseObject(line: string | Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(typeof line === "string" ? line : fromUtf8(line));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/**
 * The same for what was signed, which is read only as it was written: readers of JSON do not agree
 * on fields that are there twice, on `1.0`, or on half of a character, and what one of them shows
 * another could not open, or pass on. All numbers are whole ones up to 2^53 - 1.
 */
export function parseSigned(line: string): Record<string, unknown> | null {
  const value = parseObject(line);
  return value !== null && exact(value) && JSON.stringify(value) === line ? value : null;
}

/** Half of a character, also where it was written as an escape. `isWellFormed` is too new for old phones. */
const HALF = /\p{Surrogate}/u;

const exact = (value: unknown): boolean => {
  if (typeof value === "string") return !HALF.test(value);
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, one]) => !HALF.test(name) && exact(one));
};
