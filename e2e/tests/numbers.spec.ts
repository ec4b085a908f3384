// What somebody finds who searches for a number at two in the morning: by keyboard, by what a screen reader is told,
// and without script.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { expect, test } from "../lib/test.ts";

const weeks = (page: Page) => page.getByRole("textbox", { name: /^Weeks since the last period/ });
const days = (page: Page) => page.getByRole("textbox", { name: /^and days/ });
const age = (page: Page) => page.getByRole("textbox", { name: /^Age/ });
const answer = (page: Page) => page.getByRole("region", { name: "From here on" });

test("by keyboard alone: a range of a hundred, both ways, and nothing of it in the address", async ({
  place,
  page,
}) => {
  await page.goto(`${place.commons}/numbers`);
  await page.getByRole("radio", { name: /^Nothing yet/ }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await expect(weeks(page)).toBeFocused();
  await page.keyboard.type("8");
  await page.keyboard.press("Tab");
  await expect(days(page)).toBeFocused();
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "From here on", exact: true })).toBeVisible();
  expect(new URL(page.url()).search, "what was chosen is in no address").toBe("");
  const said = answer(page);
  await expect(said.getByText(/^Of 100 pregnancies/)).toContainText(
    /went on to 20 weeks and about \d+ ended/,
  );
  await expect(said.getByRole("img", { name: /of 100/ }).first()).toBeVisible();
  await said.getByText("The same as a table").click();
  await expect(said.getByRole("row", { name: /^8 / })).toBeVisible();
  await expect(said.getByRole("columnheader", { name: "Week" })).toBeVisible();
  await expectAccessible(page, ["light", "dark"]);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page, ["light", "dark"]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, "nothing is wider than the screen").toBeLessThanOrEqual(0);
  expect(place.program.logs(), "what was typed is in no log").not.toMatch(/weeks|days=|checked/);
});

test("one side of it, or none, as one chooses; remembered on this device alone", async ({ place, page }) => {
  await page.goto(`${place.commons}/numbers`);
  await page.getByRole("radio", { name: /^Nothing yet/ }).check();
  await weeks(page).fill("7");
  await days(page).fill("0");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await answer(page).getByRole("button", { name: "those who go on" }).click();
  await expect(answer(page).getByText(/^Of 100 pregnancies/)).not.toContainText("ended");
  await answer(page).getByRole("button", { name: "no numbers" }).click();
  await expect(answer(page).getByText(/The number is left out, as you chose/)).toBeVisible();
  await expect(answer(page)).not.toContainText(/\d/);
  await page.goto(`${place.commons}/numbers`);
  await expect(page.getByRole("radio", { name: "no numbers" })).toBeChecked();
  const other = await (await place.device()).newPage();
  await other.goto(`${place.commons}/numbers`);
  await expect(other.getByRole("radio", { name: "both ways" })).toBeChecked();
});

test("without script it is the same, and what cannot be taken is said at its field", async ({ place }) => {
  const page = await (await place.device({ javaScriptEnabled: false })).newPage();
  await page.goto(`${place.commons}/numbers`);
  await page.getByRole("radio", { name: /^Nothing yet/ }).check();
  await weeks(page).fill("8");
  await age(page).fill("two hundred");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(age(page)).toHaveAttribute("aria-invalid", "true");
  await expect(age(page)).toHaveValue("two hundred");
  await expect(weeks(page)).toHaveValue("8");
  await expect(answer(page)).toHaveCount(0);
  await age(page).fill("");
  await days(page).fill("0");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(answer(page)).toBeVisible();
});

test("before six weeks, at forty-five, and from twenty weeks it is said in words or of a thousand", async ({
  place,
  page,
}) => {
  const ask = async (week: string, years = "") => {
    await page.goto(`${place.commons}/numbers`);
    await page.getByRole("radio", { name: /^Nothing yet/ }).check();
    await weeks(page).fill(week);
    await days(page).fill("0");
    await age(page).fill(years);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    return answer(page);
  };
  await expect((await ask("5")).getByText(/^Of 100 pregnancies/)).toHaveCount(0);
  await expect((await ask("8", "46")).getByText(/^Of 100 pregnancies/)).toHaveCount(0);
  await expect(await ask("24")).toContainText(/1,?000/);
});

test("after a loss, what to call for comes first; every number has its source", async ({ place, page }) => {
  for (const path of ["/numbers/after", "/numbers/context", "/numbers/method"]) {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${place.commons}${path}`);
    await expectAccessible(page, ["light", "dark"]);
  }
  await page.goto(`${place.commons}/numbers/after`);
  await expect(page.locator("main > :nth-child(-n+4)").getByText("Heavy bleeding, fever")).toBeVisible();
  await page.goto(`${place.commons}/numbers/method`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /CSV/ }).first().click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});
