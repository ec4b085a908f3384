import type { Api } from "./api.ts";
import { NotKept, TooManyAnswers } from "./errors.ts";
import type { Share, Stories } from "./types.ts";

/** Until when backups have what is erased today; `null` where nobody has said. */
export interface Backups {
  days: number | null;
  until: number | null;
}

export interface PenGoes {
  id: string;
  name: string;
  stories: number;
  answers: number;
  /** "I'm with you", "this happened to me too" */
  with: number;
}

/** What would go, in numbers. */
export interface WhatGoes {
  backups: Backups;
  pens: PenGoes[];
  entries: number;
  photos: number;
  pages: number;
  letters: number;
  in_circles: number;
  /** circles that one keeps with others in them */
  kept: string[];
}

/** A table of the server's database, and what it has about the member who asks. */
export interface HeldTable {
  name: string;
  say: string;
  until: string;
  besides: string;
  count: number;
  /** sealed bytes in those rows */
  sealed: number;
  columns: { name: string; why: string }[];
  /** at most twenty, a text for each column; none of those that are only counted */
  rows: string[][];
}

export interface Held {
  backups: Backups;
  tables: HeldTable[];
  not_held: string[];
}

export const whatGoes = (api: Api): Promise<WhatGoes> => api.calls.json("GET", "erase");
export const whatIsHeld = (api: Api): Promise<Held> => api.calls.json("GET", "held");

/** "1 story", "3 stories". */
export const counted = (n: number, one: string, many: string): string =>
  `${n} ${n === 1 ? one : many}`;

/** "a, b and c"; nothing for none. */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** What is under a pen name, as words. */
export function under({ stories, answers, with: stands }: PenGoes): string {
  const parts = [
    stories > 0 ? counted(stories, "story", "stories") : "",
    answers > 0 ? counted(answers, "answer", "answers") : "",
    stands > 0 ? `${counted(stands, "word", "words")} to authors that you are with them` : "",
  ];
  return listed(parts.filter((part) => part !== ""));
}

interface Hands {
  api: Api;
  stories: Stories;
  share: Share;
}

/**
 * Takes back each story under a pen name that this device knows the sealed master of, so that the
 * answers are kept with it, and then has the server erase the pen name with everything under it.
 */
export async function erasePen({ api, stories, share }: Hands, pen: PenGoes): Promise<void> {
  const own = (await api.ownStories()).filter((one) => one.pen === pen.name);
  const open = new Set(own.map(({ id }) => id));
  let cursor: string | null = null;
  while (open.size > 0) {
    const page = await stories.list(cursor);
    for (const line of page.lines) {
      if (line.changed || line.doc.open === null || !open.delete(line.doc.open.story)) continue;
      await share.narrow(line.id, line.doc).catch((error: unknown) => {
        // Erasing never waits for words that cannot be kept.
        if (!(error instanceof TooManyAnswers || error instanceof NotKept)) throw error;
        return share.narrow(line.id, line.doc, true);
      });
    }
    cursor = page.next;
    if (cursor === null) break;
  }
  await api.calls.tell("DELETE", `pens/${encodeURIComponent(pen.id)}`);
}
