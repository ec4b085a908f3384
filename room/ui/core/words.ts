/**
 * `count` words drawn evenly from `list` by the system's random source, with spaces between.
 * Six words of the list in `words/` are 73 bits.
 *
 * @throws RangeError for a list of fewer than 1,024 words or a count under 4: too easy to guess
 */
export function generateWords(count: number, list: readonly string[]): string {
  if (list.length < 1024 || list.length > 0x10000 || count < 4) {
    throw new RangeError("too easy to guess");
  }
  return Array.from({ length: count }, () => list[below(list.length)] ?? "").join(" ");
}

/** A number under `limit`; draws again above the last whole multiple, so that none is likelier. */
function below(limit: number): number {
  const top = 0x1_0000_0000 - (0x1_0000_0000 % limit);
  const drawn = new Uint32Array(1);
  for (;;) {
    const [value = 0] = crypto.getRandomValues(drawn);
    if (value < top) return value % limit;
  }
}

/**
 * Six plain words as they were drawn, however a keyboard spaced or capitalised them; anything else
 * without the space around it. The same at sign-up and at every sign-in.
 */
export function asDrawn(typed: string): string {
  const plain = typed
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/[\s,.-]+/g, " ");
  return /^[a-z]+(?: [a-z]+){5}$/.test(plain) ? plain : typed.trim();
}
