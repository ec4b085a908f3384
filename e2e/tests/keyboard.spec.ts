// Sign up, write and keep, by keyboard alone.
import { expect, type Locator, type Page } from "@playwright/test";
import { test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

/** Tab until it has the focus, and insist that the focus can be seen. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < 80; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const seen = await target.evaluate((element) => {
        const shows = (e: Element) => {
          const style = getComputedStyle(e);
          const outline = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
          return outline || style.boxShadow !== "none";
        };
        // A text may leave it to the card around it, and a radio button to its label.
        const around = (e: Element): Element[] =>
          e.parentElement && e !== document.body ? [e, ...around(e.parentElement)] : [];
        const labels = [...((element as HTMLInputElement).labels ?? [])].flatMap((e) => [e, ...e.children]);
        return [...around(element), ...labels].some(shows);
      });
      expect.soft(seen, `the focus on ${target} can be seen`).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not get to ${target}`);
}

async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

test("everything from signing up to a kept story goes without a mouse", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve", {
    press: (target, key) => press(page, target, key),
    type: async (target, text) => {
      await tabTo(page, target);
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(text);
    },
  });
  await page.goto(`${place.room}/write`);
  await tabTo(page, ui.story(page));
  await page.keyboard.type("Written without a mouse.");
  await tabTo(page, ui.far(page, "Only me"));
  await ui.kept(page);
  await press(page, ui.keepButton(page));
  await page.waitForURL(/\/story\//);
  await expect(page.getByText("Written without a mouse.").first()).toBeVisible();
});

test("the first stop of every page leads past its head", async ({ place, page }) => {
  for (const url of [
    `${place.commons}/`,
    `${place.commons}/help`,
    `${place.room}/`,
    `${place.room}/sign-up`,
  ]) {
    await page.goto(url);
    await page.locator("main").waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement?.getAttribute("href") ?? "");
    expect.soft(first, url).toMatch(/^#/);
  }
});
