import { describe, expect, it } from "vitest";
import { Idle, type Shelf } from "./idle.ts";

const MINUTE = 60_000;

class Kept implements Shelf {
  readonly all = new Map<string, string>();
  getItem = (key: string) => this.all.get(key) ?? null;
  setItem = (key: string, value: string) => void this.all.set(key, value);
  removeItem = (key: string) => void this.all.delete(key);
}

function browser() {
  const shelf = new Kept();
  const clock = { now: 1_790_000_000_000 };
  const tab = () => new Idle(shelf, () => clock.now);
  return { shelf, clock, tab };
}

describe("locking after a chosen time", () => {
  it("never locks unless it was chosen, and keeps nothing then", () => {
    const { shelf, clock, tab } = browser();
    const idle = tab();
    idle.used();
    clock.now += 1_000 * MINUTE;
    expect(idle.isOver()).toBe(false);
    expect(shelf.all.size).toBe(0);
  });

  it("locks once nobody has touched it for that long, and not a moment before", () => {
    const { clock, tab } = browser();
    const idle = tab();
    idle.after = 5;
    clock.now += 5 * MINUTE - 1;
    expect(idle.isOver()).toBe(false);
    idle.used();
    clock.now += 5 * MINUTE - 1;
    expect(idle.isOver()).toBe(false);
    clock.now += 1;
    expect(idle.isOver()).toBe(true);
  });

  it("counts what is done in another tab", () => {
    const { clock, tab } = browser();
    const [one, two] = [tab(), tab()];
    one.after = 15;
    clock.now += 14 * MINUTE;
    two.used();
    clock.now += 14 * MINUTE;
    expect(one.isOver()).toBe(false);
  });

  it("is over when the browser was closed meanwhile", () => {
    const { clock, tab } = browser();
    tab().after = 60;
    clock.now += 61 * MINUTE;
    expect(tab().isOver()).toBe(true);
  });

  it("locks when the clock was put back, or when what it knew is gone", () => {
    const { shelf, clock, tab } = browser();
    const idle = tab();
    idle.after = 5;
    clock.now -= 10 * MINUTE;
    expect(idle.isOver()).toBe(true);
    clock.now += 10 * MINUTE;
    shelf.removeItem("last used");
    expect(idle.isOver()).toBe(true);
    idle.begin();
    expect(idle.isOver()).toBe(false);
  });

  it("takes no number that was never offered", () => {
    const { shelf, tab } = browser();
    for (const bad of ["7", "-5", "NaN", "1e9", ""]) {
      shelf.setItem("lock after", bad);
      expect(tab().after).toBe(0);
    }
  });

  it("does nothing in a browser that keeps nothing", () => {
    const refuse = () => {
      throw new Error("no");
    };
    const idle = new Idle({ getItem: refuse, setItem: refuse, removeItem: refuse }, () => 0);
    idle.after = 5;
    idle.used();
    expect([idle.after, idle.isOver()]).toEqual([0, false]);
  });
});
