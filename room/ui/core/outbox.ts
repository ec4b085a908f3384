import { SealError, type StoryDocument } from "../../seal/index.ts";
import { type Desk, ERASED, NO_ROOM, TOO_LARGE, type Writer } from "./desk.ts";
import type { Draft } from "./device.ts";
import { ApiError, isBusy, isMissing, Locked, Offline, SignedOut } from "./errors.ts";
import { Retries } from "./retry.ts";
import type { KeptStatus } from "./types.ts";
import {
  keepsake,
  keptDraft,
  newId,
  openDraft,
  openKept,
  sameWords,
  sealStory,
  withOpen,
} from "./vault.ts";

/** Marks of unanswered revisions that are remembered. Older ones cannot be the newest any more. */
const SENT_MAX = 64;

const isElsewhere = (error: unknown): boolean => error instanceof ApiError && error.status === 409;

/** Sends what is on the desk, one revision after the other, and settles what changed elsewhere. */
export class Outbox {
  readonly #desk: Desk;
  readonly #retries: Retries;
  readonly #pushing = new Map<string, Promise<KeptStatus>>();
  readonly #queued = new Map<string, Promise<KeptStatus>>();

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#retries = new Retries(desk.deps.later);
  }

  /** Nothing of this story is tried again by itself. */
  stop = (id: string): void => this.#retries.done(id, true);

  /** Sends the newest words of one story. While that runs, one more push waits for all callers. */
  push(id: string): Promise<KeptStatus> {
    const running = this.#pushing.get(id);
    if (running !== undefined) return this.#pushAfter(id, running);
    this.#retries.done(id, false);
    const run = this.#desk.lock
      .run(`push/${id}`, () => this.#pushAll(id))
      // What still fails here is the browser's own storage. Callers need not wait for a push.
      .catch(() => this.#desk.board.say(id, { kind: "not-kept", say: NO_ROOM }))
      .finally(() => this.#pushing.delete(id));
    this.#pushing.set(id, run);
    return run;
  }

  #pushAfter(id: string, running: Promise<KeptStatus>): Promise<KeptStatus> {
    const queued = this.#queued.get(id);
    if (queued !== undefined) return queued;
    const next = running.then(() => {
      this.#queued.delete(id);
      return this.push(id);
    });
    this.#queued.set(id, next);
    return next;
  }

  async #pushAll(id: string): Promise<KeptStatus> {
    for (;;) {
      let draft: Draft | null = null;
      try {
        draft = await this.#nextToSend(id);
        if (draft === null) return this.#desk.board.last(id) ?? { kind: "kept", rev: 0, at: 0 };
        await this.#desk.deps.api.putEntry(id, draft.file, draft.keptRev);
        const status = await this.#answered(draft, draft.rev, draft.mark);
        if (status !== null) return status;
      } catch (error) {
        const status = await this.#failed(id, draft, error);
        if (status !== null) return status;
      }
    }
  }

  /** The draft, sealed upon what the server has, and remembered as sent before it goes out. */
  #nextToSend(id: string): Promise<Draft | null> {
    return this.#desk.lock.run(id, async () => {
      const { me, member } = await this.#desk.deps.writer();
      const draft = await this.#desk.records.read(id);
      if (!draft?.dirty || draft.erasing || draft.owner !== me.name || !member) return null;
      const base = { rev: draft.keptRev, mark: draft.keptMark };
      const sealed =
        draft.rev === base.rev + 1
          ? draft
          : await sealStory(me, id, await openDraft(me, draft), base, this.#desk.now);
      const { file, rev, mark } = sealed;
      const sent = [...draft.sent.filter((one) => one !== mark), mark].slice(-SENT_MAX);
      const next = { ...draft, file, rev, mark, sent };
      await this.#desk.records.write(next);
      if (this.#desk.base.get(id) === draft.mark) this.#desk.base.set(id, mark);
      return next;
    });
  }

  /** The server has revision `rev` with `mark`, which is ours. Null when there are newer words. */
  #answered(sent: Draft, rev: number, mark: string): Promise<KeptStatus | null> {
    const { id } = sent;
    return this.#desk.lock.run(id, async () => {
      await this.#desk.deps.device.saw(sent.owner, id, { rev, mark });
      const now = await this.#desk.records.read(id);
      if (now === undefined || now.erasing) return { kind: "not-kept", say: ERASED };
      const dirty = now.mark !== mark;
      await this.#desk.records.write({ ...now, keptRev: rev, keptMark: mark, sent: [], dirty });
      this.#retries.done(id, true);
      return dirty ? null : this.#desk.board.say(id, { kind: "kept", rev, at: this.#desk.now });
    });
  }

  /** Null when the push should go on. */
  async #failed(id: string, draft: Draft | null, error: unknown): Promise<KeptStatus | null> {
    if (draft !== null && isElsewhere(error)) return this.#conflict(draft);
    if (error instanceof Offline || isBusy(error)) {
      this.#retries.again(id, () => void this.push(id));
      return this.#sayWaiting(id, { kind: "offline-kept-here" });
    }
    if (error instanceof SignedOut || error instanceof Locked) {
      return this.#sayWaiting(id, { kind: "signed-out-kept-here" });
    }
    if (error instanceof ApiError) {
      return this.#sayWaiting(id, { kind: "refused-kept-here", say: error.say });
    }
    if (error instanceof SealError && error.code === "too-long") {
      return this.#desk.board.say(id, { kind: "too-large", say: TOO_LARGE });
    }
    if (error instanceof SealError) return this.#desk.board.say(id, { kind: "changed-on-the-way" });
    // What is left is the browser's own storage.
    return this.#desk.board.say(id, { kind: "not-kept", say: NO_ROOM });
  }

  /** "Kept here" is only said where the device has it. */
  #sayWaiting(id: string, status: KeptStatus): KeptStatus {
    return this.#desk.board.say(
      id,
      this.#desk.records.isStored(id) ? status : { kind: "not-kept", say: NO_ROOM },
    );
  }

  async #conflict(sent: Draft): Promise<KeptStatus | null> {
    const { id } = sent;
    const writer = await this.#desk.deps.writer();
    try {
      const { file } = await this.#desk.deps.api.entry(id);
      const theirs = await openKept(writer.me, this.#desk.deps.device, id, file);
      // An answer was lost, and what the server has is an earlier version of these very words.
      if (sent.sent.includes(theirs.mark)) {
        return await this.#answered(sent, theirs.rev, theirs.mark);
      }
      return await this.#desk.lock.run(id, async () => {
        const now = await this.#desk.records.read(id);
        const mine = now === undefined ? theirs.doc : await openDraft(writer.me, now);
        return this.keepBoth(writer, id, mine, theirs.doc, keptDraft(writer.me, id, theirs));
      });
    } catch (error) {
      if (isMissing(error)) return this.#erasedElsewhere(writer, id);
      return this.#failed(id, null, error);
    }
  }

  /** Their version becomes the document; mine, where it differs, a new story. Inside the lock. */
  async keepBoth(
    writer: Writer,
    id: string,
    mine: StoryDocument,
    theirs: StoryDocument,
    record: Draft,
  ): Promise<KeptStatus> {
    // Mine is safe before theirs takes its place.
    const copy = sameWords(mine, theirs) ? null : await this.#setAside(writer, id, mine);
    await this.#desk.records.write(record);
    this.#desk.base.set(id, record.mark);
    const doc = withOpen(theirs, mine);
    if (doc !== theirs) await this.#desk.store(writer, id, doc);
    return this.#desk.board.say(
      id,
      copy === null ? { kind: "newer", doc } : { kind: "both-kept", mine: copy, doc },
    );
  }

  /** Mine as a story of its own; what is still being written upon it goes there too. */
  async #setAside(writer: Writer, id: string, mine: StoryDocument): Promise<string> {
    const copy = newId();
    await this.#desk.store(writer, copy, keepsake(mine));
    this.#desk.forks.set(id, { count: (this.#desk.forks.get(id)?.count ?? 0) + 1, mine: copy });
    if (writer.member) void this.push(copy);
    return copy;
  }

  #erasedElsewhere(writer: Writer, id: string): Promise<KeptStatus> {
    return this.#desk.lock.run(id, async () => {
      const now = await this.#desk.records.read(id);
      if (now === undefined) return { kind: "not-kept", say: ERASED };
      const mine = await this.#setAside(writer, id, await openDraft(writer.me, now));
      await this.#desk.records.forget(id);
      return this.#desk.board.say(id, { kind: "erased-elsewhere", mine });
    });
  }
}
