import { sha256 as sha256InScript } from "@noble/hashes/sha2.js";

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

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SIGNS = { base64: "+/", base64url: "-_" } as const;
type Alphabet = keyof typeof SIGNS;
/** Bits of the last character that stand for nothing, by how many characters the last group has. */
const STRAY = [0, 0, 15, 3] as const;

/** The browser's own, where it has one: many times faster. It takes padding and white space as well. */
const native = (
  Uint8Array as { fromBase64?: (text: string, options: { alphabet: Alphabet }) => Bytes }
).fromBase64?.bind(Uint8Array);

/** In script. @throws when there is a foreign character */
function inScript(text: string, { alphabet }: { alphabet: Alphabet }): Bytes {
  const own = alphabet === "base64" ? text : text.replaceAll("-", "+").replaceAll("_", "/");
  const raw = atob(alphabet === "base64url" && /[+/]/.test(text) ? "*" : own);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}

function read(text: string, alphabet: Alphabet): Bytes | null {
  const stray = STRAY[text.length % 4] ?? 0;
  if (stray !== 0 && (LETTERS + SIGNS[alphabet]).indexOf(text.at(-1) ?? "") & stray) return null;
  try {
    const bytes = (native ?? inScript)(text, { alphabet });
    // Fewer bytes than the characters stand for: some of them were padding or white space.
    return bytes.length === Math.floor((text.length * 3) / 4) ? bytes : null;
  } catch {
    return null;
  }
}

/** Reads canonical base64url; null when there is padding, a foreign character or a stray bit. */
export const unb64url = (text: string): Bytes | null => read(text, "base64url");

/** The same for base64 without padding, as age has it in its headers. */
export const unb64 = (text: string): Bytes | null => read(text, "base64");

/** Up to here a hash in script is done before the browser's own has been asked. */
const SHORT = 16 * 1024;

/** SHA-256 of bytes. */
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  if (bytes.length <= SHORT) return owned(sha256InScript(bytes));
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
