/** Bytes over an ordinary buffer, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a string. */
export const utf8 = (text: string): Bytes => encoder.encode(text);

/** The string behind UTF-8 bytes; throws a TypeError when they are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Copies bytes that came from a library into an ordinary buffer, only where that is needed. */
export const owned = (bytes: Uint8Array): Bytes =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : new Uint8Array(bytes);

/** All parts, one after the other. */
export function concat(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** base64url without padding (RFC 4648 §5). */
export function b64url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Bits of the last character that stand for nothing, by how many characters the last group has. */
const STRAY = [0, 0, 15, 3] as const;

/** Reads canonical base64url; null when there is padding, a foreign character or a stray bit. */
export function unb64url(text: string): Bytes | null {
  const last = text.length % 4;
  if (!/^[A-Za-z0-9_-]*$/.test(text) || last === 1) return null;
  if (ALPHABET.indexOf(text.at(-1) ?? "A") & (STRAY[last] ?? 0)) return null;
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}

/** The same for base64 without padding, as age has it in its headers. */
export const unb64 = (text: string): Bytes | null =>
  /[-_]/.test(text) ? null : unb64url(text.replaceAll("+", "-").replaceAll("/", "_"));

/** SHA-256 of bytes. */
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", owned(bytes)));
}

/** base64url of the SHA-256 of bytes, 43 characters: the form every hash has in the formats. */
export async function fingerprint(bytes: Uint8Array): Promise<string> {
  return b64url(await sha256(bytes));
}

/** Bytes from the system's random source. */
export const randomBytes = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));

/** HKDF-SHA256, 32 bytes out (RFC 5869). The salt is empty unless there is one. */
export async function hkdf(
  secret: Uint8Array,
  info: string,
  salt: Uint8Array = new Uint8Array(0),
): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", owned(secret), "HKDF", false, ["deriveBits"]);
  const params = { name: "HKDF", hash: "SHA-256", salt: owned(salt), info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, 256));
}
