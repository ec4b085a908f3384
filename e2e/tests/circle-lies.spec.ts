// A server that lies about a circle: each lie ends in one plain sentence, and nothing of it is shown.
import type { Page } from "@playwright/test";
import { startCircle } from "../../room/seal/index.ts";
import { askToJoin, joinCircle, makeCircle, makeLink, somebody, tellCircle } from "../lib/circle.ts";
import { strangersKeys } from "../lib/forged.ts";
import { asked, BUNDLE, flip, type Json, lying, nothingIsShown, VIEW, type View } from "../lib/lies.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const CIRCLE = "Around the fire";
const TITLE = "What the letter said";
const TEXT = "We have a date now, and somebody to come with us.";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

const lines = (said: Json): string[] => [...(said.lines as string[])];

/** A circle of somebody’s own, as the server tells of it. */
async function ownCircle(page: Page, place: Place, name: string): Promise<View> {
  const url = await makeCircle(page, place, name, "Somebody");
  return asked<View>(place, page, `/api/circles/${url.slice(-22)}?from=0`);
}

test("a log, a grant or an entry that was changed is not believed, and says so in a sentence", async ({
  place,
}) => {
  test.setTimeout(240_000);
  const [{ page: she }, { page: he }, { page: other }] = await Promise.all([
    somebody(place, "maeve.w"),
    somebody(place, "eoin.k"),
    somebody(place, "stranger"),
  ]);
  const url = await makeCircle(she, place, CIRCLE, "Maeve");
  await joinCircle(she, url, he, "Eoin");
  await tellCircle(she, place, TITLE, TEXT);
  await he.goto(url);
  await expect(he.getByRole("link", { name: TITLE })).toBeVisible();
  const elsewhere = await ownCircle(other, place, "Elsewhere");
  const shown = [TITLE, TEXT];

  const lies: [string, (said: Json) => Json][] = [
    ["a hidden last line", (said) => ({ ...said, lines: lines(said).slice(0, -1) })],
    ["a line twice", (said) => ({ ...said, lines: [...lines(said), lines(said).at(-1)] })],
    ["lines in another order", (said) => ({ ...said, lines: lines(said).reverse() })],
    ["no lines", (said) => ({ ...said, lines: [] })],
    ["another circle’s log", (said) => ({ ...said, lines: elsewhere.lines })],
    [
      "a changed letter in a line",
      (said) => ({ ...said, lines: lines(said).map((line, i) => (i === 1 ? flip(line, 40) : line)) }),
    ],
    [
      "a ghost in the log",
      (said) => {
        const all = lines(said);
        const ghost = all[1]?.replace(/"user":"[\w-]{22}"/, '"user":"AAAAAAAAAAAAAAAAAAAAAA"');
        return { ...said, lines: [all[0], ghost, ...all.slice(2)] };
      },
    ],
    ["somebody else’s grant", (said) => ({ ...said, grant: elsewhere.grant })],
    ["a bent grant", (said) => ({ ...said, grant: flip(said.grant as string, 2400) })],
    ["a grant cut short", (said) => ({ ...said, grant: (said.grant as string).slice(0, -40) })],
    ["another user", (said) => ({ ...said, user: elsewhere.user })],
  ];
  for (const [what, lie] of lies) {
    const stop = await lying(he, VIEW, lie);
    await he.goto(url);
    await nothingIsShown(he, what, [...shown, CIRCLE]);
    await stop();
  }

  const stopList = await lying(he, VIEW, (said) => ({ ...said, lines: lines(said).slice(0, -1) }));
  await he.goto(`${place.room}/circles`);
  await nothingIsShown(he, "in the list of circles", [CIRCLE]);
  await stopList();

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
    await nothingIsShown(he, what, shown);
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
  await nothingIsShown(he, "an older revision", shown);
  await stop();
});

test("who asks with other keys than the link’s holder sent is not let in, and a wrong beginning is not joined", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const [{ page: she }, { page: mother }] = await Promise.all([
    somebody(place, "maeve.w"),
    somebody(place, "brid.w"),
  ]);
  const url = await makeCircle(she, place, CIRCLE, "Maeve");
  const link = await makeLink(she, url);
  const INVITE = /\/api\/invites\/[\w-]+\?from=/;

  const own = await ownCircle(mother, place, "Hers");
  const again = await startCircle(await strangersKeys(), url.slice(-22));
  const beginnings: [string, string[]][] = [
    ["none", []],
    ["another circle’s", own.lines],
    ["by somebody else, under the same id", [again.line]],
  ];
  for (const [what, beginning] of beginnings) {
    const stop = await lying(mother, INVITE, (said) => ({ ...said, lines: beginning }));
    await mother.goto("about:blank");
    await mother.goto(link);
    await nothingIsShown(mother, what, ["You are invited to a circle"]);
    await stop();
  }

  await askToJoin(mother, link, "Mam");
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
