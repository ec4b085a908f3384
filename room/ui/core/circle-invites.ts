import {
  acceptJoin,
  type CircleState,
  type Invitation,
  type Joiner,
  joinRequest,
  type Keyring,
  makeInvitation,
  membersNow,
  parseInvitation,
  printInvitation,
  readLog,
  SealError,
  safetyNumber,
} from "../../seal/index.ts";
import type { AskedLine, CircleApi } from "./circle-api.ts";
import type { OpenCircle } from "./circle-log.ts";
import type { CircleNotes, MadeInvite, Remembered } from "./circle-note.ts";
import { isMissing } from "./errors.ts";
import type { CircleNow, Invited, Waiting } from "./types.ts";

/** How many lines of a log the server gives at once. */
const LINES = 200;

interface Deps {
  api: CircleApi;
  notes: CircleNotes;
  /** the room's origin, which links begin with */
  origin: string;
}

/**
 * Links into a circle, and who asks by them. What a link may do is kept in the member's own sealed
 * note: a server that shows a request under a link that was withdrawn or used up gets nobody in.
 */
export class CircleInvites {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** A link for `uses` people until `endsAt`, milliseconds since 1970. */
  async make({ own, id, state }: OpenCircle, uses: number, endsAt: number): Promise<string> {
    const invitation = makeInvitation(state);
    const made = { secret: invitation.secret, ends_at: endsAt, left: uses };
    // The secret is safe before anybody can use the link.
    await this.#deps.notes.change(own, id, (now) => ({
      genesis: state.genesis,
      seen: now?.seen ?? { seq: state.seq, head: state.head },
      invites: { ...now?.invites, [invitation.id]: made },
    }));
    await this.#deps.api.invite(id, invitation.id, uses, endsAt);
    return printInvitation(this.#deps.origin, invitation);
  }

  async withdraw(me: Keyring, circle: string, invite: string): Promise<void> {
    try {
      await this.#deps.api.withdraw(circle, invite);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await this.#change(me, circle, ({ [invite]: _, ...others }) => others);
  }

  /** Whoever was taken out may have passed a link on: none holds any more. */
  endAll = (me: Keyring, circle: string): Promise<void> => this.#change(me, circle, () => ({}));

  /** One more person came by this link. */
  cameBy = (me: Keyring, circle: string, invite: string): Promise<void> =>
    this.#change(me, circle, (all) => {
      const { [invite]: made, ...others } = all;
      return made === undefined ? all : { ...others, [invite]: { ...made, left: made.left - 1 } };
    });

  async #change(
    me: Keyring,
    circle: string,
    change: (all: Remembered["invites"]) => Remembered["invites"],
  ): Promise<void> {
    const before = await this.#deps.notes.of(me, circle);
    if (before === undefined || Object.keys(before.invites).length === 0) return;
    await this.#deps.notes.change(me, circle, (now) =>
      now === undefined ? null : { ...now, invites: change(now.invites) },
    );
  }

  /** Those that are out now; null for a link that this member does not know. */
  async all({ own, id, state, view }: OpenCircle): Promise<CircleNow["invites"]> {
    const made = (await this.#deps.notes.of(own, id))?.invites ?? {};
    return (view.invites ?? []).map((one) => {
      const secret = made[one.id]?.secret;
      const invitation = secret && { id: one.id, circle: id, genesis: state.genesis, secret };
      return { ...one, link: invitation ? printInvitation(this.#deps.origin, invitation) : null };
    });
  }

  async waiting(circle: OpenCircle, now: number): Promise<Waiting[]> {
    const asked = circle.view.requests ?? [];
    return Promise.all(asked.map((one) => this.#shown(circle, one, now)));
  }

  /** Who asks: shown by name only when the keys were sent by whoever holds the link. */
  async #shown(circle: OpenCircle, asked: AskedLine, now: number): Promise<Waiting> {
    const { id } = asked;
    try {
      const { made, joiner } = await this.accept(circle, asked);
      const { member, name } = joiner;
      const safety = await safetyNumber(member);
      const was = circle.state.members.has(member.user);
      const ended = made.ends_at < now ? made.ends_at : null;
      return { id, changed: false, name, safety, was, ended };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { id, changed: true };
    }
  }

  /** @throws SealError `unknown-invitation`, `invitation-over`, or a reason of `acceptJoin` */
  async accept(
    { me, own, id, state }: OpenCircle,
    asked: AskedLine,
  ): Promise<{ made: MadeInvite; joiner: Joiner }> {
    const made = (await this.#deps.notes.of(own, id))?.invites[asked.invite];
    if (made === undefined) throw new SealError("changed-on-the-way", "unknown-invitation");
    if (made.left < 1) throw new SealError("changed-on-the-way", "invitation-over");
    const { secret } = made;
    const invitation: Invitation = { id: asked.invite, circle: id, genesis: state.genesis, secret };
    return { made, joiner: await acceptJoin(me, invitation, state, asked) };
  }

  // Coming by a link

  async read(me: Keyring, link: string): Promise<Invited> {
    const invitation = parseInvitation(link);
    const state = await this.#log(invitation);
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

  async #log({ id, circle, genesis }: Invitation): Promise<CircleState> {
    const lines: string[] = [];
    for (let more = true; more; ) {
      const page = await this.#deps.api.invitation(id, lines.length);
      if (page.circle !== circle) throw new SealError("changed-on-the-way", "other-circle");
      lines.push(...page.lines);
      more = page.lines.length === LINES;
    }
    return readLog(circle, lines, { genesis });
  }

  async ask(me: Keyring, { invitation, state }: Invited, name: string): Promise<void> {
    const request = await joinRequest(me, invitation, state, name.trim(), Date.now());
    await this.#deps.api.ask(invitation.id, request);
  }
}
