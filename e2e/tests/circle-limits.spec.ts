// A circle in which much was said still opens with a handful of requests. How fast that is, `make bench` measures.
import { fillCircle, makeCircle, somebody } from "../lib/circle.ts";
import { expect, test } from "../lib/test.ts";

test("a hundred entries of a circle come in seven requests, none of them for a single entry", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const she = await somebody(place, "maeve.w");
  const url = await makeCircle(she.page, place, "The long year", "Maeve");
  // With the circle's name, which is an entry too, that makes a hundred.
  await fillCircle(place.wire, { ...she, url }, 99);
  const before = place.wire.exchanges.length;
  await she.page.goto(url);
  await expect(she.page.getByRole("link", { name: /^Day \d+$/ })).toHaveCount(99);
  const asked = place.wire.exchanges
    .slice(before)
    .map((x) => ({ ...x, path: x.path.replace(url.slice(-22), "ID") }));
  const kinds = asked
    .map(({ path }) => path.replace(/=.*/, "="))
    .filter((path) => path.startsWith("/api/circles/"));
  const five = new Array<string>(5).fill("/api/circles/ID/entries/bundle?ids=");
  expect(kinds, "the log, the list, and twenty entries at a time").toEqual([
    "/api/circles/ID?from=",
    "/api/circles/ID/entries?cursor=",
    ...five,
  ]);
  const ids = asked.flatMap(({ path }) => /bundle\?ids=(.*)/.exec(path)?.[1]?.split(",") ?? []);
  expect(new Set(ids).size, "each entry is asked for once").toBe(100);
  expect(ids).toHaveLength(100);

  const rest = place.wire.exchanges.length;
  await she.page.getByRole("link", { name: "Day 7", exact: true }).click();
  await expect(she.page.getByRole("heading", { name: "Day 7", exact: true })).toBeVisible();
  const again = place.wire.exchanges.slice(rest).filter(({ path }) => path.includes("/entries/"));
  expect(
    again.map(({ path }) => path),
    "what was opened is not asked for again",
  ).toEqual([]);
});
