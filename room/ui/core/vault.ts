import {
  type Bytes,
  b64url,
  type CircleCopy,
  type Keyring,
  type MediaRef,
  type Opened,
  openEntry,
  parseStory,
  photosOf,
  printStory,
  randomBytes,
  SealError,
  type StoryDocument,
  sealEntry,
  selfAudience,
  selfWant,
} from "../../seal/index.ts";
import type { Device, Draft, Seen } from "./device.ts";

/** A fresh id: 16 random bytes, so that it tells nobody when it was made. */
export const newId = (): string => b64url(randomBytes(16));

/** A revision that another builds on. */
export interface Base {
  rev: number;
  mark: string;
}

export const NOTHING_KEPT: Base = { rev: 0, mark: "" };

const mediaOf = (doc: StoryDocument): MediaRef[] =>
  photosOf(doc).map(({ media, sha, type }) => ({ id: media, sha, type }));

/** Seals a story as the revision after `base`. @throws SealError `too-long` */
export async function sealStory(
  me: Keyring,
  id: string,
  doc: StoryDocument,
  base: Base,
  at: number,
): Promise<{ file: Bytes; rev: number; mark: string }> {
  const rev = base.rev + 1;
  const meta = { id, rev, prev: base.mark, at, media: mediaOf(doc) };
  const { file, mark } = await sealEntry(me, selfAudience(me), meta, printStory(doc));
  return { file, rev, mark };
}

/** Opens what this device sealed. @throws SealError */
export async function openDraft(me: Keyring, draft: Draft): Promise<StoryDocument> {
  const { body } = await openEntry(me.identity, draft.file, selfWant(me, draft.id));
  return parseStory(body);
}

export interface Verified<T = StoryDocument> {
  doc: T;
  rev: number;
  mark: string;
  file: Bytes;
}

/**
 * Opens what the server gave, and refuses an older revision than this device has seen, or another
 * one under the same number.
 *
 * @throws SealError
 */
export const openKept = (me: Keyring, device: Device, id: string, file: Bytes): Promise<Verified> =>
  openSelf(me, device, id, file, parseStory);

async function openNewest(
  me: Keyring,
  device: Device,
  id: string,
  file: Bytes,
  seen: Seen | undefined,
): Promise<Opened> {
  try {
    const opened = await openEntry(me.identity, file, selfWant(me, id, seen?.rev));
    if (opened.header.rev === seen?.rev && opened.mark !== seen.mark) {
      throw new SealError("changed-on-the-way", "forked");
    }
    return opened;
  } catch (error) {
    if (isOlder(error)) device.onOlder();
    throw error;
  }
}

/** An older state than this device has seen, or another one in its place. */
export const isOlder = (error: unknown): boolean =>
  error instanceof SealError && (error.reason === "rolled-back" || error.reason === "forked");

/** The same for whatever `parse` reads. @throws SealError */
export async function openSelf<T>(
  me: Keyring,
  device: Device,
  id: string,
  file: Bytes,
  parse: (body: string) => T,
): Promise<Verified<T>> {
  const seen = await device.seen(me.name, id);
  const opened = await openNewest(me, device, id, file, seen);
  const { rev } = opened.header;
  const doc = parse(opened.body);
  await device.saw(me.name, id, { rev, mark: opened.mark });
  return { doc, rev, mark: opened.mark, file };
}

/** The device's record of something that the server has too. */
export const keptDraft = (me: Keyring, id: string, { rev, mark, file, doc }: Verified): Draft => ({
  id,
  owner: me.name,
  file,
  rev,
  mark,
  keptRev: rev,
  keptMark: mark,
  sent: [],
  dirty: false,
  erasing: false,
  changed: doc.changed,
});

/**
 * Whether two versions say the same. When they were changed does not count, nor how far the story
 * goes: that is kept with the story whichever version wins.
 */
export function sameWords(one: StoryDocument, other: StoryDocument): boolean {
  const words = (doc: StoryDocument): string =>
    printStory({
      ...inCircle(doc, null),
      changed: 0,
      draft: true,
      audience: "me",
      pen: null,
      open: null,
    });
  return words(one) === words(other);
}

const FROM_HERE = " (kept from this device)";
const TITLE_MAX = 120;

/**
 * My version of a story that was changed elsewhere, as a story of its own: a draft for herself.
 * The open copy stays with the other one, so that no open copy ever has two masters.
 */
export function keepsake(doc: StoryDocument): StoryDocument {
  const title = doc.title.replaceAll(FROM_HERE, "");
  const room = TITLE_MAX - FROM_HERE.length;
  const short = [...title].slice(0, room).join("").trimEnd();
  const mine = { ...doc, title: `${short}${FROM_HERE}`.trimStart(), draft: true, open: null };
  return inCircle({ ...mine, audience: "me" }, null);
}

/** `doc` with this copy in a circle, or with none. */
export function inCircle(
  { circle: _, ...doc }: StoryDocument,
  copy: CircleCopy | null | undefined,
): StoryDocument {
  const story: StoryDocument = doc;
  return copy ? { ...story, circle: copy } : story;
}

/**
 * `doc` with the link to the open copy that `other` knows of. One side may have shared or taken
 * back meanwhile: a link to a copy that is gone mends itself when it is used, an open copy that
 * no story knows of could not be found again.
 */
export const withOpen = (doc: StoryDocument, other: StoryDocument): StoryDocument => {
  const mine = inCircle(doc, doc.circle ?? other.circle);
  if (doc.open !== null || other.open === null) return mine;
  return { ...mine, open: other.open, audience: other.audience, pen: other.pen, draft: false };
};

/**
 * What a page saves over what is kept: its words, and from the kept version what only sharing may
 * change. A page whose copy is older can so neither lose the link to an open copy nor the answers
 * that were kept when it was closed.
 */
export function pageOver(kept: StoryDocument, page: StoryDocument): StoryDocument {
  const { open, audience, pen } = kept;
  const now = inCircle({ ...page, open, kept: kept.kept }, kept.circle);
  if (open !== null || kept.circle) return { ...now, audience, pen, draft: false };
  return { ...now, audience: page.audience === "me" ? "me" : audience };
}
