// A look at every page of a demo as each of those who can see it.
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { makeCircle, makeLink, tellCircle } from "./circle.ts";
import { Guard } from "./guard.ts";
import { ask, originOf } from "./http.ts";
import { type Screen, screens } from "./pages.ts";
import type { Program } from "./program.ts";
import { goToCommons, type Person, signIn } from "./ui.ts";

export type As = Screen["as"];

/** A browser in which somebody is signed in on both sides, or nobody. */
export async function pageAs(
  browser: Browser,
  program: Program,
  as: As,
  people: Record<Exclude<As, "visitor">, Person>,
): Promise<{ page: Page; context: BrowserContext; guard: Guard }> {
  const context = await browser.newContext({
    locale: "en-IE",
    timezoneId: "Europe/Dublin",
    reducedMotion: "reduce",
  });
  const guard = new Guard();
  guard.watch(context);
  const page = await context.newPage();
  const place = { commons: originOf("commons", program.port), room: originOf("room", program.port) };
  if (as !== "visitor") {
    await signIn(page, place, people[as]);
    await goToCommons(page, place);
  }
  return { page, context, guard };
}

const storiesOn = (html: string): string[] => [
  ...new Set([...html.matchAll(/\/story\/([\w-]{22})/g)].map(([, id]) => id ?? "")),
];

/** A circle of hers with a link and a story, which no demo can have: it is sealed on her device. */
async function circleOf(program: Program, page: Page, as: As): Promise<{ circle: string; told: string }> {
  if (as !== "maeve") return { circle: "", told: "" };
  const place = { commons: originOf("commons", program.port), room: originOf("room", program.port) };
  const url = await makeCircle(page, place, "Home", "Maeve");
  await makeLink(page, url);
  await tellCircle(page, place, "Thursday", "They found a heartbeat, but it is slow. So we wait.");
  await page.goto(url);
  await page.getByRole("link", { name: "Thursday" }).click();
  await page.waitForURL(/\/circles\/[\w-]{22}\/[\w-]{22}$/);
  return { circle: url.slice(-22), told: page.url().slice(-22) };
}

/** Every page that this person can see, with stories that the demo really has. */
export async function screensOf(program: Program, page: Page, as: As): Promise<Screen[]> {
  const commons = originOf("commons", program.port);
  const found = { community: "", everyone: "", answer: "", pen: "", ...(await circleOf(program, page, as)) };
  // A visitor knows no story of the community; those pages are looked at by others.
  for (const path of ["/community?order=answered", "/community", "/"]) {
    await page.goto(commons + path);
    for (const id of storiesOn(await page.content())) {
      const open = (await ask(program, { path: `/story/${id}` })).status === 200;
      if (open) found.everyone ||= id;
      else found.community ||= id;
    }
  }
  if (found.community) {
    await page.goto(`${commons}/story/${found.community}`);
    const html = await page.content();
    found.answer = /\/answer\/([\w-]{22})/.exec(html)?.[1] ?? /id="answer-([\w-]{22})"/.exec(html)?.[1] ?? "";
    found.pen = /\/pen\/([^"?#/]+)/.exec(html)?.[1] ?? "";
  }
  return screens(found).filter(
    (screen) =>
      screen.as === as && !screen.path.includes("//") && !/\/(?:story|answer|pen)\/$/.test(screen.path),
  );
}

/** Goes there and waits until nothing moves. */
export async function visit(page: Page, program: Program, screen: Screen): Promise<void> {
  await page.goto(originOf(screen.side, program.port) + screen.path, { waitUntil: "load" });
  await page.locator("main, body:not(:has(main))").first().waitFor();
  await screen.ready?.(page);
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
