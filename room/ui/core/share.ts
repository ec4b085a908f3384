import type { StoryDocument } from "../../seal/index.ts";

/** Whether this story has an open copy. */
export const isOpen = (doc: StoryDocument): boolean => doc.open !== null;

/** Whether the open copy is older than what she has written since. */
export function behind(_doc: StoryDocument): boolean {
  throw new Error("not yet");
}
