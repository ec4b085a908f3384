// All keys made new, as somebody does who thinks that another has had them.
import { expect, type Page } from "@playwright/test";
import type { Where } from "./ui.ts";

/** Returns the new words. */
export async function makeAllKeysNew(page: Page, place: Where, now: string): Promise<string> {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await page.goto(`${place.room}/settings`);
  await page.getByRole("link", { name: "make all keys new" }).click();
  await page.getByLabel("The words you have now").fill(now);
  const drawn = page.getByRole("status", { name: "The six words" });
  await expect(drawn).toHaveText(/^\S+(?: \S+){5}$/);
  const words = (await drawn.textContent()) ?? "";
  await page.getByRole("checkbox", { name: "I have written them down" }).check();
  await button("Make new keys").click();
  await page.locator("[data-sheet]").waitFor({ timeout: 30_000 });
  await button("I have it").click();
  await expect(page.getByRole("heading", { name: "Your keys are new" })).toBeVisible({ timeout: 30_000 });
  return words;
}
