// Lines, grants and entries as somebody makes them who has keys of their own and wants to be believed. They are whole
// in everything but the one thing that a reader must look at.
import { Encrypter } from "age-encryption";
import { encryptTo } from "../../room/seal/age.ts";
import {
  type Audience,
  addMember,
  type CircleState,
  circleAudience,
  emptyStory,
  joinRequest,
  type Keyring,
  makeGrant,
  newKeyring,
  openGrant,
  openKeyring,
  type PublicKeys,
  parseInvitation,
  printStory,
  readLog,
  type Signer,
  type StoryPhoto,
  sealEntry,
  sign,
  startCircle,
  unb64url,
  utf8,
} from "../../room/seal/index.ts";
import { id, Member } from "./api.ts";
import { type EntrySaid, fileText, type Said, type View } from "./lies.ts";
import { keyringTextOf } from "./secrets.ts";
import type { Place } from "./test.ts";
import type { Person } from "./ui.ts";
import type { Wire } from "./wire.ts";

export const keysOf = async (wire: Wire, person: Person): Promise<Keyring> =>
  openKeyring(await keyringTextOf(wire, person));

/** Somebody whom nobody here knows. */
export const strangersKeys = async (name = "stranger"): Promise<Keyring> =>
  openKeyring((await newKeyring(name)).text);

/** What a member's own room makes of the view. */
export async function opened(
  me: Keyring,
  circle: string,
  { lines, grant }: View,
): Promise<{ state: CircleState; keys: Map<number, string> }> {
  const state = await readLog(circle, lines);
  return { state, keys: await openGrant(me, state, unb64url(grant ?? "") ?? new Uint8Array()) };
}

/** The next line of a log, by whoever signs it. */
export const lineBy = (by: Keyring, { circle, seq, head }: CircleState, fields: object): Promise<string> =>
  sign(by.signer, "circle", { circle, seq: seq + 1, prev: head, ...fields });

/** A grant of these keys, signed by anybody. */
export async function grantBy(
  by: Signer,
  { circle, head }: CircleState,
  to: PublicKeys,
  keys: ReadonlyMap<number, string>,
): Promise<string> {
  const signed = await sign(by, "grant", { circle, to: to.sig, epochs: [...keys.keys()], head });
  const all = [...keys].map(([epoch, key]) => `# epoch ${epoch}\n${key}\n`).join("");
  const text = `# alongside grant v1\n# ${signed.replace("\n", "\n# ")}\n${all}`;
  return fileText(await encryptTo(to.enc, utf8(text)));
}

/** Signs with their own key what is to look like another’s. */
export const inTheNameOf = (other: Keyring, by: Keyring): Keyring => ({
  ...by,
  pub: other.pub,
  signer: { key: by.signer.key, pub: other.pub.sig },
});

/** Names another as the author of what is openly signed by themselves. */
export const asAuthor = (other: Keyring, by: Keyring): Keyring => ({
  ...by,
  pub: { ...by.pub, user: other.pub.user },
});

export interface Words {
  title: string;
  text?: string;
  photos?: StoryPhoto[];
}

/** What a body of a story says. */
export const bodyOf = ({ title, text = "", photos = [] }: Words): string =>
  printStory({ ...emptyStory(Date.now()), draft: false, audience: "circle", title, text, photos });

/** A story in a circle as the server has it. */
export async function tells(
  by: Keyring,
  audience: Audience,
  words: Words,
  { entry = id(), user = by.pub.user } = {},
): Promise<EntrySaid> {
  const at = Date.now();
  const media = (words.photos ?? []).map((one) => ({ id: one.media, sha: one.sha, type: one.type }));
  const { file } = await sealEntry(by, audience, { id: entry, rev: 1, at, media }, bodyOf(words));
  return { id: entry, user, rev: 1, epoch: audience.epoch, at, bytes: fileText(file) };
}

/** The same file, sealed for somebody else as well. */
export async function sealedForBoth(plain: Uint8Array, ...recipients: string[]): Promise<string> {
  const encrypter = new Encrypter();
  for (const one of recipients) encrypter.addRecipient(one);
  return fileText(await encrypter.encrypt(plain));
}

/** A circle that somebody made up for others: a whole one, under any id, with something told in it. */
export async function madeUp(
  by: Keyring,
  circle: string,
  others: readonly [PublicKeys, ...PublicKeys[]],
  words: { name: string; mine: string; title: string },
): Promise<Said> {
  const begun = await startCircle(by, circle);
  const lines = [begun.line];
  let { state } = begun;
  for (const one of others) {
    const next = await addMember(by, state, one);
    lines.push(next.line);
    state = next.state;
  }
  const [forWhom] = others;
  const audience = circleAudience(state, by);
  const about = { kind: "about", name: words.name, names: { [by.pub.user]: words.mine } };
  const entry = id();
  const { file } = await sealEntry(by, audience, { id: entry, rev: 1, at: 1 }, JSON.stringify(about));
  const called = { id: entry, user: by.pub.user, rev: 1, epoch: 1, at: 1, bytes: fileText(file) };
  const grant = fileText(await makeGrant(by, state, forWhom.user, new Map([[1, begun.identity]])));
  return {
    view: { user: forWhom.user, lines, grant },
    entries: [called, await tells(by, audience, { title: words.title })],
  };
}

/** Somebody who has an account and these keys asks to join, without a browser. */
export async function asksToJoin(place: Place, link: string, keys: Keyring, name: string): Promise<void> {
  const member = await Member.join(place.program);
  const invitation = parseInvitation(link);
  const path = `/api/invites/${invitation.id}`;
  const { lines } = await member.take<{ lines: string[] }>("GET", `${path}?from=0`);
  const state = await readLog(invitation.circle, lines);
  await member.take("POST", `${path}/request`, await joinRequest(keys, invitation, state, name, Date.now()));
}
