import { type CircleState, memberNow } from "./circle.ts";
import { changed } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { sign, verify } from "./signed.ts";
import { type PublicKeys, readKeys } from "./user.ts";

/** The wish to have `fresh` in the place of the keys in `old`, signed with those; the keeper decides. */
export const askRenewal = (old: Keyring, circle: string, fresh: PublicKeys): Promise<string> =>
  sign(old.signer, "renewal", { circle, user: old.pub.user, member: fresh });

/**
 * The keys that a member asks for, when they signed the wish with those the log has. It says that
 * somebody has the old keys; whether it is them is for the keeper to find out.
 *
 * @throws SealError `changed-on-the-way`
 */
export async function readRenewal(
  state: CircleState,
  user: string,
  line: string,
): Promise<PublicKeys> {
  const member = memberNow(state, user);
  if (member === undefined) throw changed("ghost-member");
  const said = await verify("renewal", line, member.sig);
  if (said === null) throw changed("bad-signature");
  if (said.circle !== state.circle) throw changed("other-circle");
  if (said.user !== user) throw changed("wrong-user");
  return readKeys(said.member);
}
