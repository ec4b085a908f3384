import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { base64nopad } from "@scure/base";
import { Decrypter, Encrypter, Stanza } from "age-encryption";
import { type Bytes, concat, fromUtf8, owned, sha256, utf8 } from "./bytes.ts";
import { SealError } from "./error.ts";
import { checkHeader } from "./header.ts";
import { type Keyring, openKeyring } from "./keyring.ts";

/** What an authenticator's PRF gives for the two inputs. Opens `keyring.passkey.age`; never sent. */
export interface PrfResults {
  first: BufferSource;
  second: BufferSource;
}

const LABEL = "age-encryption.org/fido2prf";
const NO_NONCE = new Uint8Array(12);

/**
 * The stanza's nonce. One for all, because whoever signs in without a name does not know the file
 * before the touch. The PRF differs with each passkey, and a passkey seals exactly one file, once:
 * age wraps file keys without a nonce, so a second one must never be wrapped under the same key.
 */
const nonce = async (): Promise<Bytes> => (await sha256(utf8("alongside/v1/passkey"))).slice(0, 16);

/** What the authenticator's PRF is asked, as typage asks it. */
export async function prfInputs(): Promise<{ first: Bytes; second: Bytes }> {
  const salt = await nonce();
  const input = (n: number): Bytes => concat(utf8(LABEL), Uint8Array.of(n), salt);
  return { first: input(1), second: input(2) };
}

const bytesOf = (source: BufferSource): Uint8Array =>
  source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);

/** HKDF-Extract(salt: the label, both results). */
async function wrapKey({ first, second }: PrfResults): Promise<Bytes> {
  const prf = concat(bytesOf(first), bytesOf(second));
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8(LABEL), hmac, false, ["sign"]);
  const out = new Uint8Array(await crypto.subtle.sign("HMAC", key, prf));
  prf.fill(0);
  return out;
}

/** `keyring.passkey.age`: once for each passkey, when it is made. */
export async function sealForPasskey(keyring: Keyring, prf: PrfResults): Promise<Bytes> {
  const [key, salt] = await Promise.all([wrapKey(prf), nonce()]);
  const encrypter = new Encrypter();
  encrypter.addRecipient({
    wrapFileKey: (fileKey) => [
      new Stanza(
        [LABEL, base64nopad.encode(salt)],
        chacha20poly1305(key, NO_NONCE).encrypt(fileKey),
      ),
    ],
  });
  return owned(await encrypter.encrypt(utf8(keyring.text)));
}

/** The file key in the one stanza, or null when it is another passkey's. */
function unwrap(key: Bytes, salt: Bytes, stanza: Stanza | undefined): Uint8Array | null {
  if (stanza?.args[0] !== LABEL || stanza.args[1] !== base64nopad.encode(salt)) return null;
  try {
    return chacha20poly1305(key, NO_NONCE).decrypt(stanza.body);
  } catch {
    return null;
  }
}

/**
 * Opens `keyring.passkey.age` of the member who signs in as `name`.
 *
 * @throws SealError `wrong-key`, or `bad-keyring`
 */
export async function openWithPasskey(
  name: string,
  prf: PrfResults,
  file: Uint8Array,
): Promise<Keyring> {
  const wrong = checkHeader(file, "keyring", LABEL);
  if (wrong !== null) throw new SealError("wrong-key", wrong);
  const [key, salt] = await Promise.all([wrapKey(prf), nonce()]);
  const decrypter = new Decrypter();
  decrypter.addIdentity({ unwrapFileKey: ([one]) => unwrap(key, salt, one) });
  let plain: Uint8Array;
  try {
    plain = await decrypter.decrypt(file);
  } catch {
    throw new SealError("wrong-key", "cannot-decrypt");
  }
  const keyring = await openKeyring(fromUtf8(plain));
  if (keyring.name !== name) throw new SealError("bad-keyring", "other-name");
  return keyring;
}
