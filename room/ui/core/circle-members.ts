import {
  addFromNowOn,
  addMember,
  b64url,
  type CircleState,
  handOver,
  type Keyring,
  makeGrant,
  membersNow,
  type PublicKeys,
  removeMember,
} from "../../seal/index.ts";
import type { CircleApi } from "./circle-api.ts";
import { type CircleLogs, grantsFor, type OpenCircle } from "./circle-log.ts";

/** The keeper's lines in the log: who comes, who goes, and who keeps the circle from now on. */
export class CircleMembers {
  readonly #api: CircleApi;
  readonly #logs: CircleLogs;

  constructor(api: CircleApi, logs: CircleLogs) {
    this.#api = api;
    this.#logs = logs;
  }

  /** `everything` gives the keys to what was said before, too. */
  letIn(
    circle: OpenCircle,
    member: PublicKeys,
    request: string,
    everything: boolean,
  ): Promise<void> {
    return everything
      ? this.#withEverything(circle, member, request)
      : this.#fromNowOn(circle, member, request);
  }

  async #withEverything(circle: OpenCircle, member: PublicKeys, request: string): Promise<void> {
    const { line, state } = await addMember(circle.me, circle.state, member);
    const file = await makeGrant(circle.me, state, member.user, circle.identities);
    const grants = [{ user: member.user, bytes: b64url(file) }];
    await this.#append(circle.own, { line, grants, request }, state);
  }

  async #fromNowOn(circle: OpenCircle, member: PublicKeys, request: string): Promise<void> {
    const { line, state, identity } = await addFromNowOn(circle.me, circle.state, member);
    const grants = await grantsFor(circle.me, state, withNewest(circle, state, identity));
    await this.#append(circle.own, { line, grants, request }, state);
  }

  async takeOut(circle: OpenCircle, user: string): Promise<void> {
    if (!membersNow(circle.state).has(user)) return;
    const { line, state, identity } = await removeMember(circle.me, circle.state, user);
    const grants = await grantsFor(circle.me, state, withNewest(circle, state, identity));
    await this.#append(circle.own, { line, grants }, state);
  }

  async handOver({ id, me, own, state, identities }: OpenCircle, user: string): Promise<void> {
    // Whoever keeps it gives the keys on, so they need all of them, also those from before they came.
    await this.#api.grant(id, user, await makeGrant(me, state, user, identities));
    const written = await handOver(me, state, user);
    await this.#append(own, { line: written.line }, written.state);
  }

  async #append(
    own: Keyring,
    line: Parameters<CircleApi["append"]>[1],
    state: CircleState,
  ): Promise<void> {
    await this.#api.append(state.circle, line);
    await this.#logs.remember(own, state);
  }
}

const withNewest = (
  { identities }: OpenCircle,
  { epoch }: CircleState,
  identity: string,
): Map<number, string> => new Map([...identities, [epoch, identity] as const]);
