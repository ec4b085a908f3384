import type { StoryDocument } from "../../seal/index.ts";

/** The server could not be reached, or did not answer in time. What was sent may have arrived. */
export class Offline extends Error {
  readonly say = "This device has no connection to the place right now.";
  constructor() {
    super("offline");
    this.name = "Offline";
  }
}

/** The server no longer knows this session. */
export class SignedOut extends Error {
  readonly say = "You are signed out. Sign in again, and everything goes on from here.";
  constructor() {
    super("signed out");
    this.name = "SignedOut";
  }
}

/** The server said no. `say` is its sentence for the person, `field` the field it is about. */
export class ApiError extends Error {
  readonly code: string;
  readonly say: string;
  readonly status: number;
  readonly field?: string;
  /** the revision the server has, where it says so */
  readonly rev?: number;

  constructor(code: string, say: string, status: number, more: { field?: string; rev?: number }) {
    super(`${status} ${code}`);
    this.name = "ApiError";
    this.code = code;
    this.say = say;
    this.status = status;
    if (more.field !== undefined) this.field = more.field;
    if (more.rev !== undefined) this.rev = more.rev;
  }
}

/** Signing out now would lose words that are on this device only. */
export class Unkept extends Error {
  readonly count: number;
  readonly say: string;
  constructor(count: number) {
    super("unkept");
    this.name = "Unkept";
    this.count = count;
    this.say =
      count === 1
        ? "Something you wrote is only on this device so far. Signing out would erase it."
        : `${count} things you wrote are only on this device so far. Signing out would erase them.`;
  }
}

/** Something needs the master on the server first, and it is not there: see `status`. */
export class NotKept extends Error {
  readonly say = "Your story could not be kept on the server yet, so nothing was changed.";
  /** the `kind` of the status that saving ended with */
  readonly status: string;
  constructor(status: string) {
    super(`not kept: ${status}`);
    this.name = "NotKept";
    this.status = status;
  }
}

/** More answers than fit into the sealed story. Nothing was taken back, so none of them is lost. */
export class TooManyAnswers extends Error {
  readonly say =
    "There are more answers than can be kept with this story, so it was not taken back, and nothing was changed.";
  constructor() {
    super("too many answers");
    this.name = "TooManyAnswers";
  }
}

/** A story that was told for somebody, and that they took back. */
export class TakenBack extends Error {
  readonly say =
    "It was taken back from this circle meanwhile, so nobody there reads it. Only you can read it now.";
  /** the story as it is now */
  readonly doc: StoryDocument;
  constructor(doc: StoryDocument) {
    super("taken back");
    this.name = "TakenBack";
    this.doc = doc;
  }
}

/** The keys are not open. */
export class Locked extends Error {
  readonly say = "Please sign in first.";
  constructor() {
    super("locked");
    this.name = "Locked";
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404;

/** Somebody answered a story that was being taken back. */
export const isStirred = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "stirred";

/** Too much at once, or trouble on the server's side: worth another try. */
export const isBusy = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 429 || error.status >= 500);
