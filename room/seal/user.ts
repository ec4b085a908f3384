import { isRecipient } from "./age.ts";
import { b64url, sha256, unb64url, utf8 } from "./bytes.ts";
import { changed } from "./error.ts";

/** Length of a `user` before its encoding, in bytes. */
const USER_LEN = 16;

/** What others may know of a member: opaque user, recipient and signing key (base64url). */
export interface PublicKeys {
  user: string;
  enc: string;
  sig: string;
}

/**
 * How circles, letters and pages know the member who signs with `sig` (Ed25519, base64url): the
 * first 16 bytes of SHA-256 over `alongside/v1/user`, a line break and `sig`, as base64url.
 */
export async function userOf(sig: string): Promise<string> {
  return b64url((await sha256(utf8(`alongside/v1/user\n${sig}`))).subarray(0, USER_LEN));
}

/**
 * The keys in a parsed object.
 *
 * @throws SealError `changed-on-the-way`: `malformed`, `bad-keys` (a key is not in its canonical
 *   form) or `wrong-user` (the user is not the signing key's)
 */
export async function readKeys(value: unknown): Promise<PublicKeys> {
  if (typeof value !== "object" || value === null) throw changed("malformed");
  const { user, enc, sig } = value as Partial<Record<keyof PublicKeys, unknown>>;
  if (typeof user !== "string" || typeof enc !== "string" || typeof sig !== "string") {
    throw changed("malformed");
  }
  if (unb64url(sig)?.length !== 32 || !isRecipient(enc)) throw changed("bad-keys");
  if (user !== (await userOf(sig))) throw changed("wrong-user");
  return { user, enc, sig };
}
