// A server that lies about a circle: each lie ends in one plain sentence, and nothing of it is shown.
import type { Page, Route } from "@playwright/test";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const CIRCLE = "Around the fire";
const TITLE = "What the letter said";
const TEXT = "We have a date now, and somebody to come with us.";
const CHANGED = /changed on the way/;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

interface Scene {
  she: Page;
  he: Page;
  url: string;
  link: string;
}

async function person(place: Place, name: string): Promise<Page> {
  const page = await (await place.device()).newPage();
  await ui.signUp(page, place, name);
  return page;
}

async function makeLink(page: Page, url: string): Promise<string> {
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "Invite somebody" })).toBeVisible();
  const links = page.getByLabel("A link to this circle");
  const before = await links.count();
  await button(page, "Make a link").click();
  await expect(links).toHaveCount(before + 1);
  const all = await links.evaluateAll((inputs: HTMLInputElement[]) => inputs.map((input) => input.value));
  return all[before] ?? "";
}

async function ask(page: Page, link: string, name: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByLabel("Your name in this circle").fill(name);
  await button(page, "Ask to join").click();
  await expect(page.getByRole("heading", { name: "You have asked to join" })).toBeVisible();
}

/** She has a circle with him in it, and has told something there. */
async function scene(place: Place): Promise<Scene> {
  const she = await person(place, "maeve.w");
  const he = await person(place, "eoin.k");
  await she.goto(`${place.room}/circles`);
  await she.getByLabel("What is it called?").fill(CIRCLE);
  await she.getByLabel("Your name in it").fill("Maeve");
  await button(she, "Make the circle").click();
  await she.waitForURL(/\/circles\/[\w-]{22}$/);
  const url = she.url();
  const link = await makeLink(she, url);
  await ask(he, link, "Eoin");
  await she.goto(url);
  await she.getByRole("radio", { name: /Everything/ }).check();
  await button(she, "Let Eoin in").click();
  await expect(she.getByText("Eoin is in the circle.")).toBeVisible({ timeout: 20_000 });
  await ui.write(she, place);
  await ui.type(she, { title: TITLE, text: TEXT });
  await she.getByRole("radio", { name: "My circle" }).check({ force: true });
  await button(she, "Let my circle read it").click();
  await button(she, "Let them read it").click();
  await she.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
  await he.goto(url);
  await expect(he.getByRole("link", { name: TITLE })).toBeVisible();
  return { she, he, url, link };
}

type Json = Record<string, unknown>;

/** Changes what the server says under this address, until the returned function is called. */
async function lying(page: Page, path: RegExp, lie: (said: Json) => Json): Promise<() => Promise<void>> {
  const handler = async (route: Route) => {
    if (route.request().method() !== "GET") return route.continue();
    // Names below localhost are known to the browser only.
    const asked = new URL(route.request().url());
    const headers = { ...(await route.request().allHeaders()), host: asked.host };
    asked.hostname = "127.0.0.1";
    const answer = await route.fetch({ url: asked.href, headers });
    const said = (await answer.json()) as Json;
    await route.fulfill({ response: answer, json: lie(said) });
  };
  await page.route(path, handler);
  return () => page.unroute(path, handler);
}

const VIEW = /\/api\/circles\/[\w-]{22}\?from=/;
const BUNDLE = /\/entries\/bundle\?ids=/;

const lines = (said: Json): string[] => [...(said.lines as string[])];
const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

async function nothingIsShown(page: Page, what: string): Promise<void> {
  await expect(page.getByText(CHANGED).first(), what).toBeVisible();
  await expect(page.getByText(TITLE), what).toHaveCount(0);
  await expect(page.getByText(TEXT), what).toHaveCount(0);
}

test("a log, a grant or an entry that was changed is not believed, and says so in a sentence", async ({
  place,
}) => {
  test.setTimeout(240_000);
  const { she, he, url } = await scene(place);
  const other = await person(place, "stranger");
  await other.goto(`${place.room}/circles`);
  await other.getByLabel("What is it called?").fill("Elsewhere");
  await other.getByLabel("Your name in it").fill("Somebody");
  const learned = other.waitForResponse((reply) => VIEW.test(reply.url()) && reply.ok());
  await button(other, "Make the circle").click();
  const elsewhere = (await (await learned).json()) as Json;

  const lies: [string, RegExp, (said: Json) => Json][] = [
    ["a hidden last line", VIEW, (said) => ({ ...said, lines: lines(said).slice(0, -1) })],
    ["a line twice", VIEW, (said) => ({ ...said, lines: [...lines(said), lines(said).at(-1)] })],
    ["lines in another order", VIEW, (said) => ({ ...said, lines: lines(said).reverse() })],
    ["no lines", VIEW, (said) => ({ ...said, lines: [] })],
    ["another circle’s log", VIEW, (said) => ({ ...said, lines: elsewhere.lines })],
    [
      "a changed letter in a line",
      VIEW,
      (said) => ({ ...said, lines: lines(said).map((line, i) => (i === 1 ? flip(line, 40) : line)) }),
    ],
    [
      "a ghost in the log",
      VIEW,
      (said) => {
        const all = lines(said);
        const ghost = all[1]?.replace(/"user":"[\w-]{22}"/, '"user":"AAAAAAAAAAAAAAAAAAAAAA"');
        return { ...said, lines: [all[0], ghost, ...all.slice(2)] };
      },
    ],
    ["somebody else’s grant", VIEW, (said) => ({ ...said, grant: elsewhere.grant })],
    ["a bent grant", VIEW, (said) => ({ ...said, grant: flip(said.grant as string, 2400) })],
    ["a grant cut short", VIEW, (said) => ({ ...said, grant: (said.grant as string).slice(0, -40) })],
    ["another user", VIEW, (said) => ({ ...said, user: elsewhere.user })],
  ];
  for (const [what, path, lie] of lies) {
    const stop = await lying(he, path, lie);
    await he.goto(url);
    await nothingIsShown(he, what);
    await he.goto(`${place.room}/circles`);
    await nothingIsShown(he, what);
    await expect(he.getByText(CIRCLE), what).toHaveCount(0);
    await stop();
  }

  const entries: [string, (all: Json[]) => Json[]][] = [
    ["a bent entry", (all) => all.map((one) => ({ ...one, bytes: flip(one.bytes as string, 5000) }))],
    [
      "entries in each other’s place",
      (all) => all.map((one, i) => ({ ...one, bytes: all[(i + 1) % all.length]?.bytes })),
    ],
    ["another author", (all) => all.map((one) => ({ ...one, user: "AAAAAAAAAAAAAAAAAAAAAA" }))],
    [
      "an entry cut short",
      (all) => all.map((one) => ({ ...one, bytes: (one.bytes as string).slice(0, 3000) })),
    ],
  ];
  for (const [what, lie] of entries) {
    const stop = await lying(he, BUNDLE, (said) => ({ entries: lie(said.entries as Json[]) }));
    await he.goto(url);
    await nothingIsShown(he, what);
    await stop();
  }

  await he.goto(url);
  await expect(he.getByRole("link", { name: TITLE }), "the truth is shown again").toBeVisible();

  // An older revision than the one he has seen.
  const old = he.waitForResponse((reply) => BUNDLE.test(reply.url()));
  await he.reload();
  const before = (await (await old).json()) as { entries: Json[] };
  await she.goto(`${place.room}/journey`);
  await she.getByRole("link", { name: TITLE }).first().click();
  await she.getByRole("link", { name: "Change it, or add a moment" }).click();
  await ui.addMoment(she, "Later that day.");
  await button(she, "Update what the circle sees").click();
  await she.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
  await he.goto(url);
  await expect(he.getByRole("link", { name: TITLE })).toBeVisible();
  const stop = await lying(he, BUNDLE, () => before as unknown as Json);
  await he.goto(url);
  await nothingIsShown(he, "an older revision");
  await stop();
});

test("who asks with other keys than the link’s holder sent is not let in, and a wrong beginning is not joined", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const { she, url } = await scene(place);
  const link = await makeLink(she, url);
  const mother = await person(place, "brid.w");
  const INVITE = /\/api\/invites\/[\w-]+\?from=/;

  const stop = await lying(mother, INVITE, (said) => ({ ...said, lines: [] }));
  await mother.goto("about:blank");
  await mother.goto(link);
  await expect(mother.getByText(CHANGED)).toBeVisible();
  await stop();
  const own = await (async () => {
    await mother.goto(`${place.room}/circles`);
    await mother.getByLabel("What is it called?").fill("Hers");
    await mother.getByLabel("Your name in it").fill("Mam");
    const learned = mother.waitForResponse((reply) => VIEW.test(reply.url()) && reply.ok());
    await button(mother, "Make the circle").click();
    return (await (await learned).json()) as Json;
  })();
  const stopOther = await lying(mother, INVITE, (said) => ({ ...said, lines: own.lines }));
  await mother.goto("about:blank");
  await mother.goto(link);
  await expect(mother.getByText(CHANGED), "a log that does not begin as the link says").toBeVisible();
  await stopOther();

  await ask(mother, link, "Mam");
  const ghost = /"sig":"([\w-]{43})"/.exec((own.lines as string[])[0] ?? "");
  expect(ghost).not.toBeNull();
  const swaps: [string, (asked: Json) => Json][] = [
    [
      "other keys",
      (asked) => ({
        ...asked,
        p: (asked.p as string).replace(/"enc":"age1pq1.{20}/, '"enc":"age1pq1qqqqqqqqqqqqqqqqqqqq'),
      }),
    ],
    ["another name", (asked) => ({ ...asked, name: flip(asked.name as string, 3000) })],
    ["another proof", (asked) => ({ ...asked, mac: flip(asked.mac as string, 3) })],
    ["another invitation", (asked) => ({ ...asked, invite: "AAAAAAAAAAAA" })],
  ];
  for (const [what, swap] of swaps) {
    const restore = await lying(she, VIEW, (said) => ({
      ...said,
      ...(said.requests === undefined ? {} : { requests: (said.requests as Json[]).map(swap) }),
    }));
    await she.goto(url);
    await expect(she.getByText(/they cannot be let in/), what).toBeVisible();
    await expect(button(she, "Let Mam in"), what).toHaveCount(0);
    await restore();
  }
  await she.goto(url);
  await expect(she.getByRole("button", { name: "Let Mam in" })).toBeVisible();
});
