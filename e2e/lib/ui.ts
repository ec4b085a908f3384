// What a person does, by the names that a person, or a screen reader, goes by. Only here is it known how a page is
// built.
import { expect, type Locator, type Page } from "@playwright/test";

export interface Person {
  name: string;
  words: string;
  /** What is on the recovery sheet. */
  sheet: string;
}

export interface Where {
  commons: string;
  room: string;
}

export type Far = "Only me" | "Community" | "Everyone";

/** How somebody presses and types: with a mouse unless a test says otherwise. */
export interface Hands {
  press(target: Locator, key?: string): Promise<void>;
  type(target: Locator, text: string): Promise<void>;
}

const mouse: Hands = {
  press: (target) => target.click(),
  type: (target, text) => target.fill(text),
};

export const story = (page: Page): Locator => page.getByRole("textbox", { name: "What is happening" });
export const title = (page: Page): Locator => page.getByRole("textbox", { name: /^(?:A )?title/i });
export const far = (page: Page, how: Far): Locator => page.getByRole("radio", { name: how });
export const farGroup = (page: Page): Locator => far(page, "Only me");
export const keepButton = (page: Page): Locator => page.getByRole("button", { name: /^Keep/ });

/** Waits until the composer says that what was typed is kept. */
export const kept = (page: Page): Promise<void> =>
  expect(page.getByText(/^Kept\b/).first()).toBeVisible({ timeout: 20_000 });

/** Through the whole sign-up: a name, the words that were made up, and the sheet. */
export async function signUp(page: Page, place: Where, name: string, hands: Hands = mouse): Promise<Person> {
  await page.goto(`${place.room}/sign-up`);
  await hands.type(page.getByRole("textbox", { name: /name/i }), name);
  return { name, words: "", sheet: "" };
}

export async function signIn(page: Page, place: Where, { name, words }: Person): Promise<void> {
  await page.goto(`${place.room}/sign-in`);
  await page.getByRole("textbox", { name: /name/i }).fill(name);
  await page.getByLabel(/words/i).first().fill(words);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function write(page: Page, place: Where): Promise<void> {
  await page.goto(`${place.room}/write`);
  await story(page).waitFor();
}

export async function type(page: Page, what: { title?: string; text: string }): Promise<void> {
  if (what.title !== undefined) await title(page).fill(what.title);
  await story(page).fill(what.text);
}

export async function addPhoto(_page: Page, _path: string, _alt: string): Promise<void> {}
export async function setFar(page: Page, how: Far): Promise<void> {
  await far(page, how).check({ force: true });
}
export async function keep(page: Page): Promise<void> {
  await keepButton(page).click();
}
export async function openFromJourney(page: Page, place: Where, name: string): Promise<void> {
  await page.goto(`${place.room}/journey`);
  await page.getByRole("link", { name }).first().click();
}
export async function openDraft(page: Page, place: Where, start: string): Promise<void> {
  await openFromJourney(page, place, start);
}
export async function widen(_page: Page, _how: Far, _pen: string): Promise<void> {}
export async function share(_page: Page, _how: Far, _pen: string): Promise<void> {}
export async function narrow(_page: Page, _place: Where, _name: string): Promise<void> {}
export async function addMoment(_page: Page, _place: Where, _name: string, _text: string): Promise<void> {}
export async function keepMine(_page: Page): Promise<void> {}
export async function openOnCommons(page: Page, _place: Where): Promise<string> {
  return page.url();
}
export async function goToCommons(page: Page, place: Where): Promise<void> {
  await page.goto(`${place.room}/`);
  await page.getByRole("link", { name: "Community" }).first().click();
  await page.waitForURL(`${place.commons}/community**`);
}
/** The form under a story or a thread. */
export const answerForm = (page: Page): Locator =>
  page.locator("form").filter({ has: page.getByRole("button", { name: "Answer", exact: true }) });
export const answerText = (page: Page): Locator =>
  answerForm(page).getByRole("textbox", { name: /^Answer / });
export const answerPen = (page: Page): Locator =>
  answerForm(page).getByRole("textbox", { name: /pen name/i });

export async function answer(page: Page, text: string, pen: string): Promise<void> {
  await answerText(page).fill(text);
  await answerPen(page).fill(pen);
  await answerForm(page).getByRole("button", { name: "Answer", exact: true }).click();
}
