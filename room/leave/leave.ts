/** How often Shift is pressed, and within how many milliseconds. */
const TIMES = 3;
const WITHIN = 5_000;
/** How long Escape is held, in milliseconds. */
const HELD = 1_000;

/**
 * Calls `leave` when Shift is pressed three times within five seconds with no other key between, or Escape is held for
 * a second. Returns what ends it.
 */
export function onSigns(leave: () => void): () => void {
  let presses: number[] = [];
  let held: ReturnType<typeof setTimeout> | undefined;
  const down = (event: KeyboardEvent) => {
    if (event.repeat) return;
    if (event.key === "Escape") held ??= setTimeout(leave, HELD);
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at <= WITHIN);
    if (presses.length >= TIMES) leave();
  };
  const release = () => {
    clearTimeout(held);
    held = undefined;
  };
  const up = (event: KeyboardEvent) => event.key === "Escape" && release();
  // Before anything else on the page, which may keep keys to itself.
  addEventListener("keydown", down, true);
  addEventListener("keyup", up, true);
  addEventListener("blur", release);
  return () => {
    release();
    removeEventListener("keydown", down, true);
    removeEventListener("keyup", up, true);
    removeEventListener("blur", release);
  };
}

/** Nothing of the page can be seen from now on, however slow the line is. */
export function hide(): void {
  document.title = "";
  document.documentElement.hidden = true;
}
