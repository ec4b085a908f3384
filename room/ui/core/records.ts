import type { Device, Draft } from "./device.ts";
import type { KeptStatus } from "./types.ts";

/** The newest status of each story, and who wants to know. */
export class StatusBoard {
  readonly #listeners = new Map<string, Set<(status: KeptStatus) => void>>();
  readonly #last = new Map<string, KeptStatus>();

  watch(id: string, listener: (status: KeptStatus) => void): () => void {
    const set = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, set.add(listener));
    const last = this.#last.get(id);
    if (last !== undefined) listener(last);
    return () => set.delete(listener);
  }

  say(id: string, status: KeptStatus): KeptStatus {
    this.#last.set(id, status);
    for (const listener of this.#listeners.get(id) ?? []) listener(status);
    return status;
  }

  last = (id: string): KeptStatus | undefined => this.#last.get(id);
}

/** The drafts on this device, and in memory where the browser would not store one. */
export class Records {
  readonly #device: Device;
  readonly #unstored = new Map<string, Draft>();

  constructor(device: Device) {
    this.#device = device;
  }

  isStored = (id: string): boolean => !this.#unstored.has(id);

  async read(id: string): Promise<Draft | undefined> {
    return this.#unstored.get(id) ?? (await this.#device.drafts.get(id));
  }

  async all(): Promise<Draft[]> {
    const stored = await this.#device.drafts.all().catch(() => []);
    return [...stored.filter(({ id }) => this.isStored(id)), ...this.#unstored.values()];
  }

  /** Whether the browser stored it. When it would not, memory is better than nothing. */
  async write(draft: Draft): Promise<boolean> {
    try {
      await this.#device.drafts.put(draft.id, draft);
      this.#unstored.delete(draft.id);
      return true;
    } catch {
      this.#unstored.set(draft.id, draft);
      return false;
    }
  }

  async forget(id: string): Promise<void> {
    this.#unstored.delete(id);
    await this.#device.drafts.drop(id);
  }

  /** No words are left on the device; only that there is something to erase on the server. */
  async eraseHere(owner: string, id: string, changed: number): Promise<void> {
    await this.write({
      id,
      owner,
      file: new Uint8Array(0),
      rev: 0,
      mark: "",
      keptRev: 0,
      keptMark: "",
      sent: [],
      dirty: false,
      erasing: true,
      changed,
    });
    for (const held of await this.#device.media.all()) {
      if (held.story === id) await this.#device.media.drop(held.id);
    }
    await this.#device.pending.drop(id);
  }
}
