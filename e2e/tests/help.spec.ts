// Help: pages to read, found without script, and on paper.
import { expectAccessible } from "../lib/axe.ts";
import { expect, test } from "../lib/test.ts";

test("somebody finds what to say to a friend, by keyboard and without script", async ({ place }) => {
  const page = await (await place.device({ javaScriptEnabled: false })).newPage();
  await page.goto(`${place.commons}/help`);
  await page.getByRole("searchbox", { name: "Look for words in help and numbers" }).focus();
  await page.keyboard.type("what to say to a friend");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "For friends: what to say, and what not to" }).first().press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "For friends" })).toBeVisible();
  await expect(page.getByText("Nobody of the field has reviewed it yet.")).toBeVisible();
});

test("a page is whole in light and dark, and on paper it is the page alone", async ({ place }) => {
  const page = await (await place.device()).newPage();
  for (const path of ["/help?q=child", "/help/telling-children"]) {
    await page.goto(`${place.commons}${path}`);
    await expectAccessible(page);
  }
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { name: "Words that frighten" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Community" })).toBeHidden();
  await expect(page.getByRole("link", { name: "All pages" })).toBeHidden();
});
