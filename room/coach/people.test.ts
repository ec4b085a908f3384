import { expect, test } from "vitest";
import countries from "../../content/signposts/people.json" with { type: "json" };
import cases from "../../content/signposts/words.en.cases.json" with { type: "json" };
import { suggestsDanger } from "./people.ts";

test.each(cases)("$text → $finds", ({ text, finds }) => {
  expect(suggestsDanger(text)).toBe(finds);
});

test("everybody who is listed has a number, hours, a source and the day it was read", () => {
  for (const { country, people } of countries) {
    expect(people.length, country).toBeGreaterThan(0);
    for (const one of people) {
      expect(one.call, one.name).toMatch(/^[0-9][0-9 ]*$/);
      expect(one.when, one.name).not.toBe("");
      expect(one.sources.length, one.name).toBeGreaterThan(0);
      for (const source of one.sources) expect(new URL(source).protocol).toBe("https:");
      expect(one.read, one.name).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  }
});
