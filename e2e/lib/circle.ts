// What people do in a circle, and a circle with much in it, written by the room's own code without a browser.
import { expect, type Page } from "@playwright/test";
import {
  circleAudience,
  emptyStory,
  openKeyring,
  printStory,
  readLog,
  sealEntry,
} from "../../room/seal/index.ts";
import { id } from "./api.ts";
import { ask } from "./http.ts";
import { keyringTextOf } from "./secrets.ts";
import type { Place } from "./test.ts";
import * as ui from "./ui.ts";
import type { Wire } from "./wire.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Somebody new, on a device of their own, which `before` may change first. */
export async function somebody(
  place: Place,
  name: string,
  before: (page: Page) => Promise<void> = async () => undefined,
): Promise<{ page: Page; person: ui.Person }> {
  const page = await (await place.device()).newPage();
  await before(page);
  return { page, person: await ui.signUp(page, place, name) };
}

/** Returns the address of the circle. */
export async function makeCircle(page: Page, place: ui.Where, name: string, mine: string): Promise<string> {
  await page.goto(`${place.room}/circles`);
  await page.getByLabel("What is it called?").fill(name);
  await page.getByLabel("Your name in it").fill(mine);
  await button(page, "Make the circle").click();
  await page.waitForURL(/\/circles\/[\w-]{22}$/);
  await expect(page.getByRole("heading", { name })).toBeVisible();
  return page.url();
}

/** A new link into the circle. */
export async function makeLink(page: Page, url: string): Promise<string> {
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "Invite somebody" })).toBeVisible();
  const links = page.getByLabel("A link to this circle");
  const before = await links.count();
  await button(page, "Make a link").click();
  await expect(links).toHaveCount(before + 1);
  return links.nth(before).inputValue();
}

export async function askToJoin(page: Page, link: string, name: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByLabel("Your name in this circle").fill(name);
  await button(page, "Ask to join").click();
  await expect(page.getByRole("heading", { name: "You have asked to join" })).toBeVisible();
}

/** The keeper lets somebody in to everything. */
export async function letIn(keeper: Page, url: string, name: string): Promise<void> {
  await keeper.goto(url);
  await keeper.getByRole("radio", { name: /everything/i }).check();
  await button(keeper, `Let ${name} in`).click();
  await expect(keeper.getByText(`${name} is in the circle.`)).toBeVisible({ timeout: 20_000 });
}

/** Link, wish and yes in one; returns the link. */
export async function joinCircle(keeper: Page, url: string, who: Page, name: string): Promise<string> {
  const link = await makeLink(keeper, url);
  await askToJoin(who, link, name);
  await letIn(keeper, url, name);
  return link;
}

/** From the composer: lets the only circle read what is in it. */
export async function letCircleRead(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "My circle" }).check({ force: true });
  await button(page, "Let my circle read it").click();
  await button(page, "Let them read it").click();
}

/** Writes something and lets the only circle read it; returns its id in her journey. */
export async function tellCircle(page: Page, place: ui.Where, title: string, text: string): Promise<string> {
  await ui.write(page, place);
  await ui.type(page, { title, text });
  await letCircleRead(page);
  await page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
  return page.url().slice(-22);
}

export const answerField = (page: Page) => page.getByRole("textbox", { name: "Answer", exact: true });

export async function answerInCircle(page: Page, text: string): Promise<void> {
  await answerField(page).fill(text);
  await button(page, "Say it").click();
  // The sentence may still be there from the answer before.
  await expect(answerField(page)).toHaveValue("");
  await expect(page.getByText("Your answer is there.")).toBeVisible();
}

/**
 * Puts so many stories into a circle, each a real one, sealed and signed by the room's own code, and sent past the
 * browser, which could not do it in a short time.
 */
export async function fillCircle(
  wire: Wire,
  { page, person, url }: { page: Page; person: ui.Person; url: string },
  count: number,
): Promise<void> {
  const me = await openKeyring(await keyringTextOf(wire, person));
  const circle = url.slice(-22);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const target = { address: "127.0.0.2", port: wire.port };
  const view = await ask(target, { side: "room", path: `/api/circles/${circle}?from=0`, cookie });
  const state = await readLog(circle, (JSON.parse(view.text) as { lines: string[] }).lines);
  const audience = circleAudience(state, me);
  for (let i = 0; i < count; i++) {
    const at = Date.UTC(2026, 0, 1) + i * 3_600_000;
    const body = {
      ...emptyStory(at),
      draft: false,
      title: `Day ${i + 1}`,
      text: TEXT,
      audience: "circle" as const,
    };
    const entry = id();
    const { file } = await sealEntry(me, audience, { id: entry, rev: 1, at }, printStory(body));
    const reply = await ask(target, {
      side: "room",
      method: "PUT",
      path: `/api/circles/${circle}/entries/${entry}`,
      cookie,
      headers: { "content-type": "application/age", "if-rev": "0", "x-epoch": String(audience.epoch) },
      body: file,
    });
    if (reply.status >= 300) throw new Error(`an entry was not taken: ${reply.status} ${reply.text}`);
  }
}

/** As long as what people write to each other. */
const TEXT =
  "They found a heartbeat, but it is slow. They said to come back on Thursday, and so we wait. ".repeat(8);
