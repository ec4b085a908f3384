import {
  type Bytes,
  b64url,
  type Keyring,
  SealError,
  sealEntry,
  selfAudience,
  sha256,
  utf8,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Device } from "./device.ts";
import { ApiError, isMissing } from "./errors.ts";
import { NOTHING_KEPT, openSelf } from "./vault.ts";

const ROUNDS = 4;

/** What a note is about, and how its body is read. */
export interface NoteOf<T> {
  /** goes into its id */
  about: string;
  empty: T;
  /** @throws SealError */
  parse: (body: string) => T;
}

/**
 * A note's id: every device of the member finds it without asking which of the entries it is, also
 * after all keys were changed.
 */
export const noteId = async (about: string, me: Keyring): Promise<string> =>
  b64url((await sha256(utf8(`alongside/v1/${about}\n${me.name}`))).subarray(0, 16));

/** One sealed entry to oneself that the room keeps by itself; on every device the same. */
export class SelfNote<T extends object> {
  readonly #api: Api;
  readonly #device: Device;
  readonly #of: NoteOf<T>;
  #kept: { note: T; rev: number; mark: string } | null = null;

  constructor(api: Api, device: Device, of: NoteOf<T>) {
    this.#api = api;
    this.#device = device;
    this.#of = of;
  }

  async read(me: Keyring): Promise<T> {
    return (await this.#load(me, false)).note;
  }

  /** On top of what other devices have written. */
  async write(me: Keyring, change: (note: T) => T): Promise<void> {
    const id = await noteId(this.#of.about, me);
    for (let round = 1; ; round++) {
      const { note, rev, mark } = await this.#load(me, round > 1);
      const next = change(note);
      const meta = { id, rev: rev + 1, prev: mark, at: Date.now() };
      const sealed = await sealEntry(me, selfAudience(me), meta, JSON.stringify(next));
      try {
        await this.#api.putEntry(id, sealed.file, rev);
        await this.#device.saw(me.name, id, { rev: rev + 1, mark: sealed.mark });
        this.#kept = { note: next, rev: rev + 1, mark: sealed.mark };
        return;
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 409) || round === ROUNDS) throw error;
      }
    }
  }

  async #load(me: Keyring, anew: boolean): Promise<{ note: T; rev: number; mark: string }> {
    if (this.#kept !== null && !anew) return this.#kept;
    const id = await noteId(this.#of.about, me);
    let file: Bytes;
    try {
      file = (await this.#api.entry(id)).file;
    } catch (error) {
      // Had there been one, the server hides it: then what it shows cannot be trusted.
      if (isMissing(error) && (await this.#device.seen(me.name, id)) === undefined) {
        this.#kept = { note: this.#of.empty, ...NOTHING_KEPT };
        return this.#kept;
      }
      if (!isMissing(error)) throw error;
      this.#device.onOlder();
      throw new SealError("changed-on-the-way", "rolled-back");
    }
    const { doc, rev, mark } = await openSelf(me, this.#device, id, file, this.#of.parse);
    this.#kept = { note: doc, rev, mark };
    return this.#kept;
  }
}
