import {
  type Bytes,
  b64url,
  type Keyring,
  openKeyring,
  parseObject,
  SealError,
  type SeenLog,
  sealEntry,
  selfAudience,
  sha256,
  utf8,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Device } from "./device.ts";
import { ApiError, isMissing } from "./errors.ts";
import { NOTHING_KEPT, openSelf } from "./vault.ts";

/** What a member remembers of one circle. */
export interface Remembered {
  /** fingerprint of the log's first line */
  genesis: string;
  /** the newest line that was read */
  seen: SeenLog;
  /** secrets of the invitations that the member made, by id */
  invites: Record<string, string>;
}

/** The body of the note: one sealed entry to oneself, on every device the same. */
export interface CircleNote {
  kind: "circles";
  circles: Record<string, Remembered>;
  /**
   * Keyrings from before all keys were changed, as text: a circle goes on with them until its keeper
   * has written the new ones into the log.
   */
  former: string[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readRemembered(value: unknown): Remembered {
  if (!isObject(value) || !isObject(value.seen) || !isObject(value.invites)) throw bad("circles");
  const { genesis, seen, invites } = value;
  if (typeof genesis !== "string" || typeof seen.head !== "string") throw bad("circles");
  if (!Number.isSafeInteger(seen.seq)) throw bad("circles");
  const secrets = Object.entries(invites).filter(
    (one): one is [string, string] => typeof one[1] === "string",
  );
  const { head, seq } = seen as { head: string; seq: number };
  return { genesis, seen: { seq, head }, invites: Object.fromEntries(secrets) };
}

const bad = (where: string): SealError => new SealError("bad-document", where);

function parseNote(body: string): CircleNote {
  const from = parseObject(body);
  if (from === null || from.kind !== "circles" || !isObject(from.circles)) throw bad("kind");
  const circles = Object.entries(from.circles).map(
    ([id, one]) => [id, readRemembered(one)] as const,
  );
  const former = Array.isArray(from.former) ? from.former : [];
  const texts = former.filter((one): one is string => typeof one === "string");
  return { kind: "circles", circles: Object.fromEntries(circles), former: texts };
}

/** The note's body with one more keyring that was in use until now; for a change of all keys. */
export function withFormer(body: string, keyring: string): string {
  const note = parseNote(body);
  const none = Object.keys(note.circles).length === 0;
  return JSON.stringify(none ? note : { ...note, former: [...note.former, keyring] });
}

const ROUNDS = 4;

/**
 * The note's id: every device of the member finds it without asking which of the entries it is, also
 * after all keys were changed.
 */
export const circleNoteId = async (me: Keyring): Promise<string> =>
  b64url((await sha256(utf8(`alongside/v1/circles\n${me.name}`))).subarray(0, 16));

interface Kept {
  note: CircleNote;
  rev: number;
  mark: string;
}

/**
 * What is remembered of circles: without it a server could show an older log than the member has
 * seen. Sealed like everything of hers, so that a new device knows it too.
 */
export class CircleNotes {
  readonly #api: Api;
  readonly #device: Device;
  #kept: Kept | null = null;

  constructor(api: Api, device: Device) {
    this.#api = api;
    this.#device = device;
  }

  async #load(me: Keyring, anew: boolean): Promise<Kept> {
    if (this.#kept !== null && !anew) return this.#kept;
    const id = await circleNoteId(me);
    let file: Bytes;
    try {
      file = (await this.#api.entry(id)).file;
    } catch (error) {
      // Had there been one, the server hides it: then the logs that it shows cannot be trusted.
      if (isMissing(error) && (await this.#device.seen(me.name, id)) === undefined) {
        this.#kept = { note: { kind: "circles", circles: {}, former: [] }, ...NOTHING_KEPT };
        return this.#kept;
      }
      throw isMissing(error) ? new SealError("changed-on-the-way", "rolled-back") : error;
    }
    const { doc, rev, mark } = await openSelf(me, this.#device, id, file, parseNote);
    this.#kept = { note: doc, rev, mark };
    return this.#kept;
  }

  async of(me: Keyring, circle: string): Promise<Remembered | undefined> {
    return (await this.#load(me, false)).note.circles[circle];
  }

  /** The keyrings that circles may still know the member by, and the one of now, which comes first. */
  async keyrings(me: Keyring): Promise<Keyring[]> {
    const { former } = (await this.#load(me, false)).note;
    return [me, ...(await Promise.all(former.map(openKeyring)))];
  }

  /** Every circle knows the keys of now: the others are not needed any more. */
  async forgetFormer(me: Keyring): Promise<void> {
    if ((await this.#load(me, false)).note.former.length === 0) return;
    await this.#write(me, (note) => ({ ...note, former: [] }));
  }

  /** Changes what is remembered of one circle; `null` forgets it. On top of what other devices know. */
  change(
    me: Keyring,
    circle: string,
    change: (now: Remembered | undefined) => Remembered | null,
  ): Promise<void> {
    return this.#write(me, (note) => {
      const { [circle]: now, ...others } = note.circles;
      const changed = change(now);
      return { ...note, circles: changed === null ? others : { ...others, [circle]: changed } };
    });
  }

  async #write(me: Keyring, change: (note: CircleNote) => CircleNote): Promise<void> {
    const id = await circleNoteId(me);
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
}
