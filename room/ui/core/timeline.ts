import type { StoryDocument } from "../../seal/index.ts";
import type { Stories, StoryLine } from "./types.ts";

/** A story or a moment at its place in time. */
export interface TimeLine {
  /** the story's id */
  id: string;
  kind: "story" | "moment";
  /** the day, month or year that she chose; null when she chose none */
  on: string | null;
  doc: StoryDocument;
  /** the text of the moment, or of the story */
  text: string;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** The day of a moment, in this device's time zone. */
function dayOfMoment(at: number): string {
  const date = new Date(at);
  const year = String(date.getFullYear()).padStart(4, "0");
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A year comes before its months and a month before its days: what is known least stands first. */
const earlier = (a: TimeLine, b: TimeLine): number => (a.on ?? "").localeCompare(b.on ?? "");

/**
 * Every story and moment in order of time, oldest first; then the stories without a chosen day. No
 * day is ever made up from when something was written.
 */
export function timelineOf(stories: readonly StoryLine[]): TimeLine[] {
  const lines = stories.flatMap((line): TimeLine[] => {
    if (line.changed) return [];
    const { id, doc } = line;
    const moments = doc.moments.map(
      ({ at, text }): TimeLine => ({ id, kind: "moment", on: dayOfMoment(at), doc, text }),
    );
    return [{ id, kind: "story", on: doc.on ?? null, doc, text: doc.text }, ...moments];
  });
  const dated = lines.filter(({ on }) => on !== null).sort(earlier);
  return [...dated, ...lines.filter(({ on }) => on === null)];
}

/** Letters without accents and case, so that a hurried word is found too. */
const folded = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Those in which every one of these words begins a word, the title and the words she uses included. */
export function found(lines: readonly TimeLine[], query: string): TimeLine[] {
  const wanted = folded(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  if (wanted.length === 0) return [...lines];
  return lines.filter(({ doc, text }) => {
    const words = folded(`${doc.title} ${doc.words} ${text}`).split(/[^\p{L}\p{N}]+/u);
    return wanted.every((start) => words.some((word) => word.startsWith(start)));
  });
}

/** All of her stories, page after page, with whether the server could not be asked. */
export async function allStories(
  stories: Stories,
): Promise<{ lines: StoryLine[]; offline: boolean }> {
  const lines: StoryLine[] = [];
  let cursor: string | null = null;
  let offline = false;
  do {
    const page = await stories.list(cursor);
    lines.push(...page.lines);
    offline ||= page.offline;
    cursor = page.next;
  } while (cursor !== null);
  return { lines, offline };
}
