import type { StoryDocument } from "../../seal/index.ts";

const MARKS = /[*_>#`]+|^\s*[-+]\s+/gm;

/** The beginning of a text on one line, cut between words. */
export function opening(text: string, most: number): string {
  const plain = text.replace(MARKS, "").replace(/\s+/g, " ").trim();
  if (plain.length <= most) return plain;
  const cut = plain.slice(0, most);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), most / 2))} …`;
}

/** What a story is called in a list: its title, or how it begins. */
export function nameOf(doc: StoryDocument): string {
  const beginning = doc.text.trim() || (doc.moments[0]?.text ?? "");
  return doc.title.trim() || opening(beginning, 70) || "Without words yet";
}
