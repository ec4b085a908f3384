import { nowOf } from "../../seal/index.ts";
import type { CircleApi } from "./circle-api.ts";
import { type CircleEntries, type CircleEntry, isGood } from "./circle-entries.ts";
import type { OpenCircle } from "./circle-log.ts";
import { firstOf, ownerOf, type Trusts, trustId, trustOf, trustsIn } from "./circle-trust.ts";
import type { Trusted } from "./circle-words.ts";
import { ApiError, Offline } from "./errors.ts";

interface Deps {
  api: CircleApi;
  entries: CircleEntries;
}

/** What is in a circle, with whom everybody trusts. */
export interface Read {
  entries: CircleEntry[];
  trusts: Trusts;
}

/** Whom somebody trusts in a circle: to tell for them, and to read answers first. */
export class CircleRoles {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async read(circle: OpenCircle): Promise<Read> {
    const entries = await this.#deps.entries.all(circle);
    return { entries, trusts: await trustsIn(circle.state, entries) };
  }

  /** The same, once this device has done what is its to do. */
  async settled(circle: OpenCircle): Promise<Read> {
    const read = await this.read(circle);
    const renewed = await this.#renew(circle, read);
    const freed = await this.#free(circle, read);
    return renewed || freed ? this.read(circle) : read;
  }

  /** Says what `user` is trusted with from now on. */
  async trust(circle: OpenCircle, user: string, what: Trusted): Promise<void> {
    await this.#say(circle, await this.read(circle), (now) => now.set(user, what));
  }

  /** Only what holds is said once more, so that nobody is trusted again by coming back. */
  async #say(
    circle: OpenCircle,
    { entries, trusts }: Read,
    change: (now: Map<string, Trusted>) => void,
  ): Promise<void> {
    const me = circle.me.pub.user;
    const now = new Map(trusts.get(me));
    change(now);
    const said = [...now].filter(([, { post, first }]) => post || first);
    const id = await trustId(circle.id, me);
    const there = await trustOf(circle.state, entries, me);
    const base = there?.id === id ? there : { rev: 0, mark: "" };
    const body = { kind: "trust" as const, for: Object.fromEntries(said) };
    await this.#deps.entries.put(circle, id, body, base);
  }

  /** Whoever came since the last time has no key for what was said then: it is said for them, too. */
  async #renew(circle: OpenCircle, read: Read): Promise<boolean> {
    const { state, me } = circle;
    const there = await trustOf(state, read.entries, me.pub.user);
    if (there === null || Object.keys(there.body.for).length === 0) return false;
    if (there.epoch === state.epoch && there.user === me.pub.user) return false;
    return kindly(() => this.#say(circle, read, () => undefined));
  }

  /** What waits with somebody whom the story's owner trusts no more is there for everybody. */
  async #free(circle: OpenCircle, { entries, trusts }: Read): Promise<boolean> {
    const { id, state } = circle;
    let freed = false;
    for (const entry of entries) {
      if (!isGood(entry) || entry.body.kind !== "answer" || entry.first === null) continue;
      const [first, writer] = [nowOf(state, entry.first), nowOf(state, entry.user)];
      if (![first, writer].includes(circle.me.pub.user)) continue;
      const story = storyIn(entries, entry.body.to);
      if (story === null || firstOf(state, trusts, story) === first) continue;
      const went = await kindly(() => this.#deps.api.letThrough(id, entry.id));
      freed ||= went;
    }
    return freed;
  }

  /** Who reads what this member answers to a story before it shows; null for nobody. */
  async firstReader(circle: OpenCircle, to: string): Promise<string | null> {
    const { entries, trusts } = await this.read(circle);
    const story = storyIn(entries, to);
    if (story === null) return null;
    const { state, me } = circle;
    const first = firstOf(state, trusts, story);
    // Between those who tell it nothing is held.
    const near = [first, ownerOf(state, trusts, story), nowOf(state, story.user)];
    return near.includes(me.pub.user) ? null : first;
  }
}

function storyIn(entries: readonly CircleEntry[], id: string) {
  const found = entries.find((one) => one.id === id);
  return found !== undefined && isGood(found) && found.body.kind === "story"
    ? { user: found.user, body: found.body }
    : null;
}

/** Something done by the way: when it cannot be done now, the next time will do. */
async function kindly(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof ApiError || error instanceof Offline) return false;
    throw error;
  }
}
