import { decryptWith, encryptTo } from "./age.ts";
import { type Bytes, fingerprint } from "./bytes.ts";
import { changed, SealError } from "./error.ts";
import { KINDS } from "./header.ts";
import { padme } from "./padme.ts";

const PREFIX = 8;

/** A sealed photo, and the hash that the entry binds. */
export interface SealedMedia {
  file: Bytes;
  /** base64url SHA-256 of `file` */
  sha: string;
}

/**
 * Seals a photo: its length as 8 bytes, big-endian, the photo, zeros up to PADMÉ.
 *
 * @throws SealError `too-long` when that is more than 12 MiB
 */
export async function sealMedia(recipient: string, bytes: Uint8Array): Promise<SealedMedia> {
  const length = padme(bytes.length + PREFIX);
  if (length > KINDS.media.longest) throw new SealError("too-long");
  const plain = new Uint8Array(length);
  new DataView(plain.buffer).setBigUint64(0, BigInt(bytes.length));
  plain.set(bytes, PREFIX);
  const file = await encryptTo(recipient, plain);
  return { file, sha: await fingerprint(file) };
}

/**
 * Opens a photo that an entry binds by `sha`.
 *
 * @throws SealError `changed-on-the-way`
 */
export async function openMedia(identity: string, file: Uint8Array, sha: string): Promise<Bytes> {
  if ((await fingerprint(file)) !== sha) throw changed("media-hash");
  const plain = await decryptWith(identity, file, "media", changed);
  if (plain.length < PREFIX) throw changed("bad-length");
  const length = new DataView(plain.buffer, plain.byteOffset).getBigUint64(0);
  if (length > BigInt(plain.length - PREFIX)) throw changed("bad-length");
  const end = PREFIX + Number(length);
  if (plain.length !== padme(end)) throw changed("bad-length");
  if (plain.subarray(end).some((byte) => byte !== 0)) throw changed("bad-padding");
  return plain.slice(PREFIX, end);
}
