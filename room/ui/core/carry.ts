import {
  type Keyring,
  openMedia,
  photosOf,
  type StoryDocument,
  type StoryPhoto,
  sealMedia,
} from "../../seal/index.ts";
import { DEVICE, type Device, type Draft } from "./device.ts";
import type { OneAtATime } from "./lock.ts";
import { NOTHING_KEPT, openDraft, sealStory } from "./vault.ts";

/** What moved, and the new hashes of its photos: sealed anew, they are other files. */
export interface Carried {
  ids: string[];
  shas: Map<string, string>;
}

/** A story with the hashes that its photos have now. */
export function withShas(doc: StoryDocument, shas: ReadonlyMap<string, string>): StoryDocument {
  if (!photosOf(doc).some((one) => shas.has(one.sha))) return doc;
  const fresh = (photos: StoryPhoto[]): StoryPhoto[] =>
    photos.map((one) => ({ ...one, sha: shas.get(one.sha) ?? one.sha }));
  return {
    ...doc,
    photos: fresh(doc.photos),
    moments: doc.moments.map((one) => ({ ...one, photos: fresh(one.photos) })),
  };
}

/** Seals a held photo for `to`; its hash afterwards. Done twice, it changes nothing. */
async function resealPhoto(
  device: Device,
  from: Keyring,
  to: Keyring,
  photo: StoryPhoto,
): Promise<string> {
  const held = await device.media.get(photo.media);
  if (held === undefined || held.owner !== DEVICE) return held?.sha ?? photo.sha;
  const { file, sha } = await sealMedia(
    to.pub.enc,
    await openMedia(from.identity, held.file, held.sha),
  );
  await device.media.put(held.id, { ...held, owner: to.name, file, sha });
  return sha;
}

async function carryOne(
  device: Device,
  from: Keyring,
  to: Keyring,
  draft: Draft,
  now: number,
): Promise<Map<string, string>> {
  const doc = await openDraft(from, draft);
  const shas = new Map<string, string>();
  for (const photo of photosOf(doc)) {
    shas.set(photo.sha, await resealPhoto(device, from, to, photo));
  }
  const sealed = await sealStory(to, draft.id, withShas(doc, shas), NOTHING_KEPT, now);
  await device.drafts.put(draft.id, {
    ...draft,
    ...sealed,
    owner: to.name,
    keptRev: 0,
    keptMark: "",
    sent: [],
    dirty: true,
  });
  return shas;
}

/** Moves what was written before there was an account to the member's keys, one story at a time. */
export async function carryOver(
  device: Device,
  to: Keyring,
  lock: OneAtATime,
  now: number,
): Promise<Carried> {
  const shas = new Map<string, string>();
  const ids: string[] = [];
  if (!(await device.hasDeviceWords())) return { ids, shas };
  const from = await device.keyring();
  for (const { id } of await device.drafts.all()) {
    await lock.run(id, async () => {
      const draft = await device.drafts.get(id);
      if (draft?.owner !== DEVICE) return;
      for (const [old, fresh] of await carryOne(device, from, to, draft, now)) {
        shas.set(old, fresh);
      }
      ids.push(id);
    });
  }
  await device.dropKeyring();
  return { ids, shas };
}
