import { emptyStory, type Keyring, type StoryDocument } from "../../seal/index.ts";
import { carryOver } from "./carry.ts";
import { Desk, ERASED, type StoriesDeps, type Writer } from "./desk.ts";
import { DEVICE, type Draft } from "./device.ts";
import { ApiError, isBusy, isMissing, Locked, Offline, SignedOut } from "./errors.ts";
import { listHere, listPage } from "./listing.ts";
import { Outbox } from "./outbox.ts";
import type { Amended, KeptStatus, OpenStory, Stories, StoryList } from "./types.ts";
import { keepsake, keptDraft, newId, openDraft, openKept, pageOver } from "./vault.ts";

const STILL_OPEN = "Others can still read this story. Please take it back, which erases it too.";

interface KeptHere {
  status: KeptStatus;
  member: boolean;
}

/**
 * Stories between this device and the server. Words are sealed on the device before anything is
 * sent; one revision after the other goes up; nothing that was written is ever thrown away.
 */
export class SealedStories implements Stories {
  readonly #desk: Desk;
  readonly #outbox: Outbox;
  readonly #erased = new Set<string>();
  /** what is being sealed at this moment */
  readonly #keeping = new Set<Promise<unknown>>();

  constructor(deps: StoriesDeps) {
    this.#desk = new Desk(deps);
    this.#outbox = new Outbox(this.#desk);
  }

  create(): OpenStory {
    return { id: newId(), doc: emptyStory(this.#desk.now), rev: 0, from: "device" };
  }

  watch(id: string, listener: (status: KeptStatus) => void): () => void {
    return this.#desk.board.watch(id, listener);
  }

  async rev(id: string): Promise<number> {
    return (await this.#desk.records.read(id))?.keptRev ?? 0;
  }

  // Opening

  async open(id: string): Promise<OpenStory> {
    const writer = await this.#desk.deps.writer();
    const draft = await this.#mine(id, writer);
    if (draft?.erasing) throw new ApiError("not-found", ERASED, 404, {});
    if (!writer.member || draft?.dirty) {
      if (draft === undefined) throw new Locked();
      if (writer.member) void this.#outbox.push(id);
      return this.#fromDevice(writer.me, draft);
    }
    try {
      return await this.#fromServer(writer.me, id);
    } catch (error) {
      const away = error instanceof Offline || error instanceof SignedOut || isBusy(error);
      if (away && draft !== undefined) return this.#fromDevice(writer.me, draft);
      if (!isMissing(error)) throw error;
      // Erased on another device, unless the place has gone back to before it was written.
      const { isEarlier } = await import("./go-on.ts");
      const earlier = draft !== undefined && (await isEarlier(this.#desk.deps, writer.me));
      if (earlier) return this.#fromDevice(writer.me, draft);
      await this.#desk.records.forget(id);
      throw error;
    }
  }

  async #mine(id: string, { me }: Writer): Promise<Draft | undefined> {
    const draft = await this.#desk.records.read(id);
    return draft?.owner === me.name ? draft : undefined;
  }

  async #fromDevice(me: Keyring, draft: Draft): Promise<OpenStory> {
    const doc = await openDraft(me, draft);
    this.#desk.base.set(draft.id, draft.mark);
    return { id: draft.id, doc, rev: draft.keptRev, from: "device" };
  }

  async #fromServer(me: Keyring, id: string): Promise<OpenStory> {
    const { file } = await this.#desk.deps.api.entry(id);
    return this.#desk.lock.run(id, async () => {
      const kept = await openKept(me, this.#desk.deps.device, id, file);
      const draft = await this.#desk.records.read(id);
      // Another tab may have written while the server was answering.
      if (draft?.dirty && draft.owner === me.name) return this.#fromDevice(me, draft);
      await this.#desk.records.write(keptDraft(me, id, kept));
      this.#desk.base.set(id, kept.mark);
      return { id, doc: kept.doc, rev: kept.rev, from: "server" };
    });
  }

  async list(cursor: string | null = null): Promise<StoryList> {
    const { api, device } = this.#desk.deps;
    const { me, member } = await this.#desk.deps.writer();
    const deps = { api, device, records: this.#desk.records, lock: this.#desk.lock };
    return member ? listPage(deps, me, cursor) : listHere(deps, me, false);
  }

  // Saving

  async save(id: string, doc: StoryDocument): Promise<KeptStatus> {
    const { status, member } = await this.#keepHere(id, doc);
    if (member && status.kind !== "too-large") void this.#outbox.push(id);
    return status;
  }

  async saveNow(id: string, doc: StoryDocument): Promise<KeptStatus> {
    const { status, member } = await this.#keepHere(id, doc);
    const waiting = status.kind === "kept-here" || status.kind === "not-kept";
    return member && waiting && !this.#erased.has(id) ? this.#outbox.push(id) : status;
  }

  #keepHere(id: string, doc: StoryDocument): Promise<KeptHere> {
    const keeping = this.#sealHere(id, doc).finally(() => this.#keeping.delete(keeping));
    this.#keeping.add(keeping);
    return keeping;
  }

  async #sealHere(id: string, doc: StoryDocument): Promise<KeptHere> {
    // Taken now, before waiting for anything: these words were written upon this version.
    const forks = this.#desk.forks.get(id)?.count ?? 0;
    const writer = await this.#desk.deps.writer();
    await this.#makeMine(id, writer);
    const status = await this.#desk.lock.run(id, async (): Promise<KeptStatus> => {
      const old = await this.#desk.records.read(id);
      if (this.#erased.has(id) || old?.erasing) return { kind: "not-kept", say: ERASED };
      const fork = this.#desk.forks.get(id);
      if (fork !== undefined && fork.count !== forks) {
        return this.#desk.store(writer, fork.mine, keepsake(doc));
      }
      if (old !== undefined && this.#isOtherTabs(old)) {
        return this.#outbox.keepBoth(writer, id, doc, await openDraft(writer.me, old), old);
      }
      const kept = old === undefined ? null : await openDraft(writer.me, old);
      return this.#desk.store(writer, id, kept === null ? doc : pageOver(kept, doc));
    });
    return { status, member: writer.member };
  }

  async sealed(): Promise<void> {
    await Promise.allSettled(this.#keeping);
  }

  async amend(id: string, change: (doc: StoryDocument) => StoryDocument): Promise<Amended> {
    const writer = await this.#desk.deps.writer();
    if ((await this.#mine(id, writer)) === undefined) await this.open(id);
    const here = await this.#desk.lock.run(id, async () => {
      const old = await this.#desk.records.read(id);
      if (old === undefined || old.erasing) throw new ApiError("not-found", ERASED, 404, {});
      const doc = change(await openDraft(writer.me, old));
      return { doc, status: await this.#desk.store(writer, id, doc) };
    });
    if (!writer.member || here.status.kind !== "kept-here") return here;
    const status = await this.#outbox.push(id);
    return { status, doc: "doc" in status ? status.doc : here.doc };
  }

  /** Words under other keys are never written over: the device's are carried over first. */
  async #makeMine(id: string, { me, member }: Writer): Promise<void> {
    const owner = (await this.#desk.records.read(id))?.owner ?? me.name;
    if (owner === me.name) return;
    if (owner !== DEVICE || !member) throw new Locked();
    await this.carryOver();
  }

  #isOtherTabs(old: Draft): boolean {
    const base = this.#desk.base.get(old.id);
    return base !== undefined && base !== old.mark;
  }

  // Erasing

  async erase(id: string): Promise<"erased" | "erased-here"> {
    const writer = await this.#desk.deps.writer();
    const { me, member } = writer;
    const draft = await this.#mine(id, writer);
    const there = draft === undefined || draft.erasing ? null : await openDraft(me, draft);
    if (there !== null && (there.open !== null || there.circle)) {
      throw new ApiError("still-open", STILL_OPEN, 409, {});
    }
    this.#erased.add(id);
    this.#outbox.stop(id);
    await this.#desk.lock.run(id, () => this.#desk.records.eraseHere(me.name, id, this.#desk.now));
    if (!member) {
      await this.#desk.records.forget(id);
      return "erased";
    }
    return (await this.#eraseThere(me.name, id)) ? "erased" : "erased-here";
  }

  /** After a save that is on its way, so that it cannot bring the story back. */
  #eraseThere(owner: string, id: string): Promise<boolean> {
    return this.#desk.lock.run(`push/${id}`, async () => {
      try {
        await this.#desk.deps.api.eraseEntry(id);
      } catch (error) {
        if (!isMissing(error)) return false;
      }
      await this.#desk.records.forget(id);
      await this.#desk.deps.device.forgetSeen(owner, id);
      return true;
    });
  }

  // Everything at once

  async flush(): Promise<number> {
    const writer = await this.#desk.deps.writer().catch(() => null);
    for (const { id, owner, dirty, erasing } of await this.#desk.records.all()) {
      if (!writer?.member || owner !== writer.me.name) continue;
      if (erasing) await this.#eraseThere(owner, id);
      else if (dirty) await this.#outbox.push(id);
    }
    return (await this.#desk.records.all()).filter((draft) => draft.dirty).length;
  }

  async carryOver(): Promise<string[]> {
    const { me, member } = await this.#desk.deps.writer();
    if (!member) return [];
    const { ids, shas } = await carryOver(
      this.#desk.deps.device,
      me,
      this.#desk.lock,
      this.#desk.now,
    );
    for (const [old, fresh] of shas) this.#desk.shas.set(old, fresh);
    for (const id of ids) {
      this.#desk.base.delete(id);
      void this.#outbox.push(id);
    }
    return ids;
  }
}
