import { SealError } from "./error.ts";

/** Fields that a newer client wrote and this one does not know; they are kept as they are. */
type Rest = { [unknown: string]: unknown };

export const AUDIENCES = ["me", "circle", "community", "everyone"] as const;
export type StoryAudience = (typeof AUDIENCES)[number];
export const STATES = ["waiting", "happened"] as const;
export type StoryState = (typeof STATES)[number];
export const ANSWERS = ["at-once", "author-first", "reader-first", "closed"] as const;
export type Answers = (typeof ANSWERS)[number];
export const QUOTING = ["no", "ask", "pen-name"] as const;
export type Quoting = (typeof QUOTING)[number];

/** A photo in a story: the sealed file's id and hash, and what a page needs to place it. */
export interface StoryPhoto extends Rest {
  media: string;
  alt: string;
  /** pixels */
  w: number;
  h: number;
  type: "image/jpeg";
  /** base64url SHA-256 of the age file */
  sha: string;
}

/** A dated update in a story. */
export interface Moment extends Rest {
  id: string;
  /** milliseconds since 1970, UTC */
  at: number;
  text: string;
  photos: StoryPhoto[];
}

/** The facets that the author chose; null where she chose none. */
export interface About extends Rest {
  kind: string | null;
  weeks: string | null;
  when: string | null;
  role: string | null;
  path: string[];
}

/** Where the open copy of this story is, if there is one. */
export interface OpenCopy extends Rest {
  story: string;
  audience: StoryAudience;
  rev: number;
  /** sealed photo id to open photo id */
  photos: Record<string, string>;
}

/** Where this story's copy in a circle is, if there is one. */
export interface CircleCopy extends Rest {
  circle: string;
  entry: string;
  /** the master's revision that it was made from */
  rev: number;
  /** sealed photo id to the id of its copy in the circle */
  photos: Record<string, string>;
  /** whom it is told for, and who reads its answers first: what the copy is to say of them */
  for?: string | null;
  first?: string | null;
}

/** An answer that the author keeps with her story. */
export interface KeptAnswer extends Rest {
  pen: string;
  at: number;
  text: string;
  /** index in `kept` of the answer it replies to */
  to: number | null;
}

/** The author's own working copy of a story: the body of one sealed entry, all its moments in it. */
export interface StoryDocument extends Rest {
  v: 1;
  kind: "story";
  draft: boolean;
  title: string;
  text: string;
  photos: StoryPhoto[];
  moments: Moment[];
  state: StoryState | null;
  about: About;
  notes: string[];
  wish: string[];
  answers: Answers;
  quoting: Quoting;
  words: string;
  findable: boolean;
  audience: StoryAudience;
  pen: string | null;
  open: OpenCopy | null;
  circle?: CircleCopy | null;
  /** in a circle's copy: the `user` whom it is told for, when that is not its author */
  for?: string | null;
  /** in a circle's copy: the `user` who reads its answers before the others do */
  first?: string | null;
  kept: KeptAnswer[];
  /** the day, month or year that the author chose for it: `2019-03-07`, `2019-03` or `2019` */
  on?: string | null;
  changed: number;
}

/** A story nobody has written anything in yet: a draft, for herself only. */
export const emptyStory = (changed: number): StoryDocument => ({
  v: 1,
  kind: "story",
  draft: true,
  title: "",
  text: "",
  photos: [],
  moments: [],
  state: null,
  about: { kind: null, weeks: null, when: null, role: null, path: [] },
  notes: [],
  wish: [],
  answers: "at-once",
  quoting: "no",
  words: "",
  findable: false,
  audience: "me",
  pen: null,
  open: null,
  kept: [],
  changed,
});

const bad = (where: string): SealError => new SealError("bad-document", where);

/** Reads one field: its default when absent, an error when present and wrong. */
type Reader<T> = (value: unknown, where: string) => T;

const orElse =
  <T>(fallback: T, read: Reader<T>): Reader<T> =>
  (value, where) =>
    value === undefined ? fallback : read(value, where);

const orNull =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value, where) =>
    value === undefined || value === null ? null : read(value, where);

const text: Reader<string> = (value, where) => {
  if (typeof value !== "string") throw bad(where);
  return value;
};

const flag: Reader<boolean> = (value, where) => {
  if (typeof value !== "boolean") throw bad(where);
  return value;
};

/** A whole number from 0 to 2^53 - 1. */
const count: Reader<number> = (value, where) => {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw bad(where);
  return value;
};

/** Milliseconds since 1970; dates before that are allowed. */
const time: Reader<number> = (value, where) => {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw bad(where);
  return value;
};

const oneOf =
  <T extends string>(words: readonly T[]): Reader<T> =>
  (value, where) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw bad(where);
    return word;
  };

const list =
  <T>(read: Reader<T>): Reader<T[]> =>
  (value, where) => {
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw bad(where);
    return value.map((item, i) => read(item, `${where}.${i}`));
  };

const record: Reader<Rest> = (value, where) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(where);
  return value as Rest;
};

const photo: Reader<StoryPhoto> = (value, where) => {
  const from = record(value, where);
  return {
    ...from,
    media: text(from.media, `${where}.media`),
    alt: orElse("", text)(from.alt, `${where}.alt`),
    w: count(from.w, `${where}.w`),
    h: count(from.h, `${where}.h`),
    type: oneOf(["image/jpeg"] as const)(from.type, `${where}.type`),
    sha: text(from.sha, `${where}.sha`),
  };
};

const moment: Reader<Moment> = (value, where) => {
  const from = record(value, where);
  return {
    ...from,
    id: text(from.id, `${where}.id`),
    at: time(from.at, `${where}.at`),
    text: orElse("", text)(from.text, `${where}.text`),
    photos: list(photo)(from.photos, `${where}.photos`),
  };
};

const about: Reader<About> = (value, where) => {
  const from = value === undefined ? {} : record(value, where);
  return {
    ...from,
    kind: orNull(text)(from.kind, `${where}.kind`),
    weeks: orNull(text)(from.weeks, `${where}.weeks`),
    when: orNull(text)(from.when, `${where}.when`),
    role: orNull(text)(from.role, `${where}.role`),
    path: list(text)(from.path, `${where}.path`),
  };
};

const photoMap: Reader<Record<string, string>> = (value, where) => {
  const entries = Object.entries(value === undefined ? {} : record(value, where));
  return Object.fromEntries(entries.map(([id, open]) => [id, text(open, `${where}.${id}`)]));
};

const openCopy: Reader<OpenCopy> = (value, where) => {
  const from = record(value, where);
  return {
    ...from,
    story: text(from.story, `${where}.story`),
    audience: oneOf(AUDIENCES)(from.audience, `${where}.audience`),
    rev: count(from.rev, `${where}.rev`),
    photos: photoMap(from.photos, `${where}.photos`),
  };
};

const circleCopy: Reader<CircleCopy> = (value, where) => {
  const from = record(value, where);
  orNull(text)(from.for, `${where}.for`);
  orNull(text)(from.first, `${where}.first`);
  return {
    ...from,
    circle: text(from.circle, `${where}.circle`),
    entry: text(from.entry, `${where}.entry`),
    rev: count(from.rev, `${where}.rev`),
    photos: photoMap(from.photos, `${where}.photos`),
  };
};

/** A day, a month or a year of the calendar. */
export const isDay = (day: string): boolean => {
  const [, year = "", month = "01", date = "01"] =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(day) ?? [];
  const whole = `${year}-${month}-${date}`;
  const at = new Date(`${whole}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(whole);
};

const day: Reader<string> = (value, where) => {
  const said = text(value, where);
  if (!isDay(said)) throw bad(where);
  return said;
};

const kept: Reader<KeptAnswer> = (value, where) => {
  const from = record(value, where);
  return {
    ...from,
    pen: text(from.pen, `${where}.pen`),
    at: time(from.at, `${where}.at`),
    text: text(from.text, `${where}.text`),
    to: orNull(count)(from.to, `${where}.to`),
  };
};

/**
 * Checks a story document, fills in what is absent (always the narrowest choice) and keeps fields
 * it does not know. A word it does not know where words are fixed is an error, never a guess.
 *
 * @throws SealError `bad-document`, its `reason` the path of the first wrong field
 */
export function readStory(value: unknown): StoryDocument {
  const from = record(value, "story");
  if (from.v !== 1) throw bad("v");
  if (from.kind !== "story") throw bad("kind");
  orNull(day)(from.on, "on");
  orNull(circleCopy)(from.circle, "circle");
  orNull(text)(from.for, "for");
  orNull(text)(from.first, "first");
  return {
    ...from,
    v: 1,
    kind: "story",
    draft: orElse(true, flag)(from.draft, "draft"),
    title: orElse("", text)(from.title, "title"),
    text: orElse("", text)(from.text, "text"),
    photos: list(photo)(from.photos, "photos"),
    moments: list(moment)(from.moments, "moments"),
    state: orNull(oneOf(STATES))(from.state, "state"),
    about: about(from.about, "about"),
    notes: list(text)(from.notes, "notes"),
    wish: list(text)(from.wish, "wish"),
    answers: orElse("at-once", oneOf(ANSWERS))(from.answers, "answers"),
    quoting: orElse("no", oneOf(QUOTING))(from.quoting, "quoting"),
    words: orElse("", text)(from.words, "words"),
    findable: orElse(false, flag)(from.findable, "findable"),
    audience: orElse("me", oneOf(AUDIENCES))(from.audience, "audience"),
    pen: orNull(text)(from.pen, "pen"),
    open: orNull(openCopy)(from.open, "open"),
    kept: list(kept)(from.kept, "kept"),
    changed: time(from.changed, "changed"),
  };
}

/** Reads the body of a story's entry. @throws SealError `bad-document` */
export function parseStory(body: string): StoryDocument {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw bad("json");
  }
  return readStory(value);
}

/** The body of a story's entry. Half a character (a cut emoji) becomes U+FFFD: others refuse it. */
export const printStory = (story: StoryDocument): string =>
  JSON.stringify(story, (_, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );

/** Every sealed photo that a story uses: what the entry's header binds. */
export const photosOf = (story: StoryDocument): StoryPhoto[] => [
  ...story.photos,
  ...story.moments.flatMap((one) => one.photos),
];
