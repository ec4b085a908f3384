/**
 * Runs work on one thing one after the other: in this tab always, and over all tabs of this
 * browser where it has the Web Locks API.
 */
export class OneAtATime {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const now = before.catch(() => undefined).then(() => acrossTabs(name, work));
    this.#last.set(name, now);
    const tidy = () => {
      if (this.#last.get(name) === now) this.#last.delete(name);
    };
    now.then(tidy, tidy);
    return now;
  }
}

async function acrossTabs<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  return locks === undefined ? work() : await locks.request(`alongside/${name}`, work);
}
