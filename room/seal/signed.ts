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

let check: Check = async (pub, signature, message) => {
  const key = await crypto.subtle.importKey("raw", pub, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
};

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
  const value = parseObject(parts.line);
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
