import { unb64 } from "./bytes.ts";
import { isPadded } from "./padme.ts";

/** What an age file is for, with the longest plaintext it may hold, in bytes (padding included). */
export const KINDS = {
  entry: { longest: 1 << 20, padded: true },
  media: { longest: 12 << 20, padded: true },
  keyring: { longest: 16 << 10, padded: false },
} as const;
export type Kind = keyof typeof KINDS;

/** The permitted stanzas, each with the length of its one argument in bytes. */
export const STANZAS = {
  mlkem768x25519: 1120,
  "age-encryption.org/fido2prf": 16,
} as const;
export type StanzaKind = keyof typeof STANZAS;

export type HeaderReason =
  | "not-age"
  | "bad-header"
  | "wrong-stanza"
  | "extra-stanza"
  | "header-too-long"
  | "truncated"
  | "unpadded"
  | "too-long";

const MAGIC = "age-encryption.org/v1\n";
const HEADER_MAX = 4096;
const CHUNK = 64 * 1024;
const TAG = 16;
const NONCE = 16;

const holds = (text: string, bytes: number): boolean => unb64(text)?.length === bytes;

/** The plaintext length behind a payload of `length` bytes, or null when no payload is so long. */
function plainLength(length: number): number | null {
  const sealed = length - NONCE;
  if (sealed < TAG) return null;
  const chunks = Math.ceil(sealed / (CHUNK + TAG));
  const plain = sealed - chunks * TAG;
  return chunks > 1 && plain <= (chunks - 1) * CHUNK ? null : plain;
}

const latin1 = new TextDecoder("latin1");

/** A file's beginning as text, one character for each byte; enough for every header that is permitted. */
export const headerText = (file: Uint8Array): string => latin1.decode(file.subarray(0, HEADER_MAX));

/**
 * Checks what the server checks (`crates/seal/src/header.rs`): one stanza of the permitted kind,
 * canonical, a bounded header and a permitted length. Null when all is well, else the reason.
 * Readers run it too, so that a file with a stanza for somebody else is never opened.
 */
export function checkHeader(
  file: Uint8Array,
  kind: Kind,
  stanza: StanzaKind = "mlkem768x25519",
): HeaderReason | null {
  const start = headerText(file);
  if (!start.startsWith(MAGIC)) return MAGIC.startsWith(start) ? "truncated" : "not-age";
  const cut = file.length > HEADER_MAX ? "header-too-long" : "truncated";
  const [, recipient, body, mac, ...rest] = start.split("\n");
  if (recipient === undefined || body === undefined) return cut;
  const [arrow, tag, argument, ...more] = recipient.split(" ");
  if (arrow !== "->") return "bad-header";
  if (tag !== stanza) return "wrong-stanza";
  if (argument === undefined || more.length > 0) return "bad-header";
  if (!holds(argument, STANZAS[stanza])) return "bad-header";
  if (mac === undefined) return cut;
  if (!holds(body, 32)) return "bad-header";
  if (rest.length === 0) return cut;
  if (mac.startsWith("-> ")) return "extra-stanza";
  if (!mac.startsWith("--- ") || !holds(mac.slice(4), 32)) return "bad-header";
  const used = MAGIC.length + recipient.length + body.length + mac.length + 3;
  const length = plainLength(file.length - used);
  if (length === null) return "truncated";
  if (length > KINDS[kind].longest) return "too-long";
  return KINDS[kind].padded && !isPadded(length) ? "unpadded" : null;
}
