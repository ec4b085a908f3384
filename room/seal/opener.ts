import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { expand, extract, hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { type OpensFiles, seedOf } from "./age.ts";
import { type Bytes, concat, owned, unb64, utf8 } from "./bytes.ts";
import { headerText } from "./header.ts";

const KIND = "mlkem768x25519";
/** An ML-KEM-768 ciphertext; an X25519 share of 32 bytes comes after it. */
const ML_KEM_CIPHERTEXT = 1088;
const SHARE = ML_KEM_CIPHERTEXT + 32;
const XWING = utf8("\\.//^\\");
/** PKCS#8 around a raw X25519 key (RFC 8410 §7). */
const PKCS8 = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32]);

/** HPKE (RFC 9180 §5.1) with this KEM, HKDF-SHA256 and ChaCha20-Poly1305. */
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3));
const VERSION = utf8("HPKE-v1");
const NONCE = 16;
/** 64 KiB and a tag. */
const CHUNK = 64 * 1024 + 16;
const NOTHING = new Uint8Array(0);

const extracted = (label: string, ikm: Uint8Array, salt?: Uint8Array): Uint8Array =>
  extract(sha256, concat(VERSION, SUITE, utf8(label), ikm), salt);
const expanded = (prk: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array =>
  expand(sha256, prk, concat(Uint8Array.of(0, length), VERSION, SUITE, utf8(label), info), length);
const context = (): Bytes =>
  concat(
    Uint8Array.of(0),
    extracted("psk_id_hash", NOTHING),
    extracted("info_hash", utf8(`age-encryption.org/${KIND}`)),
  );

type Agree = (share: Bytes) => Promise<Uint8Array>;

/** The browser's own X25519 where it has one: it is many times faster than one in script. */
async function agreement(secret: Bytes): Promise<Agree> {
  try {
    const name = "X25519";
    const key = await crypto.subtle.importKey("pkcs8", concat(PKCS8, secret), name, false, [
      "deriveBits",
    ]);
    return async (share) => {
      const theirs = await crypto.subtle.importKey("raw", share, name, false, []);
      return new Uint8Array(await crypto.subtle.deriveBits({ name, public: theirs }, key, 256));
    };
  } catch {
    return async (share) => x25519.getSharedSecret(secret, share);
  }
}

interface Expanded {
  mlKem: Uint8Array;
  /** X25519, public */
  pub: Uint8Array;
  agree: Agree;
  context: Bytes;
}

async function expandSeed(seed: Bytes): Promise<Expanded> {
  const all = shake256(seed, { dkLen: 96 });
  const secret = owned(all.slice(64));
  return {
    mlKem: ml_kem768.keygen(all.subarray(0, 64)).secretKey,
    pub: x25519.getPublicKey(secret),
    agree: await agreement(secret),
    context: context(),
  };
}

/**
 * A hybrid identity that opens many files: what age works out of its seed for each file is worked
 * out once. It holds the keys themselves, so it is to live no longer than what it opens.
 */
export class Opener implements OpensFiles {
  readonly #seed: Bytes | null;
  #expanded: Promise<Expanded> | null = null;

  constructor(identity: string) {
    this.#seed = seedOf(identity);
  }

  /** @throws when the stanza is for somebody else, or was changed */
  async #fileKey(argument: string, body: string): Promise<Uint8Array> {
    if (this.#seed === null) throw new Error("invalid identity");
    this.#expanded ??= expandSeed(this.#seed);
    const keys = await this.#expanded;
    const [share, sealed] = [unb64(argument), unb64(body)];
    if (share?.length !== SHARE || sealed?.length !== 32) throw new Error("invalid stanza");
    return unwrap(keys, await sharedSecret(keys, share), sealed);
  }

  /**
   * Opens a file whose header `checkHeader` has found right, so that it has one stanza of a known
   * shape. What age does with streams is done at once here: a circle's entries are many and short.
   * https://c2sp.org/age#encrypted-file-format
   */
  async open(file: Uint8Array): Promise<Bytes> {
    const [version = "", recipient = "", body = "", mac = ""] = headerText(file).split("\n");
    const fileKey = await this.#fileKey(recipient.split(" ")[2] ?? "", body);
    const covered = utf8(`${version}\n${recipient}\n${body}\n---`);
    const macKey = hkdf(sha256, fileKey, undefined, utf8("header"), 32);
    if (!same(unb64(mac.slice(4)) ?? NOTHING, hmac(sha256, macKey, covered))) {
      throw new Error("invalid header HMAC");
    }
    const start = version.length + recipient.length + body.length + mac.length + 4;
    const nonce = file.subarray(start, start + NONCE);
    return payload(hkdf(sha256, fileKey, nonce, utf8("payload"), 32), file.subarray(start + NONCE));
  }
}

/** Whether two MACs are the same, in a time that does not depend on where they differ. */
function same(one: Uint8Array, other: Uint8Array): boolean {
  let differ = one.length ^ other.length;
  for (const [at, byte] of other.entries()) differ |= byte ^ (one[at] ?? 0);
  return differ === 0;
}

/** age's STREAM: chunks with a counter and a mark on the last. Its length was checked with the header. */
function payload(key: Uint8Array, sealed: Uint8Array): Bytes {
  const last = Math.max(0, Math.ceil(sealed.length / CHUNK) - 1);
  const parts: Uint8Array[] = [];
  for (let at = 0; at <= last; at++) {
    const nonce = new Uint8Array(12);
    // The counter has eleven bytes; no file has so many chunks that it needs more than four of them.
    new DataView(nonce.buffer).setUint32(7, at);
    nonce[11] = at === last ? 1 : 0;
    const chunk = sealed.subarray(at * CHUNK, (at + 1) * CHUNK);
    parts.push(chacha20poly1305(key, nonce).decrypt(chunk));
  }
  return concat(...parts);
}

/** X-Wing's combiner (draft-connolly-cfrg-xwing-kem §5.4). */
async function sharedSecret({ mlKem, pub, agree }: Expanded, share: Bytes): Promise<Uint8Array> {
  const theirs = share.slice(ML_KEM_CIPHERTEXT);
  const one = ml_kem768.decapsulate(share.subarray(0, ML_KEM_CIPHERTEXT), mlKem);
  return sha3_256(concat(one, await agree(theirs), theirs, pub, XWING));
}

function unwrap(keys: Expanded, shared: Uint8Array, body: Uint8Array): Uint8Array {
  const secret = extracted("secret", NOTHING, shared);
  const key = expanded(secret, "key", keys.context, 32);
  const nonce = expanded(secret, "base_nonce", keys.context, 12);
  return chacha20poly1305(key, nonce).decrypt(body);
}
