const PLAIN = "That did not work just now. Nothing is lost. Please try again in a moment.";

/** The sentence of an error that has one for the person; a plain one for every other. */
export function sayOf(error: unknown): string {
  const say = typeof error === "object" && error !== null ? Reflect.get(error, "say") : undefined;
  return typeof say === "string" ? say : PLAIN;
}

/** The field an error is about, if it says so. */
export function fieldOf(error: unknown): string | undefined {
  const field = typeof error === "object" && error !== null ? Reflect.get(error, "field") : null;
  return typeof field === "string" ? field : undefined;
}
