import {
  allOf,
  b64url,
  type CircleMember,
  type CircleState,
  type Keyring,
  makeGrant,
  membersNow,
  openGrant,
  readLog,
  SealError,
  type Span,
} from "../../seal/index.ts";
import type { CircleApi, CircleView } from "./circle-api.ts";
import type { CircleNotes } from "./circle-note.ts";
import { fromBase64 } from "./listing.ts";

/** A circle whose log was verified, with the identities that the member's grant holds. */
export interface OpenCircle {
  id: string;
  /** the keys that the circle knows the member by: those of now, unless they were changed */
  me: Keyring;
  /** those of now */
  own: Keyring;
  state: CircleState;
  /** by epoch; an epoch that is missing was before the member's time */
  identities: ReadonlyMap<number, string>;
  view: CircleView;
}

/** How many lines the server gives at once. */
const LINES = 200;

/** Reads circles: nothing is shown of one whose log or grant does not hold. */
export class CircleLogs {
  readonly #api: CircleApi;
  readonly #notes: CircleNotes;
  readonly #states = new Map<string, CircleState>();

  constructor(api: CircleApi, notes: CircleNotes) {
    this.#api = api;
    this.#notes = notes;
  }

  /** @throws SealError `changed-on-the-way`, ApiError, Offline */
  async open(me: Keyring, id: string): Promise<OpenCircle> {
    const before = this.#states.get(id);
    const { view, lines } = await this.#lines(id, (before?.seq ?? -1) + 1);
    const known = await this.#notes.of(me, id);
    // She has made it herself, or asked to join it: one that she knows nothing of was made up.
    if (known === undefined) throw new SealError("changed-on-the-way", "unknown-circle");
    const state = await readLog(id, lines, {
      ...(before === undefined ? {} : { state: before }),
      genesis: known.genesis,
      seen: known.seen,
    });
    const acting = await this.#acting(me, view.user);
    if (acting === undefined || !membersNow(state).has(view.user)) {
      throw new SealError("changed-on-the-way", "ghost-member");
    }
    this.#states.set(id, state);
    if (known.seen.seq !== state.seq) await this.remember(me, state);
    const identities =
      view.grant === null
        ? new Map<number, string>()
        : await openGrant(acting, state, fromBase64(view.grant));
    // A grant that is held back, or an older one, would make what was said look as if it were not for her.
    const missing = epochsOf(state, view.user).some((epoch) => !identities.has(epoch));
    if (missing) throw new SealError("changed-on-the-way", "missing-key");
    return { id, me: acting, own: me, state, identities, view };
  }

  async #acting(me: Keyring, user: string): Promise<Keyring | undefined> {
    if (user === me.pub.user) return me;
    return (await this.#notes.keyrings(me)).find(({ pub }) => pub.user === user);
  }

  async #lines(id: string, from: number): Promise<{ view: CircleView; lines: string[] }> {
    const view = await this.#api.view(id, from);
    const lines = [...view.lines];
    for (let more = view.lines.length === LINES; more; ) {
      const next = await this.#api.view(id, from + lines.length);
      lines.push(...next.lines);
      more = next.lines.length === LINES;
    }
    return { view, lines };
  }

  remember = (me: Keyring, state: CircleState): Promise<void> =>
    this.#notes.change(me, state.circle, (now) => {
      const { genesis, seq, head } = state;
      const ahead = now !== undefined && now.seen.seq > seq;
      return { genesis, invites: {}, ...now, seen: ahead ? now.seen : { seq, head } };
    });

  forget(id: string): void {
    this.#states.delete(id);
  }
}

/** Grants for everybody who is in, each with the epochs that they are to open. For the keeper. */
export async function grantsFor(
  me: Keyring,
  state: CircleState,
  identities: ReadonlyMap<number, string>,
): Promise<{ user: string; bytes: string }[]> {
  // Keys that the keeper does not have would be shut for everybody, for ever.
  if (identities.size !== state.epoch) throw new SealError("changed-on-the-way", "missing-key");
  const grants: { user: string; bytes: string }[] = [];
  for (const user of membersNow(state).keys()) {
    const epochs = new Set(epochsOf(state, user));
    const own = new Map([...identities].filter(([epoch]) => epochs.has(epoch)));
    grants.push({ user, bytes: b64url(await makeGrant(me, state, user, own)) });
  }
  return grants;
}

/** The epochs that a member of now is to open. */
export function epochsOf(state: CircleState, user: string): number[] {
  const member = state.members.get(user);
  if (member === undefined) return [];
  const users = allOf(state, user);
  // Whoever keeps a circle, or did, has every key: they give them on.
  const kept = new Set([...state.heads.values()].map(({ keeper }) => keeper));
  const all = users.some((one) => kept.has(one));
  const past = users.slice(1).flatMap((one) => spansOf(state, one));
  return [...state.epochs.keys()].filter((epoch) => all || mayOpen(member, past, epoch));
}

/** Everything, unless they were taken in from then on only; then what they were in for. */
const mayOpen = (
  { fresh, from, earlier = [] }: CircleMember,
  past: readonly Span[],
  epoch: number,
): boolean =>
  !fresh ||
  epoch >= from ||
  [...earlier, ...past].some((span) => epoch >= span.from && epoch <= span.until);

/** When somebody was in with the keys that they had then. */
function spansOf(state: CircleState, user: string): Span[] {
  const member = state.members.get(user);
  if (member?.until === undefined) return [];
  return [{ from: member.from, until: member.until }, ...(member.earlier ?? [])];
}
