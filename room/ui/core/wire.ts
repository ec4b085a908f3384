import type { About, Answers, Kdf, Quoting, StoryState } from "../../seal/index.ts";
import type { OpenAudience } from "./types.ts";

/** What the server says about this browser's session. */
export type SessionNow =
  | { signed_in: false }
  | { signed_in: true; name: string; standing: string; half: string; commons: string };

/** A word of a list and the sentence for it. */
export type Choice = [slug: string, say: string];
export const VOCABULARIES = [
  "note",
  "wish",
  "kind",
  "weeks",
  "when",
  "role",
  "path",
  "state",
  "answers",
  "quoting",
] as const;
export type VocabularyName = (typeof VOCABULARIES)[number];

/** How one becomes a member. */
export type SignUpRule = "open" | "by-request" | "by-invitation";

/** How it stands with the right to sign up once, and what a moderator said with a no. */
export interface Admission {
  state: "asked" | "granted" | "declined";
  words: string | null;
}

export interface Place {
  sign_up: SignUpRule;
  /** What whoever asks to be let in is asked. */
  question: string;
  commons: string;
  name: string;
  limits: Record<string, number>;
  vocabulary: Record<VocabularyName, Choice[]>;
}

export interface SignUpBody {
  name: string;
  kdf: Kdf;
  login: string;
  recovery: string;
  keyring_pass: string;
  keyring_recovery: string;
  device: string;
  admission?: string;
}

export interface SignInBody {
  name: string;
  secret: string;
  by: "words" | "sheet";
  device: string;
}

export interface WordsBody {
  login_now?: string;
  recovery_now?: string;
  kdf: Kdf;
  login: string;
  keyring_pass: string;
  keyring_recovery?: string;
  recovery?: string;
  sheet_note?: string;
}

/** What `navigator.credentials` takes, with base64url for bytes. */
export interface GetOptions {
  challenge: string;
  timeout?: number;
}

export interface CreateOptions {
  challenge: string;
  rp: { name: string };
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: { type: "public-key"; alg: number }[];
  excludeCredentials?: { id: string }[];
}

/** An authenticator's answer. Nothing that extensions gave is in it. */
export interface Credential {
  id: string;
  rawId: string;
  type: string;
  response: Record<string, string | null>;
  clientExtensionResults: Record<string, never>;
}

export interface Begun<T> {
  try: string;
  options: T;
}

export interface PasskeyBody {
  try: string;
  credential: Credential;
  name: string;
  /** `keyring.passkey.age`; null where the passkey only signs in */
  keyring: string | null;
}

export interface PasskeyInBody {
  try: string;
  credential: Credential;
  device: string;
}

export interface PasskeyIn {
  half: string;
  name: string;
  keyring: string | null;
  sheet_note: string | null;
}

export interface PasskeyLine {
  id: string;
  name: string;
  at: number;
  used: number;
  /** whether it opens the sealed side, or only signs in */
  opens: boolean;
}

export interface SessionLine {
  id: string;
  device: string;
  started: number;
  used: number;
  this: boolean;
}

export interface EntryLine {
  id: string;
  rev: number;
  at: number;
  size: number;
}

export interface EntryPage {
  entries: EntryLine[];
  next: string | null;
}

export interface EntryBytes {
  id: string;
  rev: number;
  at: number;
  /** base64 of the age file */
  bytes: string;
}

/** A page for them that can be opened now. */
export interface OutLine {
  id: string;
  rev: number;
  ends_at: number | null;
  size: number;
}

export interface Pen {
  id: string;
  name: string;
}

export interface OpenPhoto {
  photo: string;
  width: number;
  height: number;
}

export interface PlacedPhoto {
  photo: string;
  alt: string;
}

export interface OpenAround {
  state: StoryState | null;
  about: Pick<About, "kind" | "weeks" | "when" | "role" | "path">;
  notes: string[];
  wish: string[];
  answers: Answers;
  quoting: Quoting;
  words?: string;
  findable: boolean;
}

/** The open copy as the server is given it. */
export interface StoryBody {
  audience: OpenAudience;
  title?: string;
  text: string;
  around: OpenAround;
  photos: PlacedPhoto[];
  moments: { id: string; at: number; text: string; photos: PlacedPhoto[] }[];
  master_rev: number;
}

export interface Shared {
  story: string;
  version: number;
  url: string;
}

export interface AnswerForKeeping {
  id: string;
  parent: string | null;
  pen: string;
  at: number;
  text: string;
}

export interface OwnCopy {
  story: { text: string; version: number };
  answers: AnswerForKeeping[];
  with: { pen: string; kind: string; at: number }[];
  /** goes on with the answers; null when these are the last */
  next: string | null;
}

export interface OwnStoryLine {
  id: string;
  audience: OpenAudience;
  title: string | null;
  pen: string;
  shared_at: number;
  held?: string;
}

export interface Heard {
  kind: "answer" | "with-you" | "me-too";
  story: string;
  title: string | null;
  pen: string;
  at: number;
  text?: string;
}

export interface HeardPage {
  heard: Heard[];
  waiting: boolean;
  next: string | null;
}
