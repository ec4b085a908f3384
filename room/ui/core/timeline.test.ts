import { expect, test } from "vitest";
import { emptyStory, isDay, parseStory, printStory } from "../../seal/index.ts";
import { allStories, found, timelineOf } from "./timeline.ts";
import type { Stories, StoryLine } from "./types.ts";

const at = (day: string): number => new Date(`${day}T12:00:00`).getTime();

function story(id: string, part: Partial<ReturnType<typeof emptyStory>>): StoryLine {
  const doc = { ...emptyStory(at("2026-11-01")), ...part };
  return { id, changed: false, rev: 1, doc, unkept: false };
}

const moment = (day: string, text: string) => ({ id: day, at: at(day), text, photos: [] });
const first = story("a", { title: "Réka", text: "The first time.", on: "2019" });
const second = story("b", {
  text: "The second time.",
  on: "2019-03-07",
  words: "our bean",
  moments: [moment("2020-01-02", "The garden."), moment("2019-03-06", "The day before.")],
});
const undated = story("c", { text: "Written years later, on a train." });

test("stories and moments stand in order of the days that were chosen, and undated ones last", () => {
  const lines = timelineOf([undated, second, first]);
  expect(lines.map(({ on, text }) => [on, text])).toEqual([
    ["2019", "The first time."],
    ["2019-03-06", "The day before."],
    ["2019-03-07", "The second time."],
    ["2020-01-02", "The garden."],
    [null, "Written years later, on a train."],
  ]);
});

test("words are found by how they begin, without accents and in any case, title and own words too", () => {
  const lines = timelineOf([first, second, undated]);
  const ids = (query: string) => [...new Set(found(lines, query).map(({ id }) => id))];
  expect(ids("reka")).toEqual(["a"]);
  expect(ids("BEAN second")).toEqual(["b"]);
  expect(ids("garden")).toEqual(["b"]);
  expect(ids("ime")).toEqual([]);
  expect(ids("  ")).toEqual(["a", "b", "c"]);
});

test("what was changed on the way has no place in time", () => {
  expect(timelineOf([{ id: "x", changed: true, say: "…" }])).toEqual([]);
});

test("every page of stories is read", async () => {
  const list = async (cursor?: string | null) => ({
    lines: [cursor ? second : first],
    next: cursor ? null : "more",
    offline: false,
  });
  const all = await allStories({ list } as Pick<Stories, "list"> as Stories);
  expect(all).toEqual({ lines: [first, second], offline: false });
});

test("a chosen day is a day of the calendar, a month or a year, and nothing else", () => {
  for (const day of ["2019", "2019-02", "2020-02-29"]) expect(isDay(day), day).toBe(true);
  for (const day of ["", "19", "2019-13", "2019-02-30", "2019-2-3", "2019-02-03T00", "soon"]) {
    expect(isDay(day), day).toBe(false);
    const body = JSON.stringify({ v: 1, kind: "story", changed: 1, on: day });
    expect(() => parseStory(body), day).toThrow();
  }
  const doc = { ...emptyStory(1), on: "2019-02" };
  expect(parseStory(printStory(doc))).toEqual(doc);
  expect(parseStory(`{"v":1,"kind":"story","changed":1}`).on).toBeUndefined();
});
