// How long a person waits in the room, in the browser that people have: from the press to what it opens.
import { type CDPSession, chromium, type Page } from "@playwright/test";
import config from "../playwright.config.ts";
import { fillCircle, makeCircle } from "./circle.ts";
import { originOf, type Target } from "./http.ts";
import * as ui from "./ui.ts";
import { Wire } from "./wire.ts";

const CIRCLE = "The long year";

/** All in milliseconds, the middle one of several. */
export interface Waits {
  /** From the press on Circles until the one circle's name is there, which is the one entry in it. */
  none: number;
  /** The same with a hundred entries, all of them opened and verified. */
  hundred: number;
  /** The same on a processor that is six times slower. */
  noneSlow: number;
  hundredSlow: number;
  /** From the press on "Sign in", on a new device, until the journey is there. */
  signIn: number;
}

const middle = (all: number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

async function times(count: number, work: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < count; i++) all.push(await work());
  return middle(all);
}

/** Presses something and waits in the page itself, so that what carries the commands does not count. */
export function untilShown(page: Page, press: string, shown: string): Promise<number> {
  return page.evaluate(
    ([what, text]) =>
      new Promise<number>((done) => {
        const control = [...document.querySelectorAll<HTMLElement>("a, button")].findLast(
          (one) => one.textContent?.trim() === what,
        );
        if (!control) throw new Error(`there is no ${what}`);
        const began = performance.now();
        // No name for what is called: the tool that strips the types would ask for a helper that no page has.
        const watch = new MutationObserver(() => {
          const all = [...document.querySelectorAll("main h1, main h2, main h3")];
          if (!all.some((one) => one.textContent?.trim() === text)) return;
          watch.disconnect();
          // When it is on the screen.
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
        });
        watch.observe(document.body, { childList: true, subtree: true, characterData: true });
        control.click();
      }),
    [press, shown] as const,
  );
}

/** The room anew, with nothing of a circle in memory, and what it needs of script already there. */
async function openCircles(page: Page, place: ui.Where): Promise<number> {
  await page.goto(`${place.room}/circles`);
  await page.getByRole("heading", { name: CIRCLE }).waitFor({ timeout: 60_000 });
  await page.goto(`${place.room}/journey`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return untilShown(page, "Circles", CIRCLE);
}

async function slower(cdp: CDPSession, rate: number): Promise<void> {
  await cdp.send("Emulation.setCPUThrottlingRate", { rate });
}

export async function waits(behind: Target, name: string): Promise<Waits> {
  const wire = await Wire.before(behind);
  const browser = await chromium.launch(config.use?.launchOptions);
  try {
    const place = { room: originOf("room", wire.port), commons: originOf("commons", wire.port) };
    const page = await (await browser.newContext()).newPage();
    const cdp = await page.context().newCDPSession(page);
    const person = await ui.signUp(page, place, name);
    const url = await makeCircle(page, place, CIRCLE, "Maeve");
    const none = await times(5, () => openCircles(page, place));
    await slower(cdp, 6);
    const noneSlow = await times(3, () => openCircles(page, place));
    await slower(cdp, 1);
    await fillCircle(wire, { page, person, url }, 99);
    const hundred = await times(5, () => openCircles(page, place));
    await slower(cdp, 6);
    const hundredSlow = await times(3, () => openCircles(page, place));
    await slower(cdp, 1);
    const signIn = await times(3, async () => {
      const context = await browser.newContext();
      try {
        const other = await context.newPage();
        await other.goto(`${place.room}/sign-in`);
        await other.getByLabel("Name", { exact: true }).fill(person.name);
        await other.getByLabel("Your words", { exact: true }).fill(person.words);
        return await untilShown(other, "Sign in", "My journey");
      } finally {
        await context.close();
      }
    });
    return { none, hundred, noneSlow, hundredSlow, signIn };
  } finally {
    await browser.close();
    await wire.close();
  }
}
