import {
  type Bytes,
  openEntry,
  openMedia,
  sealEntry,
  sealMedia,
  selfAudience,
  selfWant,
} from "../../seal/index.ts";
import { keepAttempt, loadAttempt } from "./attempts.ts";
import type { Device, Draft } from "./device.ts";
import type { PageOut } from "./page-doc.ts";
import type { Between } from "./rotate.ts";
import { withNewShas } from "./rotate-photos.ts";

/** An entry as it was staged. */
export interface Taken {
  /** the server's revision that it was made from */
  seen: number;
  /** the revision sealed inside, and its mark */
  rev: number;
  mark: string;
  file: Bytes;
  /** its photos that were staged */
  media: string[];
  /** the link, of a page for them */
  out: PageOut | null;
}

/**
 * Brings what this browser keeps over to the new keys, once the server has them. What cannot be
 * brought over is fetched again when it is looked at.
 */
export async function moveDevice(
  device: Device,
  between: Between,
  taken: ReadonlyMap<string, Taken>,
  shas: ReadonlyMap<string, string>,
): Promise<void> {
  const { old, fresh } = between;
  const all = new Map(shas);
  for (const held of await device.media.all().catch(() => [])) {
    if (held.owner !== old.name) continue;
    await quietly(async () => {
      const bytes = await openMedia(old.identity, held.file, held.sha);
      const sealed = await sealMedia(fresh.pub.enc, bytes);
      await device.media.put(held.id, { ...held, ...sealed });
      all.set(held.sha, sealed.sha);
    });
  }
  for (const shelf of [device.drafts, device.pages]) {
    for (const draft of await shelf.all().catch(() => [])) {
      if (draft.owner !== old.name || draft.erasing) continue;
      const kept = taken.get(draft.id);
      await quietly(async () => {
        if (draft.dirty) await shelf.put(draft.id, await unsent(between, draft, kept, all));
        else if (kept === undefined) await shelf.drop(draft.id);
        else await shelf.put(draft.id, asTaken(draft, kept));
      });
    }
  }
  for (const { id, owner } of await device.pending.all().catch(() => [])) {
    if (owner !== old.name) continue;
    await quietly(async () => {
      const attempt = await loadAttempt(device, old, id);
      if (attempt === null) await device.pending.drop(id);
      else await keepAttempt(device, fresh, id, attempt);
    });
  }
  for (const [id, { rev, mark }] of taken) await device.saw(old.name, id, { rev, mark });
}

const asTaken = (draft: Draft, { seen, rev, mark, file }: Taken): Draft => ({
  ...draft,
  file,
  rev,
  mark,
  keptRev: seen + 1,
  keptMark: mark,
  sent: [],
  dirty: false,
});

/** Words that came meanwhile, sealed anew upon what the server has now. */
async function unsent(
  { old, fresh }: Between,
  draft: Draft,
  kept: Taken | undefined,
  shas: ReadonlyMap<string, string>,
): Promise<Draft> {
  const { id } = draft;
  const { header, body } = await openEntry(old.identity, draft.file, selfWant(old, id));
  const base = kept === undefined ? { rev: 0, mark: "" } : { rev: kept.seen + 1, mark: kept.mark };
  const media = header.media.map((one) => ({ ...one, sha: shas.get(one.sha) ?? one.sha }));
  const meta = { id, rev: base.rev + 1, prev: base.mark, at: header.at, media };
  const sealed = await sealEntry(fresh, selfAudience(fresh), meta, withNewShas(body, shas));
  const now = { ...sealed, rev: meta.rev, keptRev: base.rev, keptMark: base.mark, sent: [] };
  return { ...draft, ...now };
}

/** The server has the new keys already: nothing that fails here may look as if it had not. */
async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch {
    // It is fetched again.
  }
}
