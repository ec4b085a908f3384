// What a person does, by the names that a person, or a screen reader, goes by. Only here is it known how a page is
// built.
import { expect, type Locator, type Page } from "@playwright/test";

export interface Person {
  name: string;
  words: string;
  /** What is on the recovery sheet. */
  sheet: string;
}

export type Far = "Only me" | "Community" | "Everyone";

export const story = (page: Page): Locator => page.getByRole("textbox", { name: "What is happening" });
export const title = (page: Page): Locator => page.getByRole("textbox", { name: /^Title/ });
export const far = (page: Page, how: Far): Locator => page.getByRole("radio", { name: how });

/** Waits until the composer says that what was typed is kept. */
export const kept = (page: Page): Promise<void> =>
  expect(page.getByText(/^Kept\b/).first()).toBeVisible({ timeout: 20_000 });

/** Through the whole sign-up: a name, the words that were made up, and the sheet. */
export async function signUp(page: Page, room: string, name: string): Promise<Person> {
  await page.goto(`${room}/sign-up`);
  await page.getByRole("textbox", { name: /name/i }).fill(name);
  const words = (await page.getByTestId("words").innerText()).trim().replaceAll(/\s+/g, " ");
  await page.getByRole("button", { name: /go on|next/i }).click();
  const sheet = /AGE-SECRET-KEY-PQ-1[A-Z0-9]+/.exec(await page.locator("main").innerText())?.[0] ?? "";
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: /come in|sign up/i }).click();
  return { name, words, sheet };
}

export async function signIn(page: Page, room: string, { name, words }: Person): Promise<void> {
  await page.goto(`${room}/sign-in`);
  await page.getByRole("textbox", { name: /name/i }).fill(name);
  await page.getByRole("textbox", { name: /words/i }).fill(words);
  await page.getByRole("button", { name: "Sign in" }).click();
}
