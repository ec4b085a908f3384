import {
  type Bytes,
  type Keyring,
  openEntry,
  SealError,
  sealEntry,
  selfAudience,
  selfWant,
} from "../../seal/index.ts";
// Not among the others: so it is fetched with this part only.
import { newPageLink, pageIdentity, printPageLink, sealPage } from "../../seal/page.ts";
import type { Api } from "./api.ts";
import type { Writer } from "./desk.ts";
import type { Device, Draft } from "./device.ts";
import { ApiError, isBusy, isMissing, Locked, NotKept, Offline, SignedOut } from "./errors.ts";
import { fromBase64 } from "./listing.ts";
import { OneAtATime } from "./lock.ts";
import {
  bodyOf,
  emptyPage,
  type PageDocument,
  type PageOut,
  parsePage,
  printPage,
} from "./page-doc.ts";
import { stretch } from "./stretch.ts";
import type { ForThem, PageKept, PageLine, PageList, PageShared, PageState } from "./types.ts";
import { NOTHING_KEPT, newId, openSelf } from "./vault.ts";
import type { EntryLine, OutLine } from "./wire.ts";

/** How many entries the server gives at once. */
const BUNDLE = 20;
const SENT_MAX = 16;

export interface ForThemDeps {
  api: Api;
  device: Device;
  /** @throws Locked when nobody may write here now */
  writer: () => Promise<Writer>;
  /** the room's origin, which links begin with */
  origin: string;
  now?: () => number;
}

const isAway = (error: unknown): boolean =>
  error instanceof Offline || error instanceof SignedOut || isBusy(error);

/**
 * Pages for them. The author's copy is a sealed entry of her own, on this device before it is
 * anywhere else; what others open is another file, sealed for whoever has the link.
 */
export class SealedPages implements ForThem {
  readonly #deps: ForThemDeps;
  readonly #lock = new OneAtATime();
  /** entries that are known to be something else, and at which revision */
  readonly #others = new Map<string, number>();

  constructor(deps: ForThemDeps) {
    this.#deps = deps;
  }

  get #now(): number {
    return (this.#deps.now ?? Date.now)();
  }

  async #me(): Promise<Keyring> {
    const { me, member } = await this.#deps.writer();
    if (!member) throw new Locked();
    return me;
  }

  create(): { id: string; doc: PageDocument } {
    return { id: newId(), doc: emptyPage(this.#now) };
  }

  linkOf({ out }: PageDocument): string | null {
    if (out === null) return null;
    const { id, secret, passcode } = out;
    return printPageLink(this.#deps.origin, { id, secret, passcode: passcode !== null });
  }

  // Reading

  async open(id: string): Promise<PageLine> {
    const me = await this.#me();
    const draft = await this.#mine(me, id);
    if (draft?.dirty) return this.#line(me, draft, await this.#outNow());
    try {
      const { file } = await this.#deps.api.entry(id);
      const doc = await this.#take(me, id, file);
      return lineOf(id, doc, await this.#outNow(), false);
    } catch (error) {
      if (draft !== undefined && isAway(error)) return this.#line(me, draft, null);
      if (isMissing(error)) await this.#deps.device.pages.drop(id);
      throw error;
    }
  }

  async list(): Promise<PageList> {
    const me = await this.#me();
    const mine = (await this.#deps.device.pages.all()).filter(({ owner }) => owner === me.name);
    const local = new Map(mine.map((draft) => [draft.id, draft]));
    try {
      const out = await this.#deps.api.pages();
      const lines = await this.#linesThere(me, local, out);
      const known = new Set(lines.map(({ id }) => id));
      for (const draft of mine) {
        if (known.has(draft.id)) continue;
        // Erased on another device, unless there are words in it that were never sent.
        if (draft.dirty) lines.push(await this.#line(me, draft, out));
        else await this.#deps.device.pages.drop(draft.id);
      }
      const ours = new Set(lines.map(({ doc }) => doc.out?.id));
      const loose = out.filter(({ id }) => !ours.has(id));
      return { lines: newestFirst(lines), loose: loose.map(({ id }) => id), offline: false };
    } catch (error) {
      if (!isAway(error)) throw error;
      const lines = await Promise.all(mine.map((draft) => this.#line(me, draft, null)));
      return { lines: newestFirst(lines), loose: [], offline: true };
    }
  }

  /** Every entry of hers that is a page. Stories that this device has are not asked for again. */
  async #linesThere(
    me: Keyring,
    local: ReadonlyMap<string, Draft>,
    out: readonly OutLine[],
  ): Promise<PageLine[]> {
    const stories = new Set((await this.#deps.device.drafts.all()).map(({ id }) => id));
    const lines: PageLine[] = [];
    for (let cursor: string | null = null, more = true; more; ) {
      const page = await this.#deps.api.entries(cursor);
      const unknown: EntryLine[] = [];
      for (const entry of page.entries) {
        const draft = local.get(entry.id);
        if (draft?.dirty || draft?.keptRev === entry.rev) {
          lines.push(await this.#line(me, draft, out));
        } else if (!stories.has(entry.id) && this.#others.get(entry.id) !== entry.rev) {
          unknown.push(entry);
        }
      }
      lines.push(...(await this.#fetch(me, unknown, out)));
      cursor = page.next;
      more = cursor !== null;
    }
    return lines;
  }

  async #fetch(
    me: Keyring,
    wanted: readonly EntryLine[],
    out: readonly OutLine[],
  ): Promise<PageLine[]> {
    const lines: PageLine[] = [];
    for (let at = 0; at < wanted.length; at += BUNDLE) {
      const ids = wanted.slice(at, at + BUNDLE).map(({ id }) => id);
      const { entries } = await this.#deps.api.bundle(ids);
      for (const { id, rev, bytes } of entries.filter((one) => ids.includes(one.id))) {
        try {
          const doc = await this.#take(me, id, fromBase64(bytes));
          lines.push(lineOf(id, doc, out, false));
        } catch (error) {
          if (!(error instanceof SealError)) throw error;
          // No page, or one that was changed on the way: a link without its page is listed as such.
          if (error.reason === "kind") this.#others.set(id, rev);
        }
      }
    }
    return lines;
  }

  async #outNow(): Promise<readonly OutLine[] | null> {
    try {
      return await this.#deps.api.pages();
    } catch (error) {
      if (isAway(error)) return null;
      throw error;
    }
  }

  async #mine(me: Keyring, id: string): Promise<Draft | undefined> {
    const draft = await this.#deps.device.pages.get(id);
    return draft?.owner === me.name ? draft : undefined;
  }

  async #line(me: Keyring, draft: Draft, out: readonly OutLine[] | null): Promise<PageLine> {
    return lineOf(draft.id, await openHere(me, draft), out, draft.dirty);
  }

  /** Opens what the server gave and keeps it on the device, unless there are newer words here. */
  #take(me: Keyring, id: string, file: Bytes): Promise<PageDocument> {
    return this.#lock.run(`page/${id}`, async () => {
      const kept = await openSelf(me, this.#deps.device, id, file, parsePage);
      const draft = await this.#mine(me, id);
      if (draft?.dirty) return openHere(me, draft);
      await this.#deps.device.pages.put(id, keptHere(me, id, kept));
      return kept.doc;
    });
  }

  // Keeping

  async save(id: string, doc: PageDocument): Promise<PageKept> {
    const me = await this.#me();
    return this.#lock.run(`page/${id}`, async () => {
      const old = await this.#mine(me, id);
      // Only sharing and taking away change who can open it: what is being typed may be older.
      const out = old === undefined ? doc.out : (await openHere(me, old)).out;
      return this.#push(me, await this.#seal(me, id, { ...doc, out }));
    });
  }

  async #saveOut(id: string, doc: PageDocument): Promise<PageKept> {
    const me = await this.#me();
    return this.#lock.run(`page/${id}`, async () => this.#push(me, await this.#seal(me, id, doc)));
  }

  /** Seals on the device, upon what the server has. Inside the lock. */
  async #seal(me: Keyring, id: string, doc: PageDocument): Promise<Draft> {
    const old = await this.#mine(me, id);
    // One that was sealed upon an older revision is sealed anew, though its words are the same.
    const current = old !== undefined && (!old.dirty || old.rev === old.keptRev + 1);
    if (current && printPage(await openHere(me, old)) === printPage(doc)) return old;
    const base = old ? { rev: old.keptRev, mark: old.keptMark } : NOTHING_KEPT;
    const rev = base.rev + 1;
    const meta = { id, rev, prev: base.mark, at: this.#now };
    const { file, mark } = await sealEntry(me, selfAudience(me), meta, printPage(doc));
    const draft: Draft = {
      id,
      owner: me.name,
      file,
      rev,
      mark,
      keptRev: base.rev,
      keptMark: base.mark,
      sent: old?.sent ?? [],
      dirty: true,
      erasing: false,
      changed: doc.changed,
    };
    await this.#deps.device.pages.put(id, draft);
    return draft;
  }

  async #push(me: Keyring, draft: Draft): Promise<PageKept> {
    if (!draft.dirty) return { kind: "kept" };
    const { id, file, rev, mark, keptRev } = draft;
    const sent = [...draft.sent.filter((one) => one !== mark), mark].slice(-SENT_MAX);
    await this.#deps.device.pages.put(id, { ...draft, sent });
    try {
      await this.#deps.api.putEntry(id, file, keptRev);
      await this.#answered(me, draft, rev, mark);
      return { kind: "kept" };
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        return this.#conflict(me, { ...draft, sent });
      }
      if (isAway(error)) return { kind: "kept-here", say: null };
      if (error instanceof ApiError) return { kind: "kept-here", say: error.say };
      throw error;
    }
  }

  async #answered(me: Keyring, draft: Draft, rev: number, mark: string): Promise<Draft> {
    await this.#deps.device.saw(me.name, draft.id, { rev, mark });
    const dirty = draft.mark !== mark;
    const next = { ...draft, keptRev: rev, keptMark: mark, sent: [], dirty };
    await this.#deps.device.pages.put(draft.id, next);
    return next;
  }

  /** Changed elsewhere: theirs stays with its link, mine becomes a page of its own, not shared. */
  async #conflict(me: Keyring, draft: Draft): Promise<PageKept> {
    const { id } = draft;
    const mine = await openHere(me, draft);
    let file: Bytes | null = null;
    try {
      file = (await this.#deps.api.entry(id)).file;
    } catch (error) {
      if (isAway(error)) return { kind: "kept-here", say: null };
      if (!isMissing(error)) throw error;
    }
    const theirs = file && (await openSelf(me, this.#deps.device, id, file, parsePage));
    // An answer was lost, and what the server has is an earlier version of these very words.
    if (theirs !== null && draft.sent.includes(theirs.mark)) {
      await this.#answered(me, draft, theirs.rev, theirs.mark);
      return this.#push(me, await this.#seal(me, id, mine));
    }
    const copy = newId();
    const kept = await this.#seal(me, copy, { ...mine, out: null });
    if (theirs === null) await this.#deps.device.pages.drop(id);
    else await this.#deps.device.pages.put(id, keptHere(me, id, theirs));
    await this.#push(me, kept);
    return { kind: "both-kept", mine: copy };
  }

  // Sharing

  async share(
    id: string,
    doc: PageDocument,
    passcode: string | null,
    endsAt: number | null,
  ): Promise<PageShared> {
    const me = await this.#me();
    const link = await this.#linkFor(doc, passcode);
    const there = (await this.#deps.api.pages()).find((one) => one.id === link.id)?.rev ?? 0;
    const changed = this.#now;
    const out: PageOut = { ...link, passcode, ends_at: endsAt, rev: there + 1, changed };
    const next = { ...doc, out, changed };
    // The key is safe before anything can be opened with it.
    const status = await this.#saveOut(id, next);
    if (status.kind === "both-kept") return status;
    if (status.kind !== "kept") throw new NotKept(status.kind);
    const asked = { id: out.id, secret: out.secret, passcode: passcode !== null };
    const identity = await pageIdentity(asked, passcode ?? "", stretch);
    const rev = (await this.#mine(me, id))?.keptRev ?? out.rev;
    const { file } = await sealPage(me, asked, identity, { rev, at: changed }, bodyOf(next, out));
    await this.#deps.api.putPage(out.id, file, there, endsAt);
    return { kind: "shared", doc: next, fresh: link.id !== doc.out?.id };
  }

  /**
   * The link it has, unless whether a passcode is needed changes: that stands in the link. Then the
   * old one is taken away first, so that no page is ever open whose link nobody knows any more.
   */
  async #linkFor(
    { out }: PageDocument,
    passcode: string | null,
  ): Promise<{ id: string; secret: string }> {
    if (out !== null && (out.passcode !== null) === (passcode !== null)) {
      return { id: out.id, secret: out.secret };
    }
    if (out !== null) await this.#deps.api.erasePage(out.id);
    const { id, secret } = newPageLink(passcode !== null);
    return { id, secret };
  }

  async takeAway(id: string, doc: PageDocument): Promise<PageDocument> {
    if (doc.out !== null) await this.#deps.api.erasePage(doc.out.id);
    const next = { ...doc, out: null, changed: this.#now };
    await this.#saveOut(id, next);
    return next;
  }

  takeAwayLoose = (page: string): Promise<void> => this.#deps.api.erasePage(page);

  async erase(id: string, doc: PageDocument): Promise<void> {
    const me = await this.#me();
    if (doc.out !== null) await this.#deps.api.erasePage(doc.out.id);
    await this.#lock.run(`page/${id}`, async () => {
      await this.#deps.api.eraseEntry(id);
      await this.#deps.device.pages.drop(id);
      await this.#deps.device.forgetSeen(me.name, id);
    });
  }

  async flush(): Promise<number> {
    const writer = await this.#deps.writer().catch(() => null);
    const dirty = (await this.#deps.device.pages.all()).filter((draft) => draft.dirty);
    if (!writer?.member) return dirty.length;
    for (const { id, owner } of dirty) {
      if (owner !== writer.me.name) continue;
      await this.#lock.run(`page/${id}`, async () => {
        const draft = await this.#mine(writer.me, id);
        if (draft !== undefined) await this.#push(writer.me, draft);
      });
    }
    return (await this.#deps.device.pages.all()).filter((draft) => draft.dirty).length;
  }
}

/** Opens what this device sealed. @throws SealError */
async function openHere(me: Keyring, draft: Draft): Promise<PageDocument> {
  const { body } = await openEntry(me.identity, draft.file, selfWant(me, draft.id));
  return parsePage(body);
}

function keptHere(
  me: Keyring,
  id: string,
  { rev, mark, file, doc }: { rev: number; mark: string; file: Bytes; doc: PageDocument },
): Draft {
  const kept = { keptRev: rev, keptMark: mark, sent: [], dirty: false, erasing: false };
  return { id, owner: me.name, file, rev, mark, ...kept, changed: doc.changed };
}

/** What others can open now; `null` when the server could not be asked. */
function stateOf({ out, changed }: PageDocument, there: readonly OutLine[] | null): PageState {
  if (out === null) return "draft";
  if (there === null) return "unknown";
  const line = there.find(({ id }) => id === out.id);
  if (line === undefined) return "ended";
  return line.rev === out.rev && out.changed === changed ? "open" : "behind";
}

const lineOf = (
  id: string,
  doc: PageDocument,
  there: readonly OutLine[] | null,
  unkept: boolean,
): PageLine => ({ id, doc, state: stateOf(doc, there), unkept });

const newestFirst = (lines: PageLine[]): PageLine[] =>
  lines.sort((a, b) => b.doc.changed - a.doc.changed);
