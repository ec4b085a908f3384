import {
  askRenewal,
  membersNow,
  type PublicKeys,
  readRenewal,
  renewMember,
  SealError,
  safetyNumber,
} from "../../seal/index.ts";
import type { CircleApi } from "./circle-api.ts";
import { type CircleLogs, grantsFor, type OpenCircle } from "./circle-log.ts";
import type { RenewalLine } from "./types.ts";

interface Deps {
  api: CircleApi;
  logs: CircleLogs;
}

/** New keys in a circle, after somebody changed all of theirs. */
export class CircleRenewals {
  readonly #deps: Deps;
  readonly #asked = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * A circle that still knows the member by earlier keys: whoever keeps it writes the new ones into
   * the log, anybody else asks for it. The circle as it is then.
   */
  async settle(circle: OpenCircle): Promise<OpenCircle> {
    const { id, me, own, state } = circle;
    if (me === own) return circle;
    if (state.keeper === me.pub.user) return this.#write(circle, me.pub.user, own.pub);
    if (!this.#asked.has(id)) {
      await this.#deps.api.renewal(id, await askRenewal(me, id, own.pub));
      this.#asked.add(id);
    }
    return circle;
  }

  /** Who asks for new keys; for the keeper. */
  async waiting({ view, state }: OpenCircle): Promise<RenewalLine[]> {
    const asked = (view.renewals ?? []).map(async ({ user, line }): Promise<RenewalLine> => {
      try {
        const keys = await readRenewal(state, user, line);
        return { user, changed: false, safety: await safetyNumber(keys) };
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        return { user, changed: true };
      }
    });
    return Promise.all(asked);
  }

  /** The keeper's yes. `safety` is what was read out: other keys that came meanwhile are not taken. */
  async approve(circle: OpenCircle, user: string, safety: string): Promise<void> {
    const asked = circle.view.renewals?.find((one) => one.user === user);
    if (asked === undefined || !membersNow(circle.state).has(user)) return;
    const keys = await readRenewal(circle.state, user, asked.line);
    if ((await safetyNumber(keys)) !== safety) {
      throw new SealError("changed-on-the-way", "other-keys");
    }
    await this.#write(circle, user, keys);
  }

  async #write(circle: OpenCircle, user: string, keys: PublicKeys): Promise<OpenCircle> {
    const { id, me, own } = circle;
    const { line, state, identity } = await renewMember(me, circle.state, user, keys);
    const identities = new Map([...circle.identities, [state.epoch, identity] as const]);
    // Whoever keeps it after the line signs what comes with it.
    const keeper = user === me.pub.user ? own : me;
    const grants = await grantsFor(keeper, state, identities);
    await this.#deps.api.append(id, { line, grants });
    await this.#deps.logs.remember(own, state);
    return this.#deps.logs.open(own, id);
  }
}
