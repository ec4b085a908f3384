/** What a person is told. Each code has one sentence on the screen. */
export type SealCode =
  | "changed-on-the-way"
  | "wrong-key"
  | "bad-keyring"
  | "not-a-sheet"
  | "weak-kdf"
  | "bad-passphrase"
  | "bad-document"
  | "too-long"
  | "photo-heic"
  | "photo-kind"
  | "photo-too-large"
  | "photo-unreadable"
  | "photo-cannot-clean";

/**
 * A refusal. `code` says what the person is told; `reason` says which check refused, in the words
 * that the shared vectors use, and is for tests and for somebody who is helping.
 */
export class SealError extends Error {
  readonly code: SealCode;
  readonly reason: string;

  constructor(code: SealCode, reason: string = code) {
    super(reason === code ? code : `${code}: ${reason}`);
    this.name = "SealError";
    this.code = code;
    this.reason = reason;
  }
}

/** A reader's refusal: shown as "this was changed on the way", never as a network error. */
export const changed = (reason: string): SealError => new SealError("changed-on-the-way", reason);
