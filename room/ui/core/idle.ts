/** What `localStorage` has of it; a browser that keeps nothing throws, and then nothing is chosen. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** After how many minutes without a key or a touch this browser locks; 0: never. */
export const LOCK_AFTER = [0, 5, 15, 60] as const;
export type LockAfter = (typeof LOCK_AFTER)[number];

const CHOSEN = "lock after";
const LAST = "last used";
const MINUTE = 60_000;
/** How often a use is written down, in milliseconds. */
const EVERY = 5_000;

/**
 * When this browser was last used, over all its tabs, and whether that is too long ago. In this browser alone: it
 * says when somebody was here, to nobody but this browser.
 */
export class Idle {
  #noted = 0;

  constructor(
    readonly shelf: Shelf,
    readonly now: () => number,
  ) {}

  get after(): LockAfter {
    const minutes = Number(this.#get(CHOSEN) ?? 0);
    return LOCK_AFTER.find((one) => one === minutes) ?? 0;
  }

  set after(minutes: LockAfter) {
    if (minutes === 0) {
      this.#drop(CHOSEN);
      this.#drop(LAST);
    } else {
      this.#put(CHOSEN, String(minutes));
      this.#note();
    }
  }

  /** A key or a touch. */
  used(): void {
    if (this.after !== 0 && Math.abs(this.now() - this.#noted) >= EVERY) this.#note();
  }

  /** Whether it is to be locked. A clock that was put back says nothing, so it locks. */
  isOver(): boolean {
    const { after } = this;
    if (after === 0) return false;
    const last = this.#get(LAST);
    if (last === null) return true;
    const since = this.now() - Number(last);
    return !(since >= -MINUTE && since < after * MINUTE);
  }

  /** Unlocked just now. */
  begin(): void {
    if (this.after !== 0) this.#note();
  }

  #note(): void {
    this.#noted = this.now();
    this.#put(LAST, String(this.#noted));
  }

  #get(key: string): string | null {
    try {
      return this.shelf.getItem(key);
    } catch {
      return null;
    }
  }

  #put(key: string, value: string): void {
    try {
      this.shelf.setItem(key, value);
    } catch {
      // Nothing is kept here; then nothing is locked either.
    }
  }

  #drop(key: string): void {
    try {
      this.shelf.removeItem(key);
    } catch {
      // As above.
    }
  }
}
