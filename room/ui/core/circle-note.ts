import {
  type Keyring,
  openKeyring,
  parseObject,
  SealError,
  type SeenLog,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Device } from "./device.ts";
import { noteId, SelfNote } from "./self-note.ts";

/** A link into a circle that the member made. */
export interface MadeInvite {
  /** 16 bytes as base64url; never sent to a server */
  secret: string;
  /** milliseconds since 1970 */
  ends_at: number;
  /** how many more people may come by it */
  left: number;
}

/** What a member remembers of one circle. */
export interface Remembered {
  /** fingerprint of the log's first line */
  genesis: string;
  /** the newest line that was read */
  seen: SeenLog;
  /** the links that the member made, by id */
  invites: Record<string, MadeInvite>;
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

const isMade = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.secret === "string" &&
  Number.isSafeInteger(value.ends_at) &&
  Number.isSafeInteger(value.left);

function readRemembered(value: unknown): Remembered {
  if (!isObject(value) || !isObject(value.seen) || !isObject(value.invites)) throw bad("circles");
  const { genesis, seen, invites } = value;
  if (typeof genesis !== "string" || typeof seen.head !== "string") throw bad("circles");
  if (!Number.isSafeInteger(seen.seq)) throw bad("circles");
  const made = Object.entries(invites).filter((one): one is [string, MadeInvite] => isMade(one[1]));
  const { head, seq } = seen as { head: string; seq: number };
  return { genesis, seen: { seq, head }, invites: Object.fromEntries(made) };
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

const EMPTY: CircleNote = { kind: "circles", circles: {}, former: [] };

/** The note's id; see `self-note.ts`. */
export const circleNoteId = (me: Keyring): Promise<string> => noteId("circles", me);

/**
 * What is remembered of circles: without it a server could show an older log than the member has
 * seen. Sealed like everything of hers, so that a new device knows it too.
 */
export class CircleNotes {
  readonly #note: SelfNote<CircleNote>;

  constructor(api: Api, device: Device) {
    this.#note = new SelfNote(api, device, { about: "circles", empty: EMPTY, parse: parseNote });
  }

  async of(me: Keyring, circle: string): Promise<Remembered | undefined> {
    return (await this.#note.read(me)).circles[circle];
  }

  /** The circles that there are for her, whatever a server says. */
  async ids(me: Keyring): Promise<string[]> {
    return Object.keys((await this.#note.read(me)).circles);
  }

  /** The keyrings that circles may still know the member by, and the one of now, which comes first. */
  async keyrings(me: Keyring): Promise<Keyring[]> {
    const { former } = await this.#note.read(me);
    return [me, ...(await Promise.all(former.map(openKeyring)))];
  }

  /** Every circle knows the keys of now: the others are not needed any more. */
  async forgetFormer(me: Keyring): Promise<void> {
    if ((await this.#note.read(me)).former.length === 0) return;
    await this.#note.write(me, (note) => ({ ...note, former: [] }));
  }

  /** Changes what is remembered of one circle; `null` forgets it. On top of what other devices know. */
  change(
    me: Keyring,
    circle: string,
    change: (now: Remembered | undefined) => Remembered | null,
  ): Promise<void> {
    return this.#note.write(me, (note) => {
      const { [circle]: now, ...others } = note.circles;
      const changed = change(now);
      return { ...note, circles: changed === null ? others : { ...others, [circle]: changed } };
    });
  }
}
