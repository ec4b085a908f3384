import { type Keyring, openEntry, sealEntry, selfAudience, selfWant } from "../../seal/index.ts";
import type { Device } from "./device.ts";
import type { PhotoMap } from "./opencopy.ts";
import { newId } from "./vault.ts";
import type { StoryBody } from "./wire.ts";

/** One share under way: kept until the yes is in the sealed story, so that a retry doubles nothing. */
export interface Attempt {
  /** the Idempotency-Key of the sharing itself */
  key: string;
  /** what each photo's Idempotency-Key is made from */
  seed: string;
  /** milliseconds since 1970 */
  at: number;
  photos: PhotoMap;
  /** what was sent and not answered; a retry sends exactly this */
  ask: { body: StoryBody & { pen: string }; print: string } | null;
}

/** Photos that are placed nowhere are swept by the server after a day. */
const PHOTOS_LAST_MS = 20 * 3_600_000;
/** The server remembers keys for seven days. */
const KEY_LASTS_MS = 6 * 24 * 3_600_000;

export const newAttempt = (at: number): Attempt => ({
  key: newId(),
  seed: newId(),
  at,
  photos: {},
  ask: null,
});

export const photosLast = (one: Attempt, now: number): boolean => now - one.at < PHOTOS_LAST_MS;
export const keyLasts = (one: Attempt, now: number): boolean => now - one.at < KEY_LASTS_MS;

/** Not an entry's id, so that no story can stand in an attempt's place. */
const sealedId = (id: string): string => `share:${id}`;

export async function keepAttempt(
  device: Device,
  me: Keyring,
  id: string,
  attempt: Attempt,
): Promise<void> {
  const meta = { id: sealedId(id), rev: 1, at: attempt.at };
  const { file } = await sealEntry(me, selfAudience(me), meta, JSON.stringify(attempt));
  await device.pending.put(id, { id, owner: me.name, file });
}

/** The attempt for a story, or null; one that does not open any more is of no use to anybody. */
export async function loadAttempt(
  device: Device,
  me: Keyring,
  id: string,
): Promise<Attempt | null> {
  const found = await device.pending.get(id);
  if (found === undefined || found.owner !== me.name) return null;
  try {
    const { body } = await openEntry(me.identity, found.file, selfWant(me, sealedId(id)));
    return JSON.parse(body) as Attempt;
  } catch {
    return null;
  }
}
