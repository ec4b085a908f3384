/** How long after the last key a text is read, in milliseconds: nobody is interrupted in the middle of a word. */
const PAUSE = 600;

/**
 * Calls `look` now and a moment after something was typed into `field`, on this device alone; what it shows is put into
 * `place`. Returns what ends it and empties `place`.
 */
export function readAlong(
  field: HTMLTextAreaElement,
  place: HTMLElement,
  look: () => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  field.addEventListener("input", later);
  look();
  return () => {
    clearTimeout(timer);
    field.removeEventListener("input", later);
    place.replaceChildren();
  };
}
