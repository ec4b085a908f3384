import { type Keyring, printStory, SealError, type StoryDocument } from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { withShas } from "./carry.ts";
import type { Device } from "./device.ts";
import { OneAtATime } from "./lock.ts";
import { Records, StatusBoard } from "./records.ts";
import type { Later } from "./retry.ts";
import type { KeptStatus } from "./types.ts";
import { NOTHING_KEPT, openDraft, sealStory } from "./vault.ts";

/** Whose keys seal now: a member's, or the device's own before there is an account. */
export interface Writer {
  me: Keyring;
  member: boolean;
}

export interface StoriesDeps {
  api: Api;
  device: Device;
  /** @throws Locked when nobody may write here now */
  writer: () => Promise<Writer>;
  now?: () => number;
  later?: Later;
}

export const TOO_LARGE =
  "This story is too long to be kept in one piece. Please move a part to a new story.";
export const NO_ROOM = "This browser cannot store anything right now. Please keep this page open.";
export const ERASED = "This story was erased.";

/** What is on this device and in this tab: where words are sealed before anything is sent. */
export class Desk {
  readonly deps: StoriesDeps;
  readonly lock = new OneAtATime();
  readonly board = new StatusBoard();
  readonly records: Records;
  /** The mark of the draft that this tab last read or wrote: another one is another tab's. */
  readonly base = new Map<string, string>();
  /** Stories whose place was taken by another version, and where mine went. */
  readonly forks = new Map<string, { count: number; mine: string }>();
  /** Photo hashes that changed when they were carried over; a page may still have the old ones. */
  readonly shas = new Map<string, string>();

  constructor(deps: StoriesDeps) {
    this.deps = deps;
    this.records = new Records(deps.device);
  }

  get now(): number {
    return (this.deps.now ?? Date.now)();
  }

  /** Seals on the device. Only inside the lock of `id`. */
  async store({ me, member }: Writer, id: string, given: StoryDocument): Promise<KeptStatus> {
    const doc = withShas(given, this.shas);
    const old = await this.records.read(id);
    const base = old ? { rev: old.keptRev, mark: old.keptMark } : NOTHING_KEPT;
    if (old !== undefined && printStory(await openDraft(me, old)) === printStory(doc)) {
      if (old.dirty) return this.#sayHere(id, member, this.records.isStored(id));
      return this.board.say(id, { kind: "kept", rev: old.keptRev, at: old.changed });
    }
    let sealed: Awaited<ReturnType<typeof sealStory>>;
    try {
      sealed = await sealStory(me, id, doc, base, this.now);
    } catch (error) {
      if (!(error instanceof SealError && error.code === "too-long")) throw error;
      return this.board.say(id, { kind: "too-large", say: TOO_LARGE });
    }
    const stored = await this.records.write({
      id,
      owner: me.name,
      ...sealed,
      keptRev: base.rev,
      keptMark: base.mark,
      sent: old?.sent ?? [],
      dirty: true,
      erasing: false,
      changed: doc.changed,
    });
    this.base.set(id, sealed.mark);
    return this.#sayHere(id, member, stored);
  }

  #sayHere(id: string, member: boolean, stored: boolean): KeptStatus {
    if (!stored) return this.board.say(id, { kind: "not-kept", say: NO_ROOM });
    return this.board.say(id, { kind: member ? "kept-here" : "no-account-kept-here" });
  }
}
