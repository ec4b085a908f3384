import {
  acceptJoin,
  addFromNowOn,
  addMember,
  type Bytes,
  b64url,
  type CircleState,
  handOver,
  type Invitation,
  joinRequest,
  type Keyring,
  makeGrant,
  makeInvitation,
  membersNow,
  openMedia,
  type PublicKeys,
  parseInvitation,
  printInvitation,
  readLog,
  removeMember,
  SealError,
  type StoryPhoto,
  safetyNumber,
  startCircle,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { type AskedLine, CircleApi, type InviteLine, type Named } from "./circle-api.ts";
import {
  aboutOf,
  CircleEntries,
  type CircleEntry,
  type GoodEntry,
  isGood,
} from "./circle-entries.ts";
import { CircleLogs, grantsFor, type OpenCircle } from "./circle-log.ts";
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
  Waiting,
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
/** How many lines of a log the server gives at once. */
const LINES = 200;

/** Circles: every name, word and photo is sealed here for those who are in. */
export class SealedCircles implements Circles {
  readonly #deps: CirclesDeps;
  readonly #api: CircleApi;
  readonly #notes: CircleNotes;
  readonly #logs: CircleLogs;
  readonly #entries: CircleEntries;
  readonly #renewals: CircleRenewals;
  readonly #roles: CircleRoles;
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
      waiting: await this.#waiting(me, circle),
      invites: await this.#invites(me, circle),
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

  async #waiting(me: Keyring, circle: OpenCircle): Promise<Waiting[]> {
    const asked = circle.view.requests ?? [];
    return Promise.all(asked.map((one) => this.#checked(me, circle, one)));
  }

  /** Who asks: shown by name only when the keys were sent by whoever holds the link. */
  async #checked(me: Keyring, circle: OpenCircle, asked: AskedLine): Promise<Waiting> {
    try {
      const invitation = await this.#invitation(me, circle, asked.invite);
      const { member, name } = await acceptJoin(circle.me, invitation, circle.state, asked);
      return { id: asked.id, changed: false, name, safety: await safetyNumber(member) };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { id: asked.id, changed: true };
    }
  }

  async #invitation(me: Keyring, circle: OpenCircle, id: string): Promise<Invitation> {
    const secret = (await this.#notes.of(me, circle.id))?.invites[id];
    if (secret === undefined) throw new SealError("changed-on-the-way", "unknown-invitation");
    return { id, circle: circle.id, genesis: circle.state.genesis, secret };
  }

  async #invites(
    me: Keyring,
    circle: OpenCircle,
  ): Promise<(InviteLine & { link: string | null })[]> {
    const secrets = (await this.#notes.of(me, circle.id))?.invites ?? {};
    const { genesis } = circle.state;
    return (circle.view.invites ?? []).map((one) => {
      const secret = secrets[one.id];
      const invitation = secret && { id: one.id, circle: circle.id, genesis, secret };
      return {
        ...one,
        link: invitation ? printInvitation(this.#deps.origin, invitation) : null,
      };
    });
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
    return this.#keeping(id, async (me) => {
      const { state } = await this.#logs.open(me, id);
      const invitation = makeInvitation(state);
      // The secret is safe before anybody can use the link.
      await this.#notes.change(me, id, (now) => ({
        genesis: state.genesis,
        seen: now?.seen ?? { seq: state.seq, head: state.head },
        invites: { ...now?.invites, [invitation.id]: invitation.secret },
      }));
      await this.#api.invite(id, invitation.id, uses, endsAt);
      return printInvitation(this.#deps.origin, invitation);
    });
  }

  withdraw = (id: string, invite: string): Promise<void> => this.#api.withdraw(id, invite);

  /** Yes to somebody who asks, whose safety number was `safety`: nobody else is let in under the same request. */
  approve(id: string, request: string, safety: string, everything: boolean): Promise<void> {
    return this.#keeping(id, async (me) => {
      const circle = await this.#logs.open(me, id);
      const asked = circle.view.requests?.find((one) => one.id === request);
      if (asked === undefined) return;
      const invitation = await this.#invitation(me, circle, asked.invite);
      const { member, name } = await acceptJoin(circle.me, invitation, circle.state, asked);
      if ((await safetyNumber(member)) !== safety) {
        throw new SealError("changed-on-the-way", "other-keys");
      }
      await (everything ? this.#letIn : this.#letInNow)(circle, member, request);
      await this.#named(me, id, member.user, name);
    });
  }

  #letIn = async (circle: OpenCircle, member: PublicKeys, request: string) => {
    const { line, state } = await addMember(circle.me, circle.state, member);
    const file = await makeGrant(circle.me, state, member.user, circle.identities);
    const grants = [{ user: member.user, bytes: b64url(file) }];
    await this.#append(circle.own, circle.id, { line, grants, request }, state);
  };

  #letInNow = async (circle: OpenCircle, member: PublicKeys, request: string) => {
    const { line, state, identity } = await addFromNowOn(circle.me, circle.state, member);
    const identities = new Map([...circle.identities, [state.epoch, identity] as const]);
    const grants = await grantsFor(circle.me, state, identities);
    await this.#append(circle.own, circle.id, { line, grants, request }, state);
  };

  async #append(
    me: Keyring,
    id: string,
    line: Parameters<CircleApi["append"]>[1],
    state: CircleState,
  ): Promise<void> {
    await this.#api.append(id, line);
    await this.#logs.remember(me, state);
  }

  decline = (id: string, request: string): Promise<void> => this.#api.decline(id, request);

  remove(id: string, user: string): Promise<void> {
    return this.#keeping(id, (me) => this.#takeOut(me, id, user));
  }

  async #takeOut(me: Keyring, id: string, user: string): Promise<void> {
    const circle = await this.#logs.open(me, id);
    if (!membersNow(circle.state).has(user)) return;
    const { line, state, identity } = await removeMember(circle.me, circle.state, user);
    const identities = new Map([...circle.identities, [state.epoch, identity] as const]);
    const grants = await grantsFor(circle.me, state, identities);
    await this.#append(me, id, { line, grants }, state);
  }

  handOver(id: string, user: string): Promise<void> {
    return this.#keeping(id, async (me) => {
      const circle = await this.#logs.open(me, id);
      const { state, identities } = circle;
      // Whoever keeps it gives the keys on, so they need all of them, also those from before they came.
      await this.#api.grant(id, user, await makeGrant(circle.me, state, user, identities));
      const written = await handOver(circle.me, state, user);
      await this.#append(me, id, { line: written.line }, written.state);
    });
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
    const me = await this.#me();
    const invitation = parseInvitation(link);
    const state = await this.#invitingLog(invitation);
    const keeper = state.members.get(state.keeper);
    return {
      invitation,
      state,
      isIn: membersNow(state).has(me.pub.user),
      keeperSafety: keeper === undefined ? "" : await safetyNumber(keeper),
      mySafety: await safetyNumber(me.pub),
      people: membersNow(state).size,
    };
  }

  async #invitingLog({ id, circle, genesis }: Invitation): Promise<CircleState> {
    const lines: string[] = [];
    for (let more = true; more; ) {
      const page = await this.#api.invitation(id, lines.length);
      if (page.circle !== circle) throw new SealError("changed-on-the-way", "other-circle");
      lines.push(...page.lines);
      more = page.lines.length === LINES;
    }
    return readLog(circle, lines, { genesis });
  }

  async ask({ invitation, state }: Invited, name: string): Promise<void> {
    const me = await this.#me();
    // From now on only the circle that the link named is believed.
    await this.#logs.remember(me, state);
    await this.#api.ask(
      invitation.id,
      await joinRequest(me, invitation, state, name.trim(), Date.now()),
    );
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
