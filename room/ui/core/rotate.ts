import {
  b64url,
  derive,
  type Keyring,
  newKdf,
  newKeyring,
  openEntry,
  openKeyring,
  recoveryLogin,
  SealError,
  sealEntry,
  sealKeyring,
  selfAudience,
  selfWant,
} from "../../seal/index.ts";
import type { MemberAccount } from "./account.ts";
import type { Api } from "./api.ts";
import { circleNoteId, withFormer } from "./circle-note.ts";
import type { Device } from "./device.ts";
import { ApiError, Locked, Offline } from "./errors.ts";
import { fromBase64 } from "./listing.ts";
import { type PageOut, parsePage } from "./page-doc.ts";
import { moveDevice, type Taken } from "./rotate-device.ts";
import { isNothing, missingFrom, Unopened } from "./rotate-missing.ts";
import { PageRotation } from "./rotate-pages.ts";
import { PhotoRotation, withNewShas } from "./rotate-photos.ts";
import { stretch } from "./stretch.ts";
import type { Proof, Rotated, Rotation } from "./types.ts";
import type { EntryBytes, EntryLine } from "./wire.ts";
import { asDrawn } from "./words.ts";

const BUNDLE = 20;
/** How often something may change elsewhere before somebody is asked to try again. */
const ROUNDS = 5;

export interface RotationDeps {
  api: Api;
  device: Device;
  account: Pick<MemberAccount, "state" | "prove" | "goOnWith">;
  /** Sends what is only on the device; how many things still are. */
  flush: () => Promise<number>;
  /** Tells the other tabs. */
  tell: () => void;
}

/** Words that are on this device only cannot be sealed anew on the server. */
export class Unsent extends Error {
  readonly say =
    "Something is only on this device so far, so nothing was changed. Please wait until it is kept, and go on.";
  constructor() {
    super("unsent");
    this.name = "Unsent";
  }
}

/** What the finishing request says besides the new keys. */
interface Covered {
  entries: Record<string, number>;
  leave: Record<string, number>;
  media: string[];
  pages: Record<string, number>;
}

/** Both keyrings, while there are two. */
export interface Between {
  old: Keyring;
  fresh: Keyring;
  /** what the server knows this change by */
  rotation: string;
  words: string;
  sheet: string;
}

const sent = (body: object) => ({
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

const isChanged = (error: unknown): boolean =>
  (error instanceof ApiError && error.code === "changed-elsewhere") ||
  (error instanceof SealError && error.reason === "left-out");
const leftOut = (): SealError => new SealError("changed-on-the-way", "left-out");

/** The link in the author's own copy of a page for them, if there is one. */
function outOf(body: string): PageOut | null {
  try {
    return parsePage(body).out;
  } catch {
    return null;
  }
}

export class KeyRotation implements Rotation {
  readonly #deps: RotationDeps;
  #between: Between | null = null;
  /** what she remembers of her circles: it keeps the old keys until every circle has the new ones */
  #note = "";
  #photos: PhotoRotation | null = null;
  #pages: PageRotation | null = null;
  readonly #taken = new Map<string, Taken>();
  readonly #left = new Map<string, number>();
  /** went out and was perhaps not answered: the same is asked once more before anything else */
  #last: Record<string, unknown> | null = null;

  constructor(deps: RotationDeps) {
    this.#deps = deps;
  }

  get isLast(): boolean {
    return this.#last !== null;
  }

  async begin(proof: Proof, words: string): Promise<{ sheet: string }> {
    const { state } = this.#deps.account;
    if (state.kind !== "open") throw new Locked();
    const { api, account } = this.#deps;
    const proven = await account.prove(state.name, proof);
    const { rotation } = await api.calls.json<{ rotation: string }>(
      "POST",
      "rotation",
      sent(proven),
    );
    const { text, sheet } = await newKeyring(state.name);
    const fresh = await openKeyring(text);
    this.#note = await circleNoteId(state.me);
    this.#between = { old: state.me, fresh, rotation, words: asDrawn(words), sheet };
    this.#photos = new PhotoRotation(api, this.#between);
    this.#pages = new PageRotation(api, this.#between);
    return { sheet };
  }

  async cancel(): Promise<void> {
    this.#between = null;
    await this.#deps.api.calls.ask("DELETE", "rotation");
  }

  async run(
    step: (done: number, of: number) => void,
    signal: AbortSignal,
    leave: boolean,
  ): Promise<Rotated> {
    const between = this.#between;
    if (between === null) throw new Locked();
    if (this.#last !== null) {
      try {
        return await this.#finish(between, this.#last);
      } catch (error) {
        if (!isChanged(error)) throw error;
      }
    }
    for (let round = 1; ; round++) {
      try {
        const covered = await this.#stageAll(between, step, signal, leave);
        signal.throwIfAborted();
        return await this.#finish(between, { ...(await this.#keys(between)), ...covered });
      } catch (error) {
        if (!isChanged(error) || round === ROUNDS) throw error;
      }
    }
  }

  // Staging

  async #stageAll(
    between: Between,
    step: (done: number, of: number) => void,
    signal: AbortSignal,
    leave: boolean,
  ): Promise<Covered> {
    if ((await this.#deps.flush()) > 0) throw new Unsent();
    const lines = await this.#lines(signal);
    const revs = new Map(lines.map(({ id, rev }) => [id, rev]));
    for (const known of [this.#taken, this.#left]) {
      for (const id of known.keys()) if (!revs.has(id)) known.delete(id);
    }
    const wanted = lines.filter(
      ({ id, rev }) => this.#taken.get(id)?.seen !== rev && this.#left.get(id) !== rev,
    );
    const say = () => step(lines.length - wanted.length + done, lines.length);
    let done = 0;
    say();
    for (let at = 0; at < wanted.length; at += BUNDLE) {
      signal.throwIfAborted();
      const ids = wanted.slice(at, at + BUNDLE).map(({ id }) => id);
      const { entries } = await this.#deps.api.bundle(ids);
      for (const entry of entries.filter(({ id }) => ids.includes(id))) {
        signal.throwIfAborted();
        await this.#take(between, entry);
        done += 1;
        say();
      }
    }
    // Erased meanwhile, or held back: either way it is looked at again, and nothing is left out.
    if (lines.some(({ id }) => !this.#taken.has(id) && !this.#left.has(id))) throw leftOut();
    const left = new Set([...this.#left.keys(), ...(this.#photos?.left ?? [])]);
    const missing = await missingFrom(this.#deps, between.old, revs, left);
    if (!leave && !isNothing(missing)) throw new Unopened(missing);
    const outs = [...this.#taken.values()].flatMap(({ out }) => (out === null ? [] : [out]));
    return {
      entries: Object.fromEntries([...this.#taken].map(([id, { seen }]) => [id, seen])),
      leave: Object.fromEntries(this.#left),
      media: [...new Set([...this.#taken.values()].flatMap(({ media }) => media))],
      pages: (await this.#pages?.stage(outs, signal)) ?? {},
    };
  }

  async #lines(signal: AbortSignal): Promise<EntryLine[]> {
    const lines: EntryLine[] = [];
    for (let cursor: string | null = null, more = true; more; ) {
      signal.throwIfAborted();
      const page = await this.#deps.api.entries(cursor);
      lines.push(...page.entries);
      cursor = page.next;
      more = cursor !== null;
    }
    return lines;
  }

  /** Opens one entry with the old keys, seals it for the new ones and stages it. */
  async #take(between: Between, { id, rev, bytes }: EntryBytes): Promise<void> {
    const { old, fresh } = between;
    this.#left.delete(id);
    this.#taken.delete(id);
    const opened = await this.#open(old, id, fromBase64(bytes));
    if (opened === null) {
      this.#left.set(id, rev);
      return;
    }
    const { header, body, mark } = opened;
    const shas = await this.#photos?.stage(id, header.media);
    const media = header.media.map((one) => ({ ...one, sha: shas?.get(one.sha) ?? one.sha }));
    const meta = { id, rev: header.rev + 1, prev: mark, at: header.at, media };
    const sealed = await sealEntry(
      fresh,
      selfAudience(fresh),
      meta,
      withNewShas(id === this.#note ? withFormer(body, old.text) : body, shas ?? new Map()),
    );
    await this.#deps.api.calls.ask("PUT", `rotation/entries/${encodeURIComponent(id)}`, {
      headers: { "Content-Type": "application/age", "X-Rotation": between.rotation },
      body: sealed.file,
    });
    const staged = header.media.filter((one) => shas?.has(one.sha)).map((one) => one.id);
    const now = { rev: meta.rev, mark: sealed.mark, file: sealed.file };
    this.#taken.set(id, { ...now, seen: rev, media: staged, out: outOf(body) });
  }

  /** Null for what is not what she wrote, or is older than what this device has seen. */
  async #open(old: Keyring, id: string, file: Uint8Array) {
    try {
      const seen = await this.#deps.device.seen(old.name, id);
      const opened = await openEntry(old.identity, file, selfWant(old, id, seen?.rev));
      const forked = opened.header.rev === seen?.rev && opened.mark !== seen.mark;
      return forked ? null : opened;
    } catch (error) {
      if (error instanceof SealError) return null;
      throw error;
    }
  }

  // The last step

  async #keys({ fresh, words, sheet, rotation }: Between) {
    const kdf = newKdf();
    const { login, wrapIdentity } = await derive(fresh.name, words, kdf, stretch);
    const sealed = await sealKeyring(fresh, wrapIdentity);
    return {
      rotation,
      kdf,
      login,
      recovery: await recoveryLogin(sheet),
      keyring_pass: b64url(sealed.pass),
      keyring_recovery: b64url(sealed.recovery),
    };
  }

  async #finish(between: Between, body: Record<string, unknown>): Promise<Rotated> {
    const { account, api, device } = this.#deps;
    this.#last = body;
    let half: string;
    try {
      ({ half } = await api.calls.json<{ half: string }>("POST", "rotation/finish", sent(body)));
    } catch (error) {
      if (!(error instanceof Offline)) this.#last = null;
      throw error;
    }
    const { old, fresh } = between;
    await moveDevice(device, between, this.#taken, this.#photos?.shas ?? new Map());
    await account.goOnWith(fresh, half);
    this.#between = null;
    this.#deps.tell();
    return { before: old.pub, after: fresh.pub };
  }
}
