import type { KeptAnswer, StoryAudience, StoryDocument, StoryPhoto } from "../../seal/index.ts";
import type { OpenAudience } from "./types.ts";
import type { AnswerForKeeping, PlacedPhoto, StoryBody } from "./wire.ts";

/** Sealed photo id to open photo id. */
export type PhotoMap = Record<string, string>;

/** What the open copy says, without how far it goes and which revision it was made from. */
type Said = Omit<StoryBody, "audience" | "master_rev">;

const placed = (photos: StoryPhoto[], map: PhotoMap): PlacedPhoto[] =>
  photos.map(({ media, alt }) => ({ photo: map[media] ?? "", alt }));

function said(doc: StoryDocument, map: PhotoMap): Said {
  const { kind, weeks, when, role, path } = doc.about;
  const { state, notes, wish, answers, quoting, findable } = doc;
  return {
    ...(doc.title.trim() === "" ? {} : { title: doc.title }),
    text: doc.text,
    around: {
      state,
      about: { kind, weeks, when, role, path },
      notes,
      wish,
      answers,
      quoting,
      ...(doc.words.trim() === "" ? {} : { words: doc.words }),
      findable,
    },
    photos: placed(doc.photos, map),
    moments: doc.moments.map(({ id, at, text, photos }) => ({
      id,
      at,
      text,
      photos: placed(photos, map),
    })),
  };
}

/** The open copy as the server is given it. Nothing else of the document ever leaves sealed. */
export const bodyOf = (
  doc: StoryDocument,
  map: PhotoMap,
  audience: OpenAudience,
  masterRev: number,
): StoryBody => ({ ...said(doc, map), audience, master_rev: masterRev });

/**
 * A short print of what an open copy says, to notice later writing. It lies inside the sealed
 * document and guards against nobody, so it need not be a cryptographic hash (FNV-1a, 2 × 32 bits).
 */
export function printOf(doc: StoryDocument): string {
  const text = JSON.stringify([said(doc, {}), doc.photos, doc.moments.map((one) => one.photos)]);
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x5bd1e995) + 0x9e3779b9;
  }
  return [one, two].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Whether this story has an open copy. */
export const isOpen = (doc: StoryDocument): boolean => doc.open !== null;

/** Whether the open copy says something else than the story does now. */
export const behind = (doc: StoryDocument): boolean =>
  doc.open !== null && doc.open.print !== printOf(doc);

/** Whether the copy in a circle says something else than the story does now. */
export const behindCircle = (doc: StoryDocument): boolean =>
  Boolean(doc.circle) && doc.circle?.print !== printOf(doc);

/** How far a story goes now: where its widest copy is. */
export const farOf = (doc: StoryDocument): StoryAudience =>
  doc.open?.audience ?? (doc.circle ? "circle" : "me");

const answerKey = ({ pen, at, text }: { pen: string; at: number; text: string }): string =>
  JSON.stringify([pen, at, text]);

/** `kept` with the answers that are not in it yet; the same answers again add nothing. */
export function foldAnswers(
  kept: readonly KeptAnswer[],
  answers: readonly AnswerForKeeping[],
): KeptAnswer[] {
  const all = [...kept];
  const placeOf = new Map<string, number>(all.map((one, i) => [answerKey(one), i]));
  const byId = new Map(answers.map((one) => [one.id, one]));
  const place = (answer: AnswerForKeeping): number => {
    const key = answerKey(answer);
    const there = placeOf.get(key);
    if (there !== undefined) return there;
    // Its place is taken before its parent's is looked for: a circle of parents must end.
    const kept: KeptAnswer = { pen: answer.pen, at: answer.at, text: answer.text, to: null };
    const at = all.push(kept) - 1;
    placeOf.set(key, at);
    const parent = answer.parent === null ? undefined : byId.get(answer.parent);
    if (parent !== undefined && parent !== answer) kept.to = place(parent);
    return at;
  };
  for (const answer of answers) if (answer.parent === null) place(answer);
  for (const answer of answers) place(answer);
  return all;
}
