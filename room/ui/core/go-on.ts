import {
  type Keyring,
  openEntry,
  parseStory,
  printStory,
  SealError,
  sealEntry,
  selfAudience,
  selfWant,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { circleNoteId } from "./circle-note.ts";
import type { Device, Draft } from "./device.ts";
import { type Base, NOTHING_KEPT } from "./vault.ts";

interface Deps {
  api: Api;
  device: Device;
  now?: () => number;
}

/**
 * Going on after the place went back to an earlier state, as a restored backup does. To be called
 * only after her yes: a server that hides something looks the same.
 *
 * What this device has of hers and the place does not is made ready to be sent again; then the
 * device forgets which revisions it has seen, and believes the place as a new device would.
 */
export async function goOn({ api, device, now = Date.now }: Deps, me: Keyring): Promise<void> {
  const there = await revisions(api);
  for (const shelf of [device.drafts, device.pages]) {
    for (const draft of await shelf.all()) {
      if (draft.owner !== me.name || draft.erasing) continue;
      const base = await baseOf(api, me, draft, there.get(draft.id) ?? 0);
      if (base === null) continue;
      const again = await sealedUpon(me, draft, base, now());
      if (again !== null) await shelf.put(draft.id, again);
    }
  }
  await device.forgetAllSeen(me.name);
}

/**
 * Whether the place shows an older revision of anything of hers than this device has seen. What it
 * does not show at all may have been erased on another device; the note on circles never is.
 */
export async function isEarlier({ api, device }: Deps, me: Keyring): Promise<boolean> {
  const there = await revisions(api);
  const seen = await device.seenAll(me.name, [...there.keys()]);
  const note = await circleNoteId(me);
  const noteIsGone = !there.has(note) && (await device.seen(me.name, note)) !== undefined;
  const earlier = noteIsGone || [...seen].some(([id, { rev }]) => rev > (there.get(id) ?? 0));
  if (earlier) device.onOlder();
  return earlier;
}

/** The newest revision the place has of each of her entries. */
async function revisions(api: Api): Promise<Map<string, number>> {
  const all = new Map<string, number>();
  for (let cursor: string | null = null; ; ) {
    const { entries, next } = await api.entries(cursor);
    for (const { id, rev } of entries) all.set(id, rev);
    if (next === null) return all;
    cursor = next;
  }
}

/** What the device's version is to be sent upon; null where the place has it, or a newer one. */
async function baseOf(api: Api, me: Keyring, draft: Draft, rev: number): Promise<Base | null> {
  const { id, keptRev, keptMark, changed } = draft;
  if (rev === 0) return keptRev === 0 ? null : NOTHING_KEPT;
  if (rev > keptRev) return null;
  try {
    const { header, mark } = await openEntry(
      me.identity,
      (await api.entry(id)).file,
      selfWant(me, id),
    );
    if (rev === keptRev && mark === keptMark) return null;
    // Sealed after this device's words were: another device went on from there. Sent upon nothing,
    // mine meets theirs, and both are kept.
    return header.at > changed ? NOTHING_KEPT : { rev: header.rev, mark };
  } catch (error) {
    // Not to be opened: what the device has is better.
    if (error instanceof SealError) return NOTHING_KEPT;
    throw error;
  }
}

async function sealedUpon(
  me: Keyring,
  draft: Draft,
  base: Base,
  at: number,
): Promise<Draft | null> {
  try {
    const want = selfWant(me, draft.id);
    const { header, body } = await openEntry(me.identity, draft.file, want);
    const meta = { id: draft.id, rev: base.rev + 1, prev: base.mark, at, media: header.media };
    const sealed = await sealEntry(me, selfAudience(me), meta, behindAgain(body));
    return {
      ...draft,
      file: sealed.file,
      rev: meta.rev,
      mark: sealed.mark,
      keptRev: base.rev,
      keptMark: base.mark,
      sent: [],
      dirty: true,
    };
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** Copies that others read are of the earlier state too: she is told so where the story is. */
function behindAgain(body: string): string {
  try {
    const doc = parseStory(body);
    const circle = doc.circle ? { circle: { ...doc.circle, print: "" } } : {};
    return printStory({ ...doc, ...circle, open: doc.open && { ...doc.open, print: "" } });
  } catch {
    // No story, but a page for them.
    return body;
  }
}
