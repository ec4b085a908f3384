// Across the sealed border: only me, my circle, the community, and back. What leaves a side is gone from it.
import type { Page } from "@playwright/test";
import { canaryOf, scan } from "../lib/canary.ts";
import { leftBehind } from "../lib/secrets.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const TEXT = "They gave us a date, clover-canary, and a leaflet.";
const ANSWER = "I have that leaflet too, yarrow-canary.";
const TITLE = "The leaflet";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const words = [canaryOf("the text", TEXT), canaryOf("the answer", ANSWER)];

async function tellCircle(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "My circle" }).check({ force: true });
  await button(page, "Let my circle read it").click();
  await button(page, "Let them read it").click();
  await page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
}

test("a story goes from the community to a circle with its answers kept, to the community again, and back to her alone", async ({
  place,
  page,
}) => {
  test.setTimeout(240_000);
  await ui.signUp(page, place, "maeve.w");
  await page.goto(`${place.room}/circles`);
  await page.getByLabel("What is it called?").fill("The two of us");
  await page.getByLabel("Your name in it").fill("Maeve");
  await button(page, "Make the circle").click();
  await page.waitForURL(/\/circles\/[\w-]{22}$/);
  const circle = page.url();

  await ui.write(page, place);
  await ui.type(page, { title: TITLE, text: TEXT });
  await ui.letGo(page, "Community", "clover");
  const id = page.url().slice(-22);
  const other = await (await place.device()).newPage();
  await ui.signUp(other, place, "eoin.k");
  await ui.goToCommons(other, place);
  await other.getByRole("link", { name: TITLE }).click();
  await ui.answer(other, ANSWER, "yarrow");
  await expect(other.getByText(ANSWER)).toBeVisible();
  const open = other.url().replace(/#.*/, "");
  expect(scan(words, leftBehind(place)).length, "the community's side is open").toBeGreaterThan(0);

  await test.step("to the circle: it leaves the open side, and she keeps the answer", async () => {
    await ui.goOn(page, place, id);
    await page.getByRole("radio", { name: "My circle" }).check({ force: true });
    await button(page, "Let my circle read it").click();
    await expect(page.getByRole("dialog").getByText(/First it leaves the open side/)).toBeVisible();
    await button(page, "Let them read it").click();
    await page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
    await expect(page.getByText(ANSWER)).toBeVisible();
    await expect(page.getByText("My circle")).toBeVisible();
    await other.goto(open);
    await expect(other.getByText(TEXT)).toHaveCount(0);
    await page.goto(circle);
    await page.getByRole("link", { name: TITLE }).click();
    await expect(page.getByText(TEXT)).toBeVisible();
    await expect(page.getByText(ANSWER), "what the community said is not passed on").toHaveCount(0);
    await expect
      .poll(() => scan(words, leftBehind(place)), { timeout: 20_000, message: "nothing open is left" })
      .toEqual([]);
  });

  await test.step("to the community again: the circle keeps its copy", async () => {
    await ui.goOn(page, place, id);
    await ui.letGo(page, "Community", "sorrel");
    await other.goto(`${place.commons}/community`);
    await expect(other.getByRole("link", { name: TITLE })).toBeVisible();
    await page.goto(circle);
    await expect(page.getByRole("link", { name: TITLE })).toBeVisible();
  });

  await test.step("back to her alone: gone from both", async () => {
    await ui.goOn(page, place, id);
    await ui.takeBack(page);
    await other.goto(`${place.commons}/community`);
    await expect(other.getByText(TITLE)).toHaveCount(0);
    await page.goto(circle);
    await expect(page.getByText("Nothing yet.")).toBeVisible();
    await expect
      .poll(() => scan(words, leftBehind(place)), { timeout: 20_000, message: "nothing open is left" })
      .toEqual([]);
  });

  await test.step("erased from the composer, a story in a circle is gone there too", async () => {
    await ui.write(page, place);
    await ui.type(page, { title: "Only a line", text: "And then not." });
    await tellCircle(page);
    await page.getByRole("link", { name: "Change it, or add a moment" }).click();
    await button(page, "Erase it").click();
    await page.getByRole("dialog").getByRole("button", { name: "Erase it", exact: true }).click();
    await page.waitForURL(`${place.room}/journey`);
    await page.goto(circle);
    await expect(page.getByText("Nothing yet.")).toBeVisible();
  });
});
