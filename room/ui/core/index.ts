/** What the pages use. `openRoom()` makes one of everything, joined up. */
export { Api } from "./api.ts";
export type { Trusted } from "./circle-words.ts";
export {
  ApiError,
  Locked,
  NotKept,
  Offline,
  SignedOut,
  TakenBack,
  TooManyAnswers,
  Unkept,
} from "./errors.ts";
export { behind, behindCircle, farOf, isOpen } from "./opencopy.ts";
export type { PageDocument, PageOut } from "./page-doc.ts";
export { openRoom, type Room } from "./room.ts";
export * from "./types.ts";
export type * from "./wire.ts";
export { generateWords } from "./words.ts";
