import {
  type Bytes,
  b64url,
  type CircleState,
  type Keyring,
  makeGrant,
  membersNow,
  openMedia,
  type PublicKeys,
  SealError,
  type StoryPhoto,
  safetyNumber,
  startCircle,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { CircleApi, type Named } from "./circle-api.ts";
import {
  aboutOf,
  CircleEntries,
  type CircleEntry,
  type GoodEntry,
  isGood,
} from "./circle-entries.ts";
import { CircleInvites } from "./circle-invites.ts";
import { CircleLogs, type OpenCircle } from "./circle-log.ts";
import { CircleMembers } from "./circle-members.ts";
import { CircleNotes } from "./circle-note.ts";
import { CircleRenewals } from "./circle-renewal.ts";
import { CircleRoles } from "./circle-roles.ts";
import { CircleShare } from "./circle-share.ts";
import { addressIn, nameOf, talkOf } from "./circle-talk.ts";
import { type CircleBody, printCircleBody, type Stand, type Trusted } from "./circle-words.ts";
import type { Writer } from "./desk.ts";
import type { Device } from "./device.ts";
import { ApiError, isMissing, Locked } from "./errors.ts";
import { HalfAnswers } from "./half-said.ts";
import { OneAtATime } from "./lock.ts";
import type {
  CircleHeard,
  CircleLine,
  CircleNow,
  CircleStory,
  Circles,
  Invited,
  MemberLine,
  Photos,
  Stories,
} from "./types.ts";
import { newId } from "./vault.ts";

export interface CirclesDeps {
  api: Api;
  device: Device;
  stories: Stories;
  photos: Photos;
  /** @throws Locked when nobody may write here now */
  writer: () => Promise<Writer>;
  /** the room's origin, which links begin with */
  origin: string;
}

const NOTHING = { rev: 0, mark: "" };
/** Circles: every name, word and photo is sealed here for those who are in. */
export class SealedCircles implements Circles {
  readonly #deps: CirclesDeps;
  readonly #api: CircleApi;
  readonly #notes: CircleNotes;
  readonly #logs: CircleLogs;
  readonly #entries: CircleEntries;
  readonly #renewals: CircleRenewals;
  readonly #roles: CircleRoles;
  readonly #invites: CircleInvites;
  readonly #members: CircleMembers;
  /** Circles whose logs were read here and have the member's keys of now. */
  readonly #renewed = new Set<string>();
  readonly #lock = new OneAtATime();
  readonly share: CircleShare;
  readonly halfSaid: HalfAnswers;

  constructor(deps: CirclesDeps) {
    this.#deps = deps;
    this.#api = new CircleApi(deps.api);
    this.#notes = new CircleNotes(deps.api, deps.device);
    this.#logs = new CircleLogs(this.#api, this.#notes);
    this.#entries = new CircleEntries(this.#api, deps.device, this.#logs);
    this.#renewals = new CircleRenewals({ api: this.#api, logs: this.#logs });
    this.halfSaid = new HalfAnswers(deps.device, () => this.#me());
    this.#roles = new CircleRoles({ api: this.#api, entries: this.#entries });
    this.#invites = new CircleInvites({ api: this.#api, notes: this.#notes, origin: deps.origin });
    this.#members = new CircleMembers(this.#api, this.#logs);
    this.share = new CircleShare({
      ...deps,
      circleApi: this.#api,
      logs: this.#logs,
      entries: this.#entries,
      me: () => this.#me(),
    });
  }

  async #me(): Promise<Keyring> {
    const { me, member } = await this.#deps.writer();
    if (!member) throw new Locked();
    return me;
  }

  async keyrings(): Promise<Keyring[]> {
    return this.#notes.keyrings(await this.#me());
  }

  // Reading

  async list(): Promise<CircleLine[]> {
    const me = await this.#me();
    const heads = await this.#api.list();
    const lines = await Promise.all(heads.map(({ id, keeper }) => this.#line(me, id, keeper)));
    // Every circle that she knows of has her keys of now, by its own log: nothing needs earlier ones any more.
    const known = await this.#notes.ids(me);
    if (known.every((id) => this.#renewed.has(id))) await this.#notes.forgetFormer(me);
    return lines;
  }

  async #line(me: Keyring, id: string, keeper: boolean): Promise<CircleLine> {
    try {
      const circle = await this.#settled(me, id);
      const about = aboutOf(circle.state, await this.#entries.all(circle));
      const called = new Map(Object.entries(about?.body.names ?? {}));
      const { requests = [], renewals = [] } = circle.view;
      const waiting = requests.length + renewals.length;
      const mine = circle.me.pub.user;
      const others = [...membersNow(circle.state).keys()].filter((user) => user !== mine);
      const names = others.map((user) => nameOf(circle.state, called, user) ?? "somebody");
      return { id, changed: false, name: about?.body.name ?? "", keeper, names, waiting };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { id, changed: true };
    }
  }

  async open(id: string): Promise<CircleNow> {
    const me = await this.#me();
    const circle = await this.#settled(me, id);
    const mine = circle.me.pub.user;
    const { entries, trusts } = await this.#roles.settled(circle);
    const about = aboutOf(circle.state, entries);
    const names = new Map(Object.entries(about?.body.names ?? {}));
    return {
      id,
      name: about?.body.name ?? "",
      me: mine,
      keeper: circle.state.keeper === mine,
      oldKeys: circle.me !== circle.own,
      newSafety: await safetyNumber(me.pub),
      renewals: await this.#renewals.waiting(circle),
      left: leaving(circle, names),
      members: await memberLines(mine, circle.state, names, entries),
      waiting: await this.#invites.waiting(circle, Date.now()),
      invites: await this.#invites.all(circle),
      ...talkOf(mine, circle.state, entries, names, trusts),
      trusts,
      changed: entries.filter((one) => "changed" in one).length,
      before: entries.filter((one) => "before" in one).length,
    };
  }

  async heard(): Promise<CircleHeard[]> {
    const all: CircleHeard[] = [];
    for (const { id, changed } of await this.list()) {
      // A circle that does not hold says so where the circles are.
      if (changed) continue;
      const { name, stories } = await this.open(id);
      for (const story of stories.filter(isHers)) {
        const { id: entry, doc } = story;
        const others = [...story.answers, ...story.with].filter(({ mine }) => !mine);
        const about = { circle: id, in: name, story: entry, title: doc.title };
        all.push(...others.map((said) => ({ ...about, said })));
      }
    }
    return all.sort((a, b) => b.said.at - a.said.at);
  }

  /** The circle with the member's keys of now, wherever that can be. */
  async #settled(me: Keyring, id: string): Promise<OpenCircle> {
    let circle = await this.#logs.open(me, id);
    if (circle.me !== me) {
      circle = await this.#lock.run(`circle/${id}`, async () =>
        this.#renewals.settle(await this.#logs.open(me, id)),
      );
    }
    if (circle.me === circle.own) this.#renewed.add(id);
    return circle;
  }

  async photo(id: string, epoch: number, photo: StoryPhoto): Promise<Bytes> {
    const me = await this.#me();
    const circle = await this.#logs.open(me, id);
    const identity = circle.identities.get(epoch);
    if (identity === undefined) throw new SealError("changed-on-the-way", "unknown-epoch");
    return openMedia(identity, await this.#api.media(id, photo.media), photo.sha);
  }

  // Keeping

  async make(name: string, mine: string): Promise<string> {
    const me = await this.#me();
    const { line, state, identity } = await startCircle(me);
    const id = state.circle;
    const grant = await makeGrant(me, state, me.pub.user, new Map([[1, identity]]));
    // Known before it is there: a circle that she does not know of is never opened.
    await this.#logs.remember(me, state);
    await this.#api.make(id, line, b64url(grant));
    await this.#about(me, id, () => ({ name, names: { [me.pub.user]: mine } }));
    return id;
  }

  rename(id: string, name: string): Promise<void> {
    return this.#keeping(id, (me) => this.#about(me, id, (now) => ({ ...now, name })));
  }

  /** The name that the circle has for somebody. */
  nameMember(id: string, user: string, name: string): Promise<void> {
    return this.#keeping(id, (me) => this.#named(me, id, user, name));
  }

  #named = (me: Keyring, id: string, user: string, name: string): Promise<void> =>
    this.#about(me, id, (now) => ({ ...now, names: { ...now.names, [user]: name } }));

  async #about(
    me: Keyring,
    id: string,
    change: (now: { name: string; names: Record<string, string> }) => {
      name: string;
      names: Record<string, string>;
    },
  ): Promise<void> {
    const circle = await this.#logs.open(me, id);
    const there = aboutOf(circle.state, await this.#entries.all(circle));
    const now = there === null ? { name: "", names: {} } : there.body;
    const mine = there?.user === circle.me.pub.user ? there : null;
    const body: CircleBody = { kind: "about", ...change({ name: now.name, names: now.names }) };
    await this.#entries.put(circle, mine?.id ?? newId(), body, mine ?? NOTHING);
  }

  /** Yes to the new keys of somebody, whose safety number was `safety`. */
  renew(id: string, user: string, safety: string): Promise<void> {
    return this.#keeping(id, async (me) =>
      this.#renewals.approve(await this.#logs.open(me, id), user, safety),
    );
  }

  #keeping<T>(id: string, work: (me: Keyring) => Promise<T>): Promise<T> {
    return this.#lock.run(`circle/${id}`, async () => work(await this.#me()));
  }

  invite(id: string, uses: number, endsAt: number): Promise<string> {
    return this.#keeping(id, async (me) =>
      this.#invites.make(await this.#logs.open(me, id), uses, endsAt),
    );
  }

  withdraw(id: string, invite: string): Promise<void> {
    return this.#keeping(id, (me) => this.#invites.withdraw(me, id, invite));
  }

  /** Yes to somebody who asks, whose safety number was `safety`: nobody else is let in under the same request. */
  approve(id: string, request: string, safety: string, everything: boolean): Promise<void> {
    return this.#keeping(id, async (me) => {
      const circle = await this.#logs.open(me, id);
      const asked = circle.view.requests?.find((one) => one.id === request);
      if (asked === undefined) return;
      const { member, name } = (await this.#invites.accept(circle, asked)).joiner;
      if ((await safetyNumber(member)) !== safety) {
        throw new SealError("changed-on-the-way", "other-keys");
      }
      await this.#members.letIn(circle, member, request, everything);
      await this.#invites.cameBy(me, id, asked.invite);
      await this.#named(me, id, member.user, name);
    });
  }

  decline = (id: string, request: string): Promise<void> => this.#api.decline(id, request);

  remove(id: string, user: string): Promise<void> {
    return this.#keeping(id, async (me) => {
      await this.#members.takeOut(await this.#logs.open(me, id), user);
      await this.#invites.endAll(me, id);
    });
  }

  handOver(id: string, user: string): Promise<void> {
    return this.#keeping(id, async (me) =>
      this.#members.handOver(await this.#logs.open(me, id), user),
    );
  }

  async leave(id: string): Promise<void> {
    await this.#api.leave(id);
    await this.#forget(id);
  }

  async end(id: string): Promise<void> {
    try {
      await this.#api.end(id);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await this.#forget(id);
  }

  async #forget(id: string): Promise<void> {
    this.#logs.forget(id);
    this.#entries.forget(id);
    await this.#notes.change(await this.#me(), id, () => null);
  }

  // Joining

  async invited(link: string): Promise<Invited> {
    return this.#invites.read(await this.#me(), link);
  }

  async ask(invited: Invited, name: string): Promise<void> {
    const me = await this.#me();
    // From now on only the circle that the link named is believed.
    await this.#logs.remember(me, invited.state);
    await this.#invites.ask(me, invited, name);
  }

  // Letters

  async offerLetters(id: string, keys: PublicKeys | null): Promise<void> {
    const circle = await this.#logs.open(await this.#me(), id);
    const own = (await this.#entries.all(circle))
      .filter(isGood)
      .find((one) => one.body.kind === "address" && one.user === circle.me.pub.user);
    const body: CircleBody = { kind: "address", address: keys };
    await this.#entries.put(circle, own?.id ?? newId(), body, own ?? NOTHING);
  }

  async writers(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const { id, changed } of await this.list()) {
      if (changed) continue;
      for (const { letters, name, me } of (await this.open(id)).members) {
        if (letters !== null && !me) found.set(letters.user, name ?? "Somebody");
      }
    }
    return found;
  }

  // Saying something

  async answer(
    id: string,
    to: string,
    parent: string | null,
    text: string,
    key: string,
  ): Promise<void> {
    const circle = await this.#logs.open(await this.#me(), id);
    const first = await this.#roles.firstReader(circle, to);
    const body: CircleBody = { kind: "answer", to, parent, text };
    try {
      await this.#put(id, key, body, { first });
    } catch (error) {
      // Whoever was to read it first has just left.
      if (!(error instanceof ApiError && error.code === "not-them")) throw error;
      await this.#put(id, key, body);
    }
  }

  trust(id: string, user: string, what: Trusted): Promise<void> {
    return this.#keeping(id, async (me) =>
      this.#roles.trust(await this.#logs.open(me, id), user, what),
    );
  }

  async letThrough(id: string, answer: string): Promise<void> {
    try {
      await this.#api.letThrough(id, answer);
    } catch (error) {
      // It was let through already.
      if (!isMissing(error)) throw error;
    }
  }

  stand(id: string, to: string, kind: Stand, key: string): Promise<void> {
    return this.#put(id, key, { kind: "with", to, with: kind });
  }

  /** `key` is the new entry's id, chosen before the first try: sent twice, it is there once. */
  async #put(id: string, key: string, body: CircleBody, named: Named = {}): Promise<void> {
    const me = await this.#me();
    const circle = await this.#logs.open(me, id);
    try {
      await this.#entries.put(circle, key, body, NOTHING, [], named);
    } catch (error) {
      const clash = error instanceof ApiError && error.code === "changed-elsewhere";
      // An answer was lost: what is there is the first try, under the same id.
      const first = clash ? await this.#mine(circle, key) : undefined;
      if (first === undefined) throw error;
      // She may have gone on writing before she sent it again.
      if (printCircleBody(first.body) === printCircleBody(body)) return;
      await this.#entries.put(circle, key, body, first);
    }
  }

  async #mine(circle: OpenCircle, id: string): Promise<GoodEntry | undefined> {
    const entries: CircleEntry[] = await this.#entries.all(circle);
    return entries.filter(isGood).find((one) => one.id === id && one.user === circle.me.pub.user);
  }

  takeBack = (id: string, entry: string): Promise<void> => this.#api.eraseEntry(id, entry);
}

/** Who has left, as the place says: the keeper looks before taking them out, for nobody has signed it. */
const leaving = (
  { state, view }: OpenCircle,
  names: ReadonlyMap<string, string>,
): { user: string; name: string | null }[] =>
  (view.left ?? [])
    .filter((user) => membersNow(state).has(user) && user !== state.keeper)
    .map((user) => ({ user, name: nameOf(state, names, user) }));

/** Her own stories, and those that were told for her. */
const isHers = ({ mine, claim }: CircleStory): boolean => mine || Boolean(claim?.me && claim.holds);

async function memberLines(
  mine: string,
  state: CircleState,
  names: ReadonlyMap<string, string>,
  entries: readonly CircleEntry[],
): Promise<MemberLine[]> {
  const lines = [...membersNow(state)].map(async ([user, member]) => ({
    user,
    name: nameOf(state, names, user),
    safety: await safetyNumber(member),
    keeper: user === state.keeper,
    me: user === mine,
    fresh: member.fresh === true,
    letters: addressIn(state, entries, user),
  }));
  return Promise.all(lines);
}
