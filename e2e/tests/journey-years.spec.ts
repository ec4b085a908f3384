// One's own stories over the years: put in order and searched on the device, by days that were chosen.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

async function told(page: Page, place: Place, text: string, year: string, month?: string): Promise<void> {
  await ui.write(page, place);
  await ui.type(page, { text });
  await page.getByText("Where it belongs in your journey").click();
  if (year !== "") await page.getByRole("textbox", { name: "Year" }).fill(year);
  if (month !== undefined) await page.getByRole("combobox", { name: "Month" }).selectOption({ label: month });
  await ui.kept(page);
  await ui.keep(page);
}

test("stories stand by the days that were chosen, and a word is found without asking the server", async ({
  place,
  page,
}) => {
  await ui.signUp(page, place, "maeve");
  await told(page, place, "The second time, in spring.", "2021", "March");
  await told(page, place, "The first time.", "2019");
  await told(page, place, "Written on a train, éloïse.", "");
  await page.goto(`${place.room}/journey`);
  await page.getByRole("link", { name: "Over the years" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["2019", "2021", "Without a day"]);
  await expect(page.getByText("March 2021")).toBeVisible();
  await expectAccessible(page);

  const before = place.wire.exchanges.length;
  await page.getByRole("textbox", { name: "Find a word" }).fill("ELOISE");
  await expect(page.getByRole("heading", { level: 3 })).toHaveText(["Written on a train, éloïse."]);
  await page.getByRole("textbox", { name: "Find a word" }).fill("nowhere");
  await expect(page.getByText("No story of yours has that.")).toBeVisible();
  expect(place.wire.exchanges.slice(before).map(({ path }) => path)).toEqual([]);
});

test("a day that does not exist is said at the field, and the story is kept without it", async ({
  place,
  page,
}) => {
  await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: "Some day." });
  await page.getByText("Where it belongs in your journey").click();
  await page.getByRole("textbox", { name: "Year" }).fill("20x9");
  await expect(page.getByText("There is no such day.")).toBeVisible();
  await ui.kept(page);
  await ui.keep(page);
  await page.goto(`${place.room}/journey/years`);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["Without a day"]);
});
