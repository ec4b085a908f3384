/** The sealed format, as `crates/seal` has it. The standard is `docs/SEALED.md`. */
export { newIdentity, recipientOf } from "./age.ts";
export {
  type Bytes,
  b64url,
  concat,
  fingerprint,
  fromUtf8,
  randomBytes,
  sha256,
  unb64,
  unb64url,
  utf8,
} from "./bytes.ts";
export * from "./circle.ts";
export * from "./document.ts";
export * from "./entry.ts";
export { type SealCode, SealError } from "./error.ts";
export * from "./grant.ts";
export { checkHeader, KINDS, type Kind, type StanzaKind } from "./header.ts";
export * from "./invitation.ts";
export * from "./keyring.ts";
export * from "./letter.ts";
export * from "./media.ts";
export { isPadded, PADDED_MIN, padme } from "./padme.ts";
export * from "./page.ts";
export * from "./passphrase.ts";
export * from "./photo.ts";
export * from "./renewal.ts";
export * from "./safety.ts";
export * from "./session.ts";
export { parseObject, type Signer, sign, verify } from "./signed.ts";
export { type Stretch, type Stretching, stretchHere } from "./stretch.ts";
export { type PublicKeys, userOf } from "./user.ts";
