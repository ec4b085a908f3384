// A demo as `make run` makes it, shared by the tests that only look, and the names and words it prints.
import { Program } from "./program.ts";
import { test as base, expect } from "./test.ts";
import type { Person } from "./ui.ts";

interface Demo {
  program: Program;
  people: Record<"newreader" | "maeve" | "moderator", Person>;
}

/** As content/demo/members.toml has them. */
const people: Demo["people"] = {
  newreader: { name: "newreader", words: "harbor mitten acorn lantern ripple cedar", sheet: "" },
  maeve: { name: "maeve", words: "pebble orchard thimble meadow kettle quilt", sheet: "" },
  moderator: { name: "moderator", words: "anchor violet basket window copper saddle", sheet: "" },
};

export const test = base.extend<object, { demo: Demo }>({
  demo: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern
    async ({}, use) => {
      const program = await Program.start({ command: "demo", address: "127.0.0.1" });
      await use({ program, people });
      await program.remove();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

export { expect };
