import type { StoryDocument } from "../../seal/index.ts";

const AT_THE_START = /^\s*(?:>|#{1,6}|[-+*])\s+/gm;
const LINK = /!?\[([^\]]*)\]\([^)]*\)/g;
const MARKS = /\*+|(?<!\w)_+|_+(?!\w)/g;

/** The beginning of a text on one line, cut between words. */
export function opening(text: string, most: number): string {
  const bare = text.replace(AT_THE_START, "").replace(LINK, "$1").replace(MARKS, "");
  const plain = bare.replace(/\s+/g, " ").trim();
  if (plain.length <= most) return plain;
  const cut = plain.slice(0, most);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), most / 2))} …`;
}

/** What a story is called in a list: its title, or how it begins. */
export function nameOf(doc: StoryDocument): string {
  const beginning = doc.text.trim() || (doc.moments[0]?.text ?? "");
  return doc.title.trim() || opening(beginning, 70) || "Without words yet";
}
