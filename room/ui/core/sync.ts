import {
  emptyStory,
  type Keyring,
  printStory,
  SealError,
  type StoryDocument,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { carryOver, withShas } from "./carry.ts";
import { DEVICE, type Device, type Draft } from "./device.ts";
import { ApiError, Locked, Offline, SignedOut } from "./errors.ts";
import { listHere, listPage } from "./listing.ts";
import { OneAtATime } from "./lock.ts";
import { Records, StatusBoard } from "./records.ts";
import { type Later, Retries } from "./retry.ts";
import type { Amended, KeptStatus, OpenStory, Stories, StoryList } from "./types.ts";
import {
  keepsake,
  keptDraft,
  NOTHING_KEPT,
  newId,
  openDraft,
  openKept,
  pageOver,
  sameWords,
  sealStory,
  withOpen,
} from "./vault.ts";

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

const TOO_LARGE =
  "This story is too long to be kept in one piece. Please move a part to a new story.";
const NO_ROOM = "This browser cannot store anything right now. Please keep this page open.";
const STILL_OPEN = "Others can still read this story. Please take it back, which erases it too.";
const ERASED = "This story was erased.";
/** Marks of unanswered revisions that are remembered. Older ones cannot be the newest any more. */
const SENT_MAX = 64;

/** Signals inside this file that a revision is on the server under another hand. */
const isElsewhere = (error: unknown): boolean => error instanceof ApiError && error.status === 409;
const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
const isBusy = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 429 || error.status >= 500);

/**
 * Stories between this device and the server. Words are sealed on the device before anything is
 * sent; one revision after the other goes up; nothing that was written is ever thrown away.
 */
export class SealedStories implements Stories {
  readonly #deps: StoriesDeps;
  readonly #lock = new OneAtATime();
  readonly #retries: Retries;
  readonly #board = new StatusBoard();
  readonly #records: Records;
  /** The mark of the draft that this tab last read or wrote: another one is another tab's. */
  readonly #base = new Map<string, string>();
  /** Stories whose place was taken by another version, and where mine went. */
  readonly #forks = new Map<string, { count: number; mine: string }>();
  readonly #pushing = new Map<string, Promise<KeptStatus>>();
  readonly #queued = new Map<string, Promise<KeptStatus>>();
  /** Photo hashes that changed when they were carried over; a page may still have the old ones. */
  readonly #shas = new Map<string, string>();
  readonly #erased = new Set<string>();

  constructor(deps: StoriesDeps) {
    this.#deps = deps;
    this.#retries = new Retries(deps.later);
    this.#records = new Records(deps.device);
  }

  get #now(): number {
    return (this.#deps.now ?? Date.now)();
  }

  create(): OpenStory {
    return { id: newId(), doc: emptyStory(this.#now), rev: 0, from: "device" };
  }

  watch(id: string, listener: (status: KeptStatus) => void): () => void {
    return this.#board.watch(id, listener);
  }

  async rev(id: string): Promise<number> {
    return (await this.#records.read(id))?.keptRev ?? 0;
  }

  // Opening

  async open(id: string): Promise<OpenStory> {
    const writer = await this.#deps.writer();
    const draft = await this.#mine(id, writer);
    if (draft?.erasing) throw new ApiError("not-found", ERASED, 404, {});
    if (!writer.member || draft?.dirty) {
      if (draft === undefined) throw new Locked();
      if (writer.member) void this.#push(id);
      return this.#fromDevice(writer.me, draft);
    }
    try {
      return await this.#fromServer(writer.me, id);
    } catch (error) {
      const away = error instanceof Offline || error instanceof SignedOut || isBusy(error);
      if (away && draft !== undefined) return this.#fromDevice(writer.me, draft);
      if (isMissing(error)) await this.#records.forget(id);
      throw error;
    }
  }

  async #mine(id: string, { me }: Writer): Promise<Draft | undefined> {
    const draft = await this.#records.read(id);
    return draft?.owner === me.name ? draft : undefined;
  }

  async #fromDevice(me: Keyring, draft: Draft): Promise<OpenStory> {
    const doc = await openDraft(me, draft);
    this.#base.set(draft.id, draft.mark);
    return { id: draft.id, doc, rev: draft.keptRev, from: "device" };
  }

  async #fromServer(me: Keyring, id: string): Promise<OpenStory> {
    const { file } = await this.#deps.api.entry(id);
    return this.#lock.run(id, async () => {
      const kept = await openKept(me, this.#deps.device, id, file);
      const draft = await this.#records.read(id);
      // Another tab may have written while the server was answering.
      if (draft?.dirty && draft.owner === me.name) return this.#fromDevice(me, draft);
      await this.#records.write(keptDraft(me, id, kept));
      this.#base.set(id, kept.mark);
      return { id, doc: kept.doc, rev: kept.rev, from: "server" };
    });
  }

  async list(cursor: string | null = null): Promise<StoryList> {
    const { api, device } = this.#deps;
    const { me, member } = await this.#deps.writer();
    const deps = { api, device, records: this.#records, lock: this.#lock };
    return member ? listPage(deps, me, cursor) : listHere(deps, me, false);
  }

  // Saving

  async save(id: string, doc: StoryDocument): Promise<KeptStatus> {
    const { status, member } = await this.#keepHere(id, doc);
    if (member && status.kind !== "too-large") void this.#push(id);
    return status;
  }

  async saveNow(id: string, doc: StoryDocument): Promise<KeptStatus> {
    const { status, member } = await this.#keepHere(id, doc);
    const waiting = status.kind === "kept-here" || status.kind === "not-kept";
    return member && waiting && !this.#erased.has(id) ? this.#push(id) : status;
  }

  async #keepHere(
    id: string,
    doc: StoryDocument,
  ): Promise<{ status: KeptStatus; member: boolean }> {
    // Taken now, before waiting for anything: these words were written upon this version.
    const forks = this.#forks.get(id)?.count ?? 0;
    const writer = await this.#deps.writer();
    await this.#makeMine(id, writer);
    const status = await this.#lock.run(id, async (): Promise<KeptStatus> => {
      const old = await this.#records.read(id);
      if (this.#erased.has(id) || old?.erasing) return { kind: "not-kept", say: ERASED };
      const fork = this.#forks.get(id);
      if (fork !== undefined && fork.count !== forks) {
        return this.#store(writer, fork.mine, keepsake(doc));
      }
      if (old !== undefined && this.#isOtherTabs(old)) {
        return this.#keepBoth(writer, id, doc, await openDraft(writer.me, old), old);
      }
      const kept = old === undefined ? null : await openDraft(writer.me, old);
      return this.#store(writer, id, kept === null ? doc : pageOver(kept, doc));
    });
    return { status, member: writer.member };
  }

  async amend(id: string, change: (doc: StoryDocument) => StoryDocument): Promise<Amended> {
    const writer = await this.#deps.writer();
    if ((await this.#mine(id, writer)) === undefined) await this.open(id);
    const here = await this.#lock.run(id, async () => {
      const old = await this.#records.read(id);
      if (old === undefined || old.erasing) throw new ApiError("not-found", ERASED, 404, {});
      const doc = change(await openDraft(writer.me, old));
      return { doc, status: await this.#store(writer, id, doc) };
    });
    if (!writer.member || here.status.kind !== "kept-here") return here;
    const status = await this.#push(id);
    return { status, doc: "doc" in status ? status.doc : here.doc };
  }

  /** Words under other keys are never written over: the device's are carried over first. */
  async #makeMine(id: string, { me, member }: Writer): Promise<void> {
    const owner = (await this.#records.read(id))?.owner ?? me.name;
    if (owner === me.name) return;
    if (owner !== DEVICE || !member) throw new Locked();
    await this.carryOver();
  }

  #isOtherTabs(old: Draft): boolean {
    const base = this.#base.get(old.id);
    return base !== undefined && base !== old.mark;
  }

  /** Seals on the device. Only inside the lock of `id`. */
  async #store({ me, member }: Writer, id: string, given: StoryDocument): Promise<KeptStatus> {
    const doc = withShas(given, this.#shas);
    const old = await this.#records.read(id);
    const base = old ? { rev: old.keptRev, mark: old.keptMark } : NOTHING_KEPT;
    if (old !== undefined && printStory(await openDraft(me, old)) === printStory(doc)) {
      if (old.dirty) return this.#sayHere(id, member, this.#records.isStored(id));
      return this.#board.say(id, { kind: "kept", rev: old.keptRev, at: old.changed });
    }
    let sealed: Awaited<ReturnType<typeof sealStory>>;
    try {
      sealed = await sealStory(me, id, doc, base, this.#now);
    } catch (error) {
      if (!(error instanceof SealError && error.code === "too-long")) throw error;
      return this.#board.say(id, { kind: "too-large", say: TOO_LARGE });
    }
    const stored = await this.#records.write({
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
    this.#base.set(id, sealed.mark);
    return this.#sayHere(id, member, stored);
  }

  #sayHere(id: string, member: boolean, stored: boolean): KeptStatus {
    if (!stored) return this.#board.say(id, { kind: "not-kept", say: NO_ROOM });
    return this.#board.say(id, { kind: member ? "kept-here" : "no-account-kept-here" });
  }

  // Sending

  /** Sends the newest words of one story. While that runs, one more push waits for all callers. */
  #push(id: string): Promise<KeptStatus> {
    const running = this.#pushing.get(id);
    if (running !== undefined) return this.#pushAfter(id, running);
    this.#retries.done(id, false);
    const run = this.#lock
      .run(`push/${id}`, () => this.#pushAll(id))
      .finally(() => this.#pushing.delete(id));
    this.#pushing.set(id, run);
    return run;
  }

  #pushAfter(id: string, running: Promise<KeptStatus>): Promise<KeptStatus> {
    const queued = this.#queued.get(id);
    if (queued !== undefined) return queued;
    const next = running.then(() => {
      this.#queued.delete(id);
      return this.#push(id);
    });
    this.#queued.set(id, next);
    return next;
  }

  async #pushAll(id: string): Promise<KeptStatus> {
    for (;;) {
      let draft: Draft | null = null;
      try {
        draft = await this.#nextToSend(id);
        if (draft === null) return this.#board.last(id) ?? { kind: "kept", rev: 0, at: 0 };
        await this.#deps.api.putEntry(id, draft.file, draft.keptRev);
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
    return this.#lock.run(id, async () => {
      const { me, member } = await this.#deps.writer();
      const draft = await this.#records.read(id);
      if (!draft?.dirty || draft.erasing || draft.owner !== me.name || !member) return null;
      const base = { rev: draft.keptRev, mark: draft.keptMark };
      const sealed =
        draft.rev === base.rev + 1
          ? draft
          : await sealStory(me, id, await openDraft(me, draft), base, this.#now);
      const { file, rev, mark } = sealed;
      const sent = [...draft.sent.filter((one) => one !== mark), mark].slice(-SENT_MAX);
      const next = { ...draft, file, rev, mark, sent };
      await this.#records.write(next);
      if (this.#base.get(id) === draft.mark) this.#base.set(id, mark);
      return next;
    });
  }

  /** The server has revision `rev` with `mark`, which is ours. Null when there are newer words. */
  #answered(sent: Draft, rev: number, mark: string): Promise<KeptStatus | null> {
    const { id } = sent;
    return this.#lock.run(id, async () => {
      await this.#deps.device.saw(sent.owner, id, { rev, mark });
      const now = await this.#records.read(id);
      if (now === undefined || now.erasing) return { kind: "not-kept", say: ERASED };
      const dirty = now.mark !== mark;
      await this.#records.write({ ...now, keptRev: rev, keptMark: mark, sent: [], dirty });
      this.#retries.done(id, true);
      return dirty ? null : this.#board.say(id, { kind: "kept", rev, at: this.#now });
    });
  }

  /** Null when the push should go on. */
  async #failed(id: string, draft: Draft | null, error: unknown): Promise<KeptStatus | null> {
    if (draft !== null && isElsewhere(error)) return this.#conflict(draft);
    if (error instanceof Offline || isBusy(error)) {
      this.#retries.again(id, () => void this.#push(id));
      return this.#sayWaiting(id, { kind: "offline-kept-here" });
    }
    if (error instanceof SignedOut || error instanceof Locked) {
      return this.#sayWaiting(id, { kind: "signed-out-kept-here" });
    }
    if (error instanceof ApiError) {
      return this.#sayWaiting(id, { kind: "refused-kept-here", say: error.say });
    }
    if (error instanceof SealError && error.code === "too-long") {
      return this.#board.say(id, { kind: "too-large", say: TOO_LARGE });
    }
    if (error instanceof SealError) return this.#board.say(id, { kind: "changed-on-the-way" });
    // What is left is the browser's own storage.
    return this.#board.say(id, { kind: "not-kept", say: NO_ROOM });
  }

  /** "Kept here" is only said where the device has it. */
  #sayWaiting(id: string, status: KeptStatus): KeptStatus {
    return this.#board.say(
      id,
      this.#records.isStored(id) ? status : { kind: "not-kept", say: NO_ROOM },
    );
  }

  // Conflicts

  async #conflict(sent: Draft): Promise<KeptStatus | null> {
    const { id } = sent;
    const writer = await this.#deps.writer();
    try {
      const { file } = await this.#deps.api.entry(id);
      const theirs = await openKept(writer.me, this.#deps.device, id, file);
      // An answer was lost, and what the server has is an earlier version of these very words.
      if (sent.sent.includes(theirs.mark)) {
        return await this.#answered(sent, theirs.rev, theirs.mark);
      }
      return await this.#lock.run(id, async () => {
        const now = await this.#records.read(id);
        const mine = now === undefined ? theirs.doc : await openDraft(writer.me, now);
        return this.#keepBoth(writer, id, mine, theirs.doc, keptDraft(writer.me, id, theirs));
      });
    } catch (error) {
      if (isMissing(error)) return this.#erasedElsewhere(writer, id);
      return this.#failed(id, null, error);
    }
  }

  /** Their version becomes the document; mine, where it differs, a new story. Inside the lock. */
  async #keepBoth(
    writer: Writer,
    id: string,
    mine: StoryDocument,
    theirs: StoryDocument,
    record: Draft,
  ): Promise<KeptStatus> {
    // Mine is safe before theirs takes its place.
    const copy = sameWords(mine, theirs) ? null : await this.#setAside(writer, id, mine);
    await this.#records.write(record);
    this.#base.set(id, record.mark);
    const doc = withOpen(theirs, mine);
    if (doc !== theirs) await this.#store(writer, id, doc);
    return this.#board.say(
      id,
      copy === null ? { kind: "newer", doc } : { kind: "both-kept", mine: copy, doc },
    );
  }

  /** Mine as a story of its own; what is still being written upon it goes there too. */
  async #setAside(writer: Writer, id: string, mine: StoryDocument): Promise<string> {
    const copy = newId();
    await this.#store(writer, copy, keepsake(mine));
    this.#forks.set(id, { count: (this.#forks.get(id)?.count ?? 0) + 1, mine: copy });
    if (writer.member) void this.#push(copy);
    return copy;
  }

  #erasedElsewhere(writer: Writer, id: string): Promise<KeptStatus> {
    return this.#lock.run(id, async () => {
      const now = await this.#records.read(id);
      if (now === undefined) return { kind: "not-kept", say: ERASED };
      const mine = await this.#setAside(writer, id, await openDraft(writer.me, now));
      await this.#records.forget(id);
      return this.#board.say(id, { kind: "erased-elsewhere", mine });
    });
  }

  // Erasing

  async erase(id: string): Promise<"erased" | "erased-here"> {
    const writer = await this.#deps.writer();
    const { me, member } = writer;
    const draft = await this.#mine(id, writer);
    if (draft !== undefined && !draft.erasing && (await openDraft(me, draft)).open !== null) {
      throw new ApiError("still-open", STILL_OPEN, 409, {});
    }
    this.#erased.add(id);
    this.#retries.done(id, true);
    await this.#lock.run(id, () => this.#records.eraseHere(me.name, id, this.#now));
    if (!member) {
      await this.#records.forget(id);
      return "erased";
    }
    return (await this.#eraseThere(me.name, id)) ? "erased" : "erased-here";
  }

  /** After a save that is on its way, so that it cannot bring the story back. */
  #eraseThere(owner: string, id: string): Promise<boolean> {
    return this.#lock.run(`push/${id}`, async () => {
      try {
        await this.#deps.api.eraseEntry(id);
      } catch (error) {
        if (!isMissing(error)) return false;
      }
      await this.#records.forget(id);
      await this.#deps.device.forgetSeen(owner, id);
      return true;
    });
  }

  // Everything at once

  async flush(): Promise<number> {
    const writer = await this.#deps.writer().catch(() => null);
    for (const { id, owner, dirty, erasing } of await this.#records.all()) {
      if (!writer?.member || owner !== writer.me.name) continue;
      if (erasing) await this.#eraseThere(owner, id);
      else if (dirty) await this.#push(id);
    }
    return (await this.#records.all()).filter((draft) => draft.dirty).length;
  }

  async carryOver(): Promise<string[]> {
    const { me, member } = await this.#deps.writer();
    if (!member) return [];
    const { ids, shas } = await carryOver(this.#deps.device, me, this.#lock, this.#now);
    for (const [old, fresh] of shas) this.#shas.set(old, fresh);
    for (const id of ids) {
      this.#base.delete(id);
      void this.#push(id);
    }
    return ids;
  }
}
