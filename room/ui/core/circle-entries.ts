import {
  type CircleState,
  circleAudience,
  circleWant,
  type MediaRef,
  openEntry,
  SealError,
  sealEntry,
} from "../../seal/index.ts";
// Not among the others: so it is fetched with this part only.
import { Opener } from "../../seal/opener.ts";
import type { CircleApi, CircleEntryBytes, CircleEntryLine, Named } from "./circle-api.ts";
import type { CircleLogs, OpenCircle } from "./circle-log.ts";
import { type CircleBody, parseCircleBody, printCircleBody } from "./circle-words.ts";
import type { Device, Seen } from "./device.ts";
import { ApiError } from "./errors.ts";
import { fromBase64 } from "./listing.ts";
import { isOlder } from "./vault.ts";

/** How many entries the server gives at once. */
const BUNDLE = 20;
const ROUNDS = 3;

/** An entry that held every check. */
export interface GoodEntry {
  id: string;
  user: string;
  rev: number;
  mark: string;
  /** what its author's clock said, milliseconds since 1970 */
  at: number;
  /** the log's head when it was sealed */
  head: string;
  /** for which epoch it is sealed */
  epoch: number;
  /** who is to see it before the others, as the server says */
  first: string | null;
  /** for whom it was put there, as the server says */
  for: string | null;
  body: CircleBody;
}

/** One that did not: nothing of it is shown. */
export interface ChangedEntry {
  id: string;
  user: string;
  rev: number;
  /** `newer`: of a kind that this version of the room does not know */
  changed: "on-the-way" | "newer";
}

/** One from before the member's time: they have no key for it. */
export interface ShutEntry {
  id: string;
  user: string;
  rev: number;
  before: true;
}

export type CircleEntry = GoodEntry | ChangedEntry | ShutEntry;

export const isGood = (entry: CircleEntry): entry is GoodEntry => "body" in entry;

interface Known {
  entries: Map<string, CircleEntry>;
  cursor: string;
}

/** The entries of circles: read, checked, kept in memory while the room is open. */
export class CircleEntries {
  readonly #api: CircleApi;
  readonly #device: Device;
  readonly #logs: CircleLogs;
  readonly #known = new Map<string, Known>();

  constructor(api: CircleApi, device: Device, logs: CircleLogs) {
    this.#api = api;
    this.#device = device;
    this.#logs = logs;
  }

  forget(circle: string): void {
    this.#known.delete(circle);
  }

  /** All that is there now. Only what changed since the last time is asked for. */
  async all(circle: OpenCircle): Promise<CircleEntry[]> {
    const known = this.#known.get(circle.id) ?? { entries: new Map(), cursor: "" };
    const count = await this.#catchUp(circle, known);
    if (count !== known.entries.size) {
      // Something was erased, or came with an earlier time.
      const fresh: Known = { entries: new Map(), cursor: "" };
      await this.#catchUp(circle, fresh, known.entries);
      this.#known.set(circle.id, fresh);
      return [...fresh.entries.values()];
    }
    this.#known.set(circle.id, known);
    return [...known.entries.values()];
  }

  async #catchUp(
    circle: OpenCircle,
    known: Known,
    before?: ReadonlyMap<string, CircleEntry>,
  ): Promise<number> {
    for (;;) {
      const page = await this.#api.entries(circle.id, known.cursor);
      const wanted: CircleEntryLine[] = [];
      for (const line of page.entries) {
        const there = before?.get(line.id);
        if (there?.rev === line.rev && isGood(there)) {
          known.entries.set(line.id, { ...there, ...namedIn(line) });
        } else wanted.push(line);
      }
      for (const entry of await this.#fetch(circle, wanted)) known.entries.set(entry.id, entry);
      known.cursor = page.cursor;
      if (!page.more || page.entries.length === 0) return page.count;
    }
  }

  async #fetch(circle: OpenCircle, wanted: readonly CircleEntryLine[]): Promise<CircleEntry[]> {
    const bundles: string[][] = [];
    for (let at = 0; at < wanted.length; at += BUNDLE) {
      bundles.push(wanted.slice(at, at + BUNDLE).map(({ id }) => id));
    }
    const seen = await this.#device.seenAll(
      circle.me.name,
      wanted.map(({ id }) => `${circle.id}/${id}`),
    );
    const ask = (ids: string[] | undefined) => {
      const coming = ids && this.#api.bundle(circle.id, ids);
      // Whoever waits for it hears of an error; nobody may be waiting yet.
      coming?.catch(() => undefined);
      return coming;
    };
    const openers = new Map(
      [...circle.identities].map(([epoch, identity]) => [epoch, new Opener(identity)] as const),
    );
    const lines = new Map(wanted.map((line) => [line.id, line] as const));
    const entries: CircleEntry[] = [];
    let coming = ask(bundles[0]);
    for (const [i, ids] of bundles.entries()) {
      const bundle = await coming;
      // The next ones are on their way while these are opened.
      coming = ask(bundles[i + 1]);
      const asked = bundle?.entries.filter(({ id }) => ids.includes(id)) ?? [];
      entries.push(...(await this.#openAll(circle, openers, asked, lines, seen)));
    }
    return entries;
  }

  /** Opens and checks them, and remembers what was not seen before. */
  async #openAll(
    circle: OpenCircle,
    openers: ReadonlyMap<number, Opener>,
    asked: readonly CircleEntryBytes[],
    lines: ReadonlyMap<string, CircleEntryLine>,
    seen: ReadonlyMap<string, Seen>,
  ): Promise<CircleEntry[]> {
    const fresh = new Map<string, Seen>();
    const entries = await Promise.all(
      asked.map(async (one) => {
        const key = `${circle.id}/${one.id}`;
        const before = seen.get(key);
        const named = namedIn(lines.get(one.id));
        const entry = await this.#open(circle, openers.get(one.epoch), one, named, before);
        if (isGood(entry) && before?.rev !== entry.rev) {
          fresh.set(key, { rev: entry.rev, mark: entry.mark });
        }
        return entry;
      }),
    );
    await this.#device.sawAll(circle.me.name, fresh);
    return entries;
  }

  async #open(
    circle: OpenCircle,
    opener: Opener | undefined,
    entry: CircleEntryBytes,
    named: Required<Named>,
    seen: Seen | undefined,
  ): Promise<CircleEntry> {
    const { id, user, rev, epoch } = entry;
    if (opener === undefined) {
      // Of an epoch that there has been, and that was before her time; she has all other keys.
      const was = circle.state.epochs.has(epoch);
      return was ? { id, user, rev, before: true } : { id, user, rev, changed: "on-the-way" };
    }
    try {
      const want = circleWant(circle.state, id, user, seen?.rev, epoch);
      const { header, body, mark } = await openEntry(opener, fromBase64(entry.bytes), want);
      if (seen?.rev === header.rev && seen.mark !== mark) {
        throw new SealError("changed-on-the-way", "forked");
      }
      const { at, head } = header;
      const good = { id, user, rev: header.rev, mark, at, head, epoch, ...named };
      return { ...good, body: parseCircleBody(body) };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      if (isOlder(error)) this.#device.onOlder();
      const changed = error.code === "bad-document" ? "newer" : "on-the-way";
      return { id, user, rev, changed };
    }
  }

  /**
   * Seals a body for the circle as it is now, as the revision after `base`. When somebody comes or
   * goes at that moment it is sealed once more, for those who are in then; not with photos, which
   * are sealed for the epoch before.
   *
   * @throws ApiError `epoch-over` with photos
   */
  async put(
    circle: OpenCircle,
    id: string,
    body: CircleBody,
    base: { rev: number; mark: string },
    media: MediaRef[] = [],
    named: Named = {},
  ): Promise<OpenCircle> {
    let now = circle;
    for (let round = 1; ; round++) {
      const meta = { id, rev: base.rev + 1, prev: base.mark, at: Date.now(), media };
      const audience = circleAudience(now.state, now.me);
      const { file, mark } = await sealEntry(now.me, audience, meta, printCircleBody(body));
      try {
        await this.#api.putEntry(now.id, id, file, base.rev, audience.epoch, named);
        await this.#device.saw(now.me.name, `${now.id}/${id}`, { rev: meta.rev, mark });
        return now;
      } catch (error) {
        if (!isOver(error) || media.length > 0 || round === ROUNDS) throw error;
        now = await this.#logs.open(circle.own, circle.id);
      }
    }
  }
}

/** Somebody came or went since the circle was opened. */
export const isOver = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "epoch-over";

const namedIn = (line: CircleEntryLine | undefined): Required<Named> => ({
  first: line?.first ?? null,
  for: line?.for ?? null,
});

/** The circle's name and its names for members: the newest that its keeper of then has written. */
export function aboutOf(
  state: CircleState,
  entries: readonly CircleEntry[],
): (GoodEntry & { body: { kind: "about"; name: string; names: Record<string, string> } }) | null {
  let newest: ReturnType<typeof aboutOf> = null;
  for (const entry of entries) {
    if (!isGood(entry) || entry.body.kind !== "about") continue;
    const mark = state.heads.get(entry.head);
    if (mark?.keeper !== entry.user) continue;
    const before = newest === null ? null : state.heads.get(newest.head);
    const later =
      newest === null ||
      before === undefined ||
      mark.seq > (before?.seq ?? -1) ||
      (mark.seq === before?.seq && entry.rev > newest.rev);
    if (later) newest = { ...entry, body: entry.body };
  }
  return newest;
}
