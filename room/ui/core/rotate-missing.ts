import type { Keyring } from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { CircleApi } from "./circle-api.ts";
import { circleNoteId } from "./circle-note.ts";
import type { Device } from "./device.ts";
import { LETTER_NOTE } from "./letter-note.ts";
import { noteId } from "./self-note.ts";

/** What a change of all keys would lose: the old keys, which open it, are thrown away at its end. */
export interface Missing {
  /** things that were changed on the way */
  unopened: number;
  /** things that this device has seen and the place does not list */
  unlisted: number;
  /** whether what the room keeps of circles and letters, keys among it, is one of those */
  notes: boolean;
}

const said = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? one : `${count} ${many}`];

/** Something would be lost; said before anything is changed, and gone on with only after a yes. */
export class Unopened extends Error {
  readonly say: string;
  constructor({ unopened, unlisted, notes }: Missing) {
    super("unopened");
    this.name = "Unopened";
    this.say = [
      ...said(
        unopened,
        "One thing could not be opened, because it was changed on the way. Going on erases it.",
        "things could not be opened, because they were changed on the way. Going on erases them.",
      ),
      ...said(
        unlisted,
        "One thing that this device has seen is not here any more. Perhaps it was erased on another device. If it comes back after you go on, nothing opens it.",
        "things that this device has seen are not here any more. Perhaps they were erased on another device. If they come back after you go on, nothing opens them.",
      ),
      ...(notes
        ? [
            "The keys to your circles and letters are among it. Going on shuts circles that somebody else keeps, and letters, for good. Please ask whoever runs this place first.",
          ]
        : []),
    ].join(" ");
  }
}

/** What a member has, as the place lists it: revisions by id. */
export type Listed = ReadonlyMap<string, number>;

/**
 * Looks for what is held back. A thing that is not there may have been erased on another device; the
 * notes never are.
 */
export async function missingFrom(
  { api, device }: { api: Api; device: Device },
  me: Keyring,
  listed: Listed,
  left: ReadonlySet<string>,
): Promise<Missing> {
  const circles = await circleNoteId(me);
  const notes = [circles, await noteId(LETTER_NOTE.about, me)];
  const seen = await device.seenOwn(me.name);
  const unlisted = seen.filter((id) => !listed.has(id));
  const known = listed.has(circles) || (await new CircleApi(api).list()).length === 0;
  return {
    unopened: left.size,
    unlisted: unlisted.length,
    notes: !known || notes.some((id) => left.has(id) || unlisted.includes(id)),
  };
}

export const isNothing = ({ unopened, unlisted, notes }: Missing): boolean =>
  unopened + unlisted === 0 && !notes;
