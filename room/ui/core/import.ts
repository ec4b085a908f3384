import {
  fromUtf8,
  type Keyring,
  openEntry,
  openMedia,
  openWithSheet,
  parseStory,
  SealError,
  type StoryDocument,
  type StoryPhoto,
  selfWant,
  unb64url,
} from "../../seal/index.ts";
import { NotKept } from "./errors.ts";
import { FORMAT, isStory } from "./export.ts";
import { allStories } from "./timeline.ts";
import type { Photos, Stories } from "./types.ts";
import { type Files, unzipped } from "./zip.ts";

/** Most bytes that an export may have here: it is held in memory. */
const MOST = 1 << 30;
/** Longest file in it: a sealed photo. */
const FILE_MOST = 13 << 20;

export class NotAnExport extends Error {
  readonly say = "This is not an export from Alongside that can be read here.";
}

export interface Brought {
  brought: number;
  /** were here already */
  already: number;
  /** are no stories: a page for them belongs to the place it was made in */
  other: number;
  /** did not verify */
  refused: number;
}

const isId = (id: unknown): id is string => typeof id === "string" && unb64url(id)?.length === 16;

/** The entries that a manifest lists. */
function listed(files: Files): string[] {
  try {
    const manifest: unknown = JSON.parse(fromUtf8(files.get("manifest.json") ?? new Uint8Array(0)));
    if (typeof manifest !== "object" || manifest === null) throw new NotAnExport();
    const { format, entries } = manifest as { format?: unknown; entries?: unknown };
    if (format !== FORMAT || !Array.isArray(entries)) throw new NotAnExport();
    return entries.map((entry: { id?: unknown }) => {
      if (!isId(entry?.id)) throw new NotAnExport();
      return entry.id;
    });
  } catch {
    throw new NotAnExport();
  }
}

/** An export that was opened with the sheet it was made for. */
export class Import {
  readonly #files: Files;
  readonly #old: Keyring;
  readonly ids: readonly string[];

  private constructor(files: Files, old: Keyring, ids: readonly string[]) {
    this.#files = files;
    this.#old = old;
    this.ids = ids;
  }

  /** @throws NotAnExport; SealError `not-a-sheet`, `wrong-key`, `bad-keyring` */
  static async open(file: Blob, sheet: string): Promise<Import> {
    if (file.size > MOST) throw new NotAnExport();
    const bytes = new Uint8Array(await file.arrayBuffer());
    let files: Files;
    try {
      files = await unzipped(bytes, (_, size) => size <= FILE_MOST);
    } catch {
      throw new NotAnExport();
    }
    const ids = listed(files);
    const keyring = files.get("keyring.recovery.age");
    if (keyring === undefined) throw new NotAnExport();
    return new Import(files, await openWithSheet(sheet, keyring), ids);
  }

  /**
   * Seals every story anew, for the member who is here. Their ids stay, so that bringing the same
   * export again, or going on after a break, doubles nothing. All of them come back to only her.
   */
  async run(
    { stories, photos }: { stories: Stories; photos: Photos },
    step: (done: number, of: number) => void,
    signal: AbortSignal,
  ): Promise<Brought> {
    const here = new Set((await allStories(stories)).lines.map(({ id }) => id));
    const brought: Brought = { brought: 0, already: 0, other: 0, refused: 0 };
    for (const [done, id] of this.ids.entries()) {
      signal.throwIfAborted();
      step(done, this.ids.length);
      if (here.has(id)) brought.already += 1;
      else brought[await this.#bring(id, stories, photos)] += 1;
    }
    step(this.ids.length, this.ids.length);
    return brought;
  }

  async #bring(id: string, stories: Stories, photos: Photos): Promise<keyof Brought> {
    let story: StoryDocument;
    const opened = new Map<string, Uint8Array<ArrayBuffer>>();
    try {
      const file = this.#files.get(`sealed/${id}.age`) ?? new Uint8Array(0);
      const { body } = await openEntry(this.#old.identity, file, selfWant(this.#old, id));
      if (!isStory(body)) return "other";
      story = parseStory(body);
      for (const { media, sha } of [story, ...story.moments].flatMap((one) => one.photos)) {
        const sealed = this.#files.get(`media/${media}.age`) ?? new Uint8Array(0);
        opened.set(media, await openMedia(this.#old.identity, sealed, sha));
      }
    } catch (error) {
      if (error instanceof SealError) return "refused";
      throw error;
    }
    const again = async (old: StoryPhoto): Promise<StoryPhoto> => {
      const bytes = opened.get(old.media) ?? new Uint8Array(0);
      const { photo } = await photos.addCleaned(id, { bytes, w: old.w, h: old.h, type: old.type });
      return { ...photo, alt: old.alt };
    };
    const all = (list: readonly StoryPhoto[]) => Promise.all(list.map(again));
    const moments = [];
    for (const one of story.moments) moments.push({ ...one, photos: await all(one.photos) });
    const doc: StoryDocument = {
      ...story,
      photos: await all(story.photos),
      moments,
      audience: "me",
      open: null,
      pen: null,
    };
    const status = await stories.saveNow(id, doc);
    if (status.kind !== "kept") throw new NotKept(status.kind);
    return "brought";
  }
}
