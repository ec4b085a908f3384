const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Calls `work` after `ms`; what it returns stops that. */
export type Later = (ms: number, work: () => void) => () => void;

export const later: Later = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** Tries again, later and later, a little unevenly so that not all devices come back at once. */
export class Retries {
  readonly #later: Later;
  readonly #waiting = new Map<string, () => void>();
  readonly #tries = new Map<string, number>();

  constructor(use: Later = later) {
    this.#later = use;
  }

  /** One more try of `work` for `id`, unless one is waiting already. */
  again(id: string, work: () => void): void {
    if (this.#waiting.has(id)) return;
    const tries = this.#tries.get(id) ?? 0;
    this.#tries.set(id, tries + 1);
    const ms = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries) * (0.75 + Math.random() / 2);
    const stop = this.#later(ms, () => {
      this.#waiting.delete(id);
      work();
    });
    this.#waiting.set(id, stop);
  }

  /** It worked, or is being tried right now for another reason. */
  done(id: string, worked: boolean): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    if (worked) this.#tries.delete(id);
  }
}
