import { SealError } from "../../seal/index.ts";

const PLAIN = "That did not work just now. Nothing is lost. Please try again in a moment.";

const CHANGED =
  "This was changed on the way. It is not shown, because it is not what its author wrote.";
const LINK = "This link is not whole. Please open it once more from where it was sent to you.";

/** The sentence of an error that has one for the person; a plain one for every other. */
export function sayOf(error: unknown): string {
  if (error instanceof SealError && error.reason === "bad-link") return LINK;
  if (error instanceof SealError && error.code === "changed-on-the-way") return CHANGED;
  const say = typeof error === "object" && error !== null ? Reflect.get(error, "say") : undefined;
  return typeof say === "string" ? say : PLAIN;
}

/** The field an error is about, if it says so. */
export function fieldOf(error: unknown): string | undefined {
  const field = typeof error === "object" && error !== null ? Reflect.get(error, "field") : null;
  return typeof field === "string" ? field : undefined;
}
