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
export const title = (page: Page): Locator => page.getByRole("textbox", { name: "A title, if you want one" });
export const far = (page: Page, how: Far): Locator => page.getByRole("radio", { name: how });
export const keepButton = (page: Page): Locator => page.getByRole("button", { name: "Keep it, only me" });
const button = (page: Page | Locator, name: string): Locator =>
  page.getByRole("button", { name, exact: true });

/** Waits until the composer says that the server has it. */
export const kept = (page: Page): Promise<void> =>
  expect(page.getByText(/^Kept, sealed/)).toBeVisible({ timeout: 20_000 });
/** Waits until the composer says that this device has it. */
export const keptHere = (page: Page): Promise<void> =>
  expect(page.getByText(/^Kept on this device, sealed(?! · on its way)/)).toBeVisible({ timeout: 20_000 });

/** Through the whole sign-up: a name, the words that were drawn, and the sheet. */
export const signUp = (page: Page, place: Where, name: string, hands: Hands = mouse): Promise<Person> =>
  signUpAt(page, `${place.room}/sign-up`, name, hands);

/** The same with a link that somebody was given. */
export async function signUpAt(
  page: Page,
  link: string,
  name: string,
  hands: Hands = mouse,
): Promise<Person> {
  await page.goto(link);
  await hands.type(page.getByRole("textbox", { name: "Name", exact: true }), name);
  const drawn = page.getByRole("status", { name: "The six words" });
  await expect(drawn).toHaveText(/^\S+(?: \S+){5}$/);
  const words = (await drawn.textContent()) ?? "";
  await hands.press(page.getByRole("checkbox", { name: "I have written them down" }), "Space");
  await hands.press(button(page, "Go on"));
  const line = page.locator("[data-sheet]");
  await line.waitFor({ timeout: 30_000 });
  const sheet = (await line.getAttribute("data-sheet")) ?? "";
  await hands.press(button(page, "I have it"));
  await story(page).waitFor();
  return { name, words, sheet };
}

export async function signIn(page: Page, place: Where, { name, words }: Person): Promise<void> {
  await page.goto(`${place.room}/sign-in`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Your words", { exact: true }).fill(words);
  await button(page, "Sign in").click();
  await page.waitForURL(`${place.room}/journey`, { timeout: 30_000 });
}

export async function signInWithSheet(page: Page, place: Where, { name, sheet }: Person): Promise<void> {
  await page.goto(`${place.room}/sheet-sign-in`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("The line on your sheet").fill(sheet);
  await button(page, "Sign in").click();
  await page.waitForURL(`${place.room}/settings`, { timeout: 30_000 });
}

export async function write(page: Page, place: Where): Promise<void> {
  await page.goto(`${place.room}/write`);
  await story(page).waitFor();
}

/** Types. The composer says at once that it is keeping, so what it said of earlier words is gone by then. */
export async function type(page: Page, what: { title?: string; text: string }): Promise<void> {
  if (what.title !== undefined) await title(page).fill(what.title);
  await story(page).fill(what.text);
}

export async function addPhoto(page: Page, path: string, alt: string): Promise<void> {
  await page.getByRole("region", { name: "Your words" }).locator("input[type=file]").setInputFiles(path);
  const about = page.getByRole("textbox", { name: "Describe this photo" }).last();
  await about.waitFor({ timeout: 30_000 });
  await about.fill(alt);
}

export async function setFar(page: Page, how: Far): Promise<void> {
  await far(page, how).check({ force: true });
}

/** Keeps it, sealed, for herself alone; returns the story's id in her journey. */
export async function keep(page: Page): Promise<string> {
  await keepButton(page).click();
  await page.waitForURL(/\/story\/[\w-]{22}$/);
  return page.url().slice(-22);
}

export async function openFromJourney(page: Page, place: Where, name: string): Promise<void> {
  await page.goto(`${place.room}/journey`);
  await page.getByRole("link", { name }).first().click();
}

export async function read(page: Page, place: Where, id: string): Promise<void> {
  await page.goto(`${place.room}/story/${id}`);
}

export async function goOn(page: Page, place: Where, id: string): Promise<void> {
  await page.goto(`${place.room}/write/${id}`);
  await story(page).waitFor();
}

/** From the composer: further, under a new pen name. */
export async function letGo(page: Page, how: "Community" | "Everyone", pen: string): Promise<void> {
  await setFar(page, how);
  const go = how === "Community" ? "Let it go to the community" : "Let it go to everyone";
  await button(page, go).click();
  const question = page.getByRole("dialog", { name: "Before it goes further" });
  const fresh = question.getByRole("textbox", { name: "New pen name" });
  const known = question.getByRole("combobox", { name: "Pen name" });
  await expect(
    fresh
      .or(known)
      .or(question.getByText(/stays under the pen name/))
      .first(),
  ).toBeVisible();
  if (await known.isVisible()) await known.selectOption({ label: "a new pen name…" });
  if (await fresh.isVisible()) await fresh.fill(pen);
  await button(question, go).click();
  await page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
}

/** From the composer: back to only her. */
export async function takeBack(page: Page): Promise<void> {
  await button(page, "Take it back").click();
  await button(page.getByRole("dialog"), "Take it back").click();
  await page.waitForURL(/\/story\/[\w-]{22}$/);
}

export async function addMoment(page: Page, text: string): Promise<void> {
  await button(page, "Add a moment").click();
  await page.getByRole("textbox", { name: /^What happened/ }).fill(text);
  await kept(page);
}

export async function goToCommons(page: Page, place: Where): Promise<void> {
  if (!page.url().startsWith(place.room)) await page.goto(`${place.room}/journey`);
  await page.getByRole("link", { name: "Community", exact: true }).click();
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
