import { type Bytes, type Keyring, SealError, unb64url } from "../../seal/index.ts";
import type { Api } from "./api.ts";
import type { Device, Draft } from "./device.ts";
import { Offline, SignedOut } from "./errors.ts";
import type { OneAtATime } from "./lock.ts";
import type { Records } from "./records.ts";
import type { StoryLine, StoryList } from "./types.ts";
import { keptDraft, openDraft, openKept } from "./vault.ts";
import type { EntryBytes, EntryLine, EntryPage } from "./wire.ts";

/** How many entries the server gives at once. */
const BUNDLE = 20;
const CHANGED = "This was changed on the way. It is not shown, because it is not what you wrote.";
const UNKNOWN = "This was written with a newer version of the room. Please reload the page.";

export interface ListDeps {
  api: Api;
  device: Device;
  records: Records;
  lock: OneAtATime;
}

/** Null for what is no story, but something else of hers. */
const refused = (id: string, error: unknown): StoryLine | null => {
  if (!(error instanceof SealError)) throw error;
  if (error.code === "bad-document" && error.reason === "kind") return null;
  const say = error.code === "bad-document" ? UNKNOWN : CHANGED;
  return { id, changed: true, say };
};

/** Bytes as the server writes them in JSON; none where it wrote something else, which then opens nothing. */
export const fromBase64 = (text: string): Bytes => unb64url(text) ?? new Uint8Array(0);

async function localLine(me: Keyring, draft: Draft): Promise<StoryLine | null> {
  const { id, dirty: unkept, keptRev: rev } = draft;
  try {
    return { id, changed: false, rev, doc: await openDraft(me, draft), unkept };
  } catch (error) {
    return refused(id, error);
  }
}

async function serverLine(
  deps: ListDeps,
  me: Keyring,
  entry: EntryBytes,
): Promise<StoryLine | null> {
  const { id } = entry;
  try {
    return await deps.lock.run(id, async () => {
      const kept = await openKept(me, deps.device, id, fromBase64(entry.bytes));
      const draft = await deps.records.read(id);
      if (draft?.owner === me.name && draft.dirty) return localLine(me, draft);
      if (draft === undefined || draft.owner === me.name) {
        await deps.records.write(keptDraft(me, id, kept));
      }
      return { id, changed: false, rev: kept.rev, doc: kept.doc, unkept: false };
    });
  } catch (error) {
    return refused(id, error);
  }
}

/** Asks only for what this device does not have; older than what it has is for `openKept` to refuse. */
async function pageLines(
  deps: ListDeps,
  me: Keyring,
  page: EntryPage,
  local: ReadonlyMap<string, Draft>,
): Promise<StoryLine[]> {
  const pages = new Set((await deps.device.pages.all().catch(() => [])).map(({ id }) => id));
  const lines = new Map<string, StoryLine | null>();
  const wanted: EntryLine[] = [];
  for (const entry of page.entries) {
    const draft = local.get(entry.id);
    if (draft?.dirty || draft?.keptRev === entry.rev) {
      lines.set(entry.id, await localLine(me, draft));
    } else if (!draft?.erasing && !pages.has(entry.id)) wanted.push(entry);
  }
  for (let at = 0; at < wanted.length; at += BUNDLE) {
    const ids = wanted.slice(at, at + BUNDLE).map(({ id }) => id);
    const { entries } = await deps.api.bundle(ids);
    for (const entry of entries.filter(({ id }) => ids.includes(id))) {
      lines.set(entry.id, await serverLine(deps, me, entry));
    }
  }
  return page.entries.flatMap(({ id }) => lines.get(id) ?? []);
}

const newest = (drafts: Iterable<Draft>): Draft[] =>
  [...drafts].filter((one) => !one.erasing).sort((a, b) => b.changed - a.changed);

const localLines = async (me: Keyring, drafts: Iterable<Draft>): Promise<StoryLine[]> =>
  (await Promise.all(newest(drafts).map((draft) => localLine(me, draft)))).flatMap(
    (line) => line ?? [],
  );

/** What the device has when the server cannot be asked; before an account, that is all there is. */
export async function listHere(deps: ListDeps, me: Keyring, offline: boolean): Promise<StoryList> {
  const mine = (await deps.records.all()).filter(({ owner }) => owner === me.name);
  return { lines: await localLines(me, mine), next: null, offline };
}

/** One page of the journey, newest change first; what was never sent comes before the first page. */
export async function listPage(
  deps: ListDeps,
  me: Keyring,
  cursor: string | null,
): Promise<StoryList> {
  const mine = (await deps.records.all()).filter(({ owner }) => owner === me.name);
  const local = new Map(mine.map((draft) => [draft.id, draft]));
  try {
    const page = await deps.api.entries(cursor);
    const lines = await pageLines(deps, me, page, local);
    const onPage = new Set(page.entries.map(({ id }) => id));
    const unsent = mine.filter((one) => one.dirty && one.keptRev === 0 && !onPage.has(one.id));
    const first = cursor === null ? await localLines(me, unsent) : [];
    return { lines: [...first, ...lines], next: page.next, offline: false };
  } catch (error) {
    const away = error instanceof Offline || error instanceof SignedOut;
    if (!away || cursor !== null) throw error;
    return listHere(deps, me, true);
  }
}
