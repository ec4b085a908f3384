import { encryptTo } from "./age.ts";
import { b64url, fingerprint, owned, randomBytes, unb64url, utf8 } from "./bytes.ts";
import { type CircleState, memberNow } from "./circle.ts";
import { type Audience, openEntry, sealEntry, type Want } from "./entry.ts";
import { changed } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { parseObject } from "./signed.ts";
import { type PublicKeys, readKeys } from "./user.ts";

/** The longest name that somebody may ask to join under, in characters. */
export const JOIN_NAME_MAX = 60;

/** What an invitation's link says. */
export interface Invitation {
  /** what the server knows it by, 9 bytes as base64url */
  id: string;
  circle: string;
  /** fingerprint of the log's first line */
  genesis: string;
  /** 16 bytes as base64url; never sent to a server */
  secret: string;
}

/** What the invitee posts. */
export interface JoinRequest {
  /** JSON of the invitee's public keys, exactly as the MAC covers it */
  p: string;
  /** base64url age file for the keeper, with the name the invitee wants */
  name: string;
  /** base64url HMAC-SHA256 under the invitation's secret */
  mac: string;
}

/** Somebody who asks to join, verified: whoever holds the invitation's secret sent these keys. */
export interface Joiner {
  member: PublicKeys;
  name: string;
}

/** A fresh invitation to a circle. */
export const makeInvitation = (state: CircleState): Invitation => ({
  id: b64url(randomBytes(9)),
  circle: state.circle,
  genesis: state.genesis,
  secret: b64url(randomBytes(16)),
});

/** The link to hand on; `room` is the room's origin. What follows `#` never reaches a server. */
export const printInvitation = (room: string, invitation: Invitation): string => {
  const { id, circle, genesis, secret } = invitation;
  return `${room}/join?i=${id}#v1.${circle}.${genesis}.${secret}`;
};

const holds = (text: string, bytes: number): boolean => unb64url(text)?.length === bytes;

/** Reads an invitation's link. @throws SealError `changed-on-the-way` (`bad-link`) */
export function parseInvitation(link: string): Invitation {
  const match = /\/join\?i=([\w-]+)#v1\.([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(link);
  const [, id = "", circle = "", genesis = "", secret = ""] = match ?? [];
  const fine = holds(id, 9) && holds(circle, 16) && holds(genesis, 32) && holds(secret, 16);
  if (!fine) throw changed("bad-link");
  return { id, circle, genesis, secret };
}

const macKey = (secret: string): Promise<CryptoKey> => {
  const raw = unb64url(secret);
  if (raw?.length !== 16) throw changed("bad-link");
  const hmac = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", raw, hmac, false, ["sign", "verify"]);
};

const macInput = async (invitation: Invitation, p: string, file: Uint8Array) => {
  const { id, circle } = invitation;
  return utf8(`alongside/v1/join\n${id}\n${circle}\n${p}\n${await fingerprint(file)}`);
};

/** A name is one line of at most {@link JOIN_NAME_MAX} characters, with something in it. */
const isName = (name: unknown): name is string =>
  typeof name === "string" &&
  name.trim() !== "" &&
  [...name].length <= JOIN_NAME_MAX &&
  !/\p{Cc}/u.test(name);

/**
 * Asks to join: the invitee's keys and the name they want, for the keeper of the log in `state`,
 * which must have been read with the invitation's fingerprint.
 *
 * @param at milliseconds since 1970, UTC
 * @throws SealError `changed-on-the-way`: `other-circle`, `other-genesis`, `bad-name`
 */
export async function joinRequest(
  me: Keyring,
  invitation: Invitation,
  state: CircleState,
  name: string,
  at: number,
): Promise<JoinRequest> {
  if (invitation.circle !== state.circle) throw changed("other-circle");
  if (invitation.genesis !== state.genesis) throw changed("other-genesis");
  if (!isName(name)) throw changed("bad-name");
  const recipient = state.members.get(state.keeper)?.enc ?? "";
  const audience: Audience = { aud: `join:${state.circle}`, recipient, epoch: 0, head: "" };
  const body = JSON.stringify({ kind: "join", name });
  const { file } = await sealEntry(me, audience, { id: invitation.id, rev: 1, at }, body);
  const p = JSON.stringify(me.pub);
  const key = await macKey(invitation.secret);
  const mac = await crypto.subtle.sign("HMAC", key, await macInput(invitation, p, file));
  return { p, name: b64url(file), mac: b64url(new Uint8Array(mac)) };
}

async function canSealFor(recipient: string): Promise<boolean> {
  try {
    await encryptTo(recipient, new Uint8Array(0));
    return true;
  } catch {
    return false;
  }
}

async function openName(
  me: Keyring,
  { id, circle }: Invitation,
  { user, sig }: PublicKeys,
  file: Uint8Array,
): Promise<string> {
  const want: Want = {
    id,
    aud: `join:${circle}`,
    epoch: 0,
    heads: new Set([""]),
    members: new Map([[user, { sig, from: 0 }]]),
  };
  const value = parseObject((await openEntry(me.identity, file, want)).body);
  if (value?.kind !== "join" || !isName(value.name)) throw changed("bad-name");
  return value.name;
}

/**
 * What the keeper's browser checks before {@link addMember}: the MAC under the invitation's secret
 * over the keys and the name file, the keys, and that whoever holds them wrote the name.
 *
 * @throws SealError `changed-on-the-way`: `bad-mac` when somebody without the link changed
 *   anything; `malformed`, `bad-keys`, `wrong-user`, `double-member`, `bad-name`, or a reason of
 *   {@link openEntry}
 */
export async function acceptJoin(
  me: Keyring,
  invitation: Invitation,
  state: CircleState,
  request: JoinRequest,
): Promise<Joiner> {
  if (invitation.circle !== state.circle) throw changed("other-circle");
  const file = unb64url(request.name);
  const mac = unb64url(request.mac);
  if (file === null || mac === null) throw changed("malformed");
  const input = await macInput(invitation, request.p, file);
  const key = await macKey(invitation.secret);
  const genuine = await crypto.subtle.verify("HMAC", key, owned(mac), input);
  if (!genuine) throw changed("bad-mac");
  const member = await readKeys(parseObject(request.p));
  if (!(await canSealFor(member.enc))) throw changed("bad-keys");
  if (memberNow(state, member.user) !== undefined) throw changed("double-member");
  return { member, name: await openName(me, invitation, member, file) };
}
