import { isRecipient, newIdentity, recipientOf } from "./age.ts";
import { b64url, fingerprint, randomBytes, utf8 } from "./bytes.ts";
import type { MemberKeys } from "./entry.ts";
import { changed } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { halves, parseSigned, sign, verifies } from "./signed.ts";
import { type PublicKeys, readKeys } from "./user.ts";

/** Members at once. */
export const MEMBERS_MAX = 150;
/** Lines in a log. */
export const LINES_MAX = 2000;
/** Epochs in a circle, so that the identities of all of them fit into a grant. */
export const EPOCHS_MAX = 160;

/** A member, now or once, as the log has them. */
export interface CircleMember extends MemberKeys {
  /** whom a grant is sealed for */
  enc: string;
  /** an epoch began with their coming: they are to open nothing from before */
  fresh?: true;
}

/** How things stood after one line of the log. */
export interface LogMark {
  seq: number;
  epoch: number;
  /** the `user` who keeps the circle from the next line on */
  keeper: string;
}

/** A log as it was read and verified. Plain data; never changed once it is made. */
export interface CircleState {
  circle: string;
  /** fingerprint of the first line: what an invitation names */
  genesis: string;
  /** the `user` who keeps the circle */
  keeper: string;
  /** everybody who is in or was in, by `user`; whoever has an `until` is out */
  members: ReadonlyMap<string, CircleMember>;
  /** who changed their keys: the `user` they were, and the one they are since */
  renewed: ReadonlyMap<string, string>;
  /** every epoch's recipient, from epoch 1 */
  epochs: ReadonlyMap<number, string>;
  /** the newest epoch */
  epoch: number;
  /** every head there has been, with how things stood then */
  heads: ReadonlyMap<string, LogMark>;
  /** fingerprint of the last line */
  head: string;
  /** number of the last line, from 0 */
  seq: number;
}

/** What a reader remembers of a log, in a sealed note to self. */
export interface SeenLog {
  seq: number;
  head: string;
}

/** What a reader knows already. */
export interface Known {
  /** the first line's fingerprint, from an invitation */
  genesis?: string;
  /** what was remembered: the log must go through it */
  seen?: SeenLog;
  /** what was verified already: the lines go on from there */
  state?: CircleState;
}

/** A line to send, and the log with it. */
export interface Written {
  line: string;
  state: CircleState;
}

/** A line that starts an epoch, whose identity goes into the grants. */
export interface WrittenEpoch extends Written {
  identity: string;
}

interface Draft extends CircleState {
  members: Map<string, CircleMember>;
  renewed: Map<string, string>;
  epochs: Map<number, string>;
  heads: Map<string, LogMark>;
}

interface Line {
  line: string;
  signature: string;
  circle: string;
  seq: number;
  prev: string;
  op: string;
  by: string;
  /** all fields, those of the one `op` among them */
  fields: Record<string, unknown>;
}

const draftOf = (circle: string, state: CircleState | undefined): Draft =>
  state === undefined
    ? {
        circle,
        genesis: "",
        keeper: "",
        members: new Map(),
        renewed: new Map(),
        epochs: new Map(),
        epoch: 0,
        heads: new Map(),
        head: "",
        seq: -1,
      }
    : {
        ...state,
        members: new Map(state.members),
        renewed: new Map(state.renewed),
        epochs: new Map(state.epochs),
        heads: new Map(state.heads),
      };

/** The member of this `user`, when they are in now. */
export function memberNow(state: CircleState, user: string): CircleMember | undefined {
  const member = state.members.get(user);
  return member?.until === undefined ? member : undefined;
}

/** Everybody who is in now, by `user`. */
export const membersNow = (state: CircleState): Map<string, CircleMember> =>
  new Map([...state.members].filter(([, member]) => member.until === undefined));

/** Who a `user` is since they last changed their keys; themselves when they never did. */
export function nowOf(state: CircleState, user: string): string {
  const next = state.renewed.get(user);
  return next === undefined ? user : nowOf(state, next);
}

/** Every `user` that somebody is or was, newest first. */
export function allOf(state: CircleState, user: string): string[] {
  const before = [...state.renewed].find(([, next]) => next === user)?.[0];
  return before === undefined ? [user] : [user, ...allOf(state, before)];
}

function parseLine(signed: string): Line {
  const parts = halves(signed);
  const fields = parts && parseSigned(parts.line);
  if (!parts || !fields) throw changed("malformed");
  const { circle, seq, prev, op, by } = fields;
  if (typeof circle !== "string" || typeof prev !== "string") throw changed("malformed");
  if (typeof op !== "string" || typeof by !== "string") throw changed("malformed");
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0) throw changed("malformed");
  return { ...parts, circle, seq, prev, op, by, fields };
}

function startEpoch(draft: Draft, recipient: unknown): void {
  if (typeof recipient !== "string") throw changed("malformed");
  if (!isRecipient(recipient)) throw changed("bad-keys");
  if ([...draft.epochs.values()].includes(recipient)) throw changed("old-recipient");
  if (draft.epoch >= EPOCHS_MAX) throw changed("too-many-epochs");
  draft.epoch += 1;
  draft.epochs.set(draft.epoch, recipient);
}

async function takeIn(draft: Draft, value: unknown, fresh = false): Promise<PublicKeys> {
  const { user, enc, sig } = await readKeys(value);
  const before = draft.members.get(user);
  if (before !== undefined && before.until === undefined) throw changed("double-member");
  if (membersNow(draft).size >= MEMBERS_MAX) throw changed("too-many-members");
  const member: CircleMember = { enc, sig, from: draft.epoch };
  if (fresh) member.fresh = true;
  if (before?.until !== undefined) {
    member.earlier = [...(before.earlier ?? []), { from: before.from, until: before.until }];
  }
  draft.renewed.delete(user);
  draft.members.set(user, member);
  return { user, enc, sig };
}

/** The `user` that a line names, who must be in. */
function named(draft: Draft, { fields }: Line): string {
  if (typeof fields.user !== "string") throw changed("malformed");
  if (memberNow(draft, fields.user) === undefined) throw changed("ghost-member");
  return fields.user;
}

async function begin(draft: Draft, line: Line): Promise<void> {
  if (line.op !== "genesis") throw changed("no-genesis");
  if (line.fields.epoch !== 1) throw changed("malformed");
  startEpoch(draft, line.fields.recipient);
  const { user, sig } = await takeIn(draft, line.fields.member);
  if (line.by !== sig) throw changed("not-the-keeper");
  draft.keeper = user;
}

function remove(draft: Draft, line: Line): void {
  const user = named(draft, line);
  if (user === draft.keeper) throw changed("removed-keeper");
  const member = draft.members.get(user);
  if (member) draft.members.set(user, { ...member, until: draft.epoch });
  startEpoch(draft, line.fields.recipient);
}

/** Somebody changed their keys: the old ones are good for nothing from this line on, also not to keep the circle. */
async function renew(draft: Draft, line: Line): Promise<void> {
  const before = named(draft, line);
  const { user } = await readKeys(line.fields.member);
  // Keys that were never in: nobody's past becomes somebody else's.
  if (draft.members.has(user)) throw changed("double-member");
  const member = draft.members.get(before);
  if (member) draft.members.set(before, { ...member, until: draft.epoch });
  startEpoch(draft, line.fields.recipient);
  await takeIn(draft, line.fields.member, member?.fresh);
  if (draft.keeper === before) draft.keeper = user;
  draft.renewed.set(before, user);
}

async function goOn(draft: Draft, line: Line): Promise<void> {
  if (line.by !== draft.members.get(draft.keeper)?.sig) throw changed("not-the-keeper");
  switch (line.op) {
    case "add":
      // With a new epoch, whoever comes opens nothing of what was said before.
      if (line.fields.recipient !== undefined) startEpoch(draft, line.fields.recipient);
      await takeIn(draft, line.fields.member, line.fields.recipient !== undefined);
      return;
    case "remove":
      return remove(draft, line);
    case "keep":
      draft.keeper = named(draft, line);
      return;
    case "renew":
      return renew(draft, line);
    default:
      throw changed("unknown-op");
  }
}

async function take(draft: Draft, signed: string): Promise<void> {
  const seq = draft.seq + 1;
  if (seq >= LINES_MAX) throw changed("too-many-lines");
  const head = await fingerprint(utf8(signed));
  if (seq === 0) draft.genesis = head;
  const line = parseLine(signed);
  const genuine = await verifies("circle", line.line, line.signature, line.by);
  if (!genuine) throw changed("bad-signature");
  if (line.circle !== draft.circle) throw changed("other-circle");
  if (line.seq !== seq || line.prev !== draft.head) throw changed("broken-chain");
  await (seq === 0 ? begin : goOn)(draft, line);
  draft.seq = seq;
  draft.head = head;
  draft.heads.set(head, { seq, epoch: draft.epoch, keeper: draft.keeper });
}

/**
 * Reads a circle's log from its first line, or from where `known.state` ends, and checks each line:
 * the signature, the circle, the chain, that whoever kept the circle then signed it, and that what
 * it says can be (`docs/SEALED.md` has every reason). `known.state` is left as it is.
 *
 * @throws SealError `changed-on-the-way`, with the check that refused as its `reason`
 */
export async function readLog(
  circle: string,
  lines: readonly string[],
  known: Known = {},
): Promise<CircleState> {
  const { genesis, seen, state } = known;
  if (state !== undefined && state.circle !== circle) throw changed("other-circle");
  const draft = draftOf(circle, state);
  for (const line of lines) await take(draft, line);
  if (draft.seq < 0) throw changed("no-genesis");
  if (genesis !== undefined && draft.genesis !== genesis) throw changed("other-genesis");
  if (seen !== undefined) {
    if (draft.seq < seen.seq) throw changed("rolled-back");
    if (draft.heads.get(seen.head)?.seq !== seen.seq) throw changed("forked");
  }
  return draft;
}

/** Signs the next line and reads it back, so that no line is sent that readers refuse. */
async function write(me: Keyring, state: CircleState, fields: object): Promise<Written> {
  const { circle, seq, head } = state;
  const line = await sign(me.signer, "circle", { circle, seq: seq + 1, prev: head, ...fields });
  return { line, state: await readLog(circle, [line], { state }) };
}

/** Starts a circle that its maker keeps. `circle` is a fresh id, 16 bytes as base64url. */
export async function startCircle(
  me: Keyring,
  circle: string = b64url(randomBytes(16)),
): Promise<WrittenEpoch> {
  const identity = await newIdentity();
  const first = { op: "genesis", epoch: 1, recipient: await recipientOf(identity), member: me.pub };
  const line = await sign(me.signer, "circle", { circle, seq: 0, prev: "", ...first });
  return { line, state: await readLog(circle, [line]), identity };
}

/** Takes a member in. @throws SealError `changed-on-the-way`, as the readers of the line would */
export const addMember = (me: Keyring, state: CircleState, member: PublicKeys): Promise<Written> =>
  write(me, state, { op: "add", member });

/** The same with a new epoch: what was sealed before stays shut for them. @throws SealError */
export async function addFromNowOn(
  me: Keyring,
  state: CircleState,
  member: PublicKeys,
): Promise<WrittenEpoch> {
  const identity = await newIdentity();
  const recipient = await recipientOf(identity);
  return { ...(await write(me, state, { op: "add", member, recipient })), identity };
}

/** Takes a member out; what is sealed from now on is for those who stay. @throws SealError */
export async function removeMember(
  me: Keyring,
  state: CircleState,
  user: string,
): Promise<WrittenEpoch> {
  const identity = await newIdentity();
  const recipient = await recipientOf(identity);
  return { ...(await write(me, state, { op: "remove", user, recipient })), identity };
}

/**
 * Puts a member's new keys in the place of those they had as `user`; what is sealed from now on is
 * for the new ones only. The keeper's own as well, who keeps it with the new ones then. @throws SealError
 */
export async function renewMember(
  me: Keyring,
  state: CircleState,
  user: string,
  member: PublicKeys,
): Promise<WrittenEpoch> {
  const identity = await newIdentity();
  const recipient = await recipientOf(identity);
  return { ...(await write(me, state, { op: "renew", user, member, recipient })), identity };
}

/** Hands the circle over to a member, who keeps it from the next line on. @throws SealError */
export const handOver = (me: Keyring, state: CircleState, user: string): Promise<Written> =>
  write(me, state, { op: "keep", user });
