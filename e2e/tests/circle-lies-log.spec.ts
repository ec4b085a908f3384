// Logs and grants that somebody made up with real keys: who began a circle, who is in it, and who opens what.
import type { Page } from "@playwright/test";
import { circleAudience, type Keyring } from "../../room/seal/index.ts";
import { joinCircle, makeCircle, somebody, tellCircle } from "../lib/circle.ts";
import { grantBy, inTheNameOf, keysOf, lineBy, madeUp, opened, strangersKeys, tells } from "../lib/forged.ts";
import {
  CIRCLES,
  type Json,
  linesSent,
  lying,
  nothingIsShown,
  oneThingIsNotShown,
  type Said,
  saying,
  truth,
  withEntries,
} from "../lib/lies.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const CIRCLE = "Around the fire";
const TITLE = "What the letter said";
const TEXT = "We have a date now, and somebody to come with us.";
const AFTER = "After she was taken out";
const FALSE = "Something nobody here has told";
const ALL = [CIRCLE, TITLE, TEXT, AFTER, FALSE, "Ruth"];

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

interface Somebody {
  page: Page;
  keys: Keyring;
}

interface Scene {
  place: Place;
  she: Somebody;
  he: Somebody;
  ruth: Somebody;
  url: string;
  circle: string;
}

async function member(place: Place, name: string): Promise<Somebody> {
  const { page, person } = await somebody(place, name);
  return { page, keys: await keysOf(place.wire, person) };
}

/** She keeps a circle with him and Ruth in it, and has told something there. */
async function scene(place: Place): Promise<Scene> {
  const [she, he, ruth] = await Promise.all([
    member(place, "maeve.w"),
    member(place, "eoin.k"),
    member(place, "ruth.l"),
  ]);
  const url = await makeCircle(she.page, place, CIRCLE, "Maeve");
  await joinCircle(she.page, url, he.page, "Eoin");
  await joinCircle(she.page, url, ruth.page, "Ruth");
  await tellCircle(she.page, place, TITLE, TEXT);
  for (const { page } of [he, ruth]) {
    await page.goto(url);
    await expect(page.getByRole("link", { name: TITLE })).toBeVisible();
  }
  return { place, she, he, ruth, url, circle: url.slice(-22) };
}

/** Each of these is told to them, and nothing of it is shown. */
async function refused({ url, circle }: Scene, page: Page, lies: [string, Said][]): Promise<void> {
  for (const [what, said] of lies) {
    const stop = await saying(page, circle, said);
    await page.goto(url);
    await nothingIsShown(page, what, ALL);
    await stop();
  }
}

/** The log with other lines after it. */
const goingOn = (said: Said, ...lines: string[]): Said => ({
  ...said,
  view: { ...said.view, lines: [...said.view.lines, ...lines] },
});
const granted = (said: Said, grant: string | null): Said => ({ ...said, view: { ...said.view, grant } });

async function takeOut({ she, he, place, url }: Scene, name: string): Promise<void> {
  await she.page.goto(url);
  await button(she.page, `Take ${name} out`).click();
  await she.page
    .getByRole("dialog")
    .getByRole("button", { name: `Take ${name} out`, exact: true })
    .click();
  await expect(she.page.getByText(`${name} is not in this circle any more.`)).toBeVisible();
  await tellCircle(she.page, place, AFTER, AFTER);
  await he.page.goto(url);
  await expect(he.page.getByRole("link", { name: AFTER })).toBeVisible();
}

test("nobody comes into a circle, begins it or gives its keys but who keeps it, whatever is signed and sealed", async ({
  place,
}) => {
  test.setTimeout(150_000);
  const at = await scene(place);
  const { she, he, ruth, url, circle } = at;
  const ghost = await strangersKeys();
  const before = await truth(place, he.page, circle);
  const hers = await truth(place, ruth.page, circle);
  const { state, keys } = await opened(he.keys, circle, before.view);
  const invented = { name: CIRCLE, mine: "Maeve", title: FALSE };

  await test.step("a log, a member and a grant that are not the keeper’s", async () => {
    const add = { op: "add", member: ghost.pub };
    const kept = await lineBy(she.keys, state, { op: "keep", user: ruth.keys.pub.user });
    const then = goingOn(before, kept);
    const { state: handedOver } = await opened(he.keys, circle, then.view);
    const byRuth = await grantBy(ruth.keys.signer, state, he.keys.pub, keys);
    const inHerName = await grantBy(inTheNameOf(she.keys, ruth.keys).signer, state, he.keys.pub, keys);
    await refused(at, he.page, [
      ["begun by somebody else", await madeUp(ghost, circle, [he.keys.pub, ruth.keys.pub], invented)],
      ["let in by a member", goingOn(before, await lineBy(ruth.keys, state, add))],
      ["let in by who kept it before", goingOn(then, await lineBy(she.keys, handedOver, add))],
      ["no grant", granted(before, null)],
      ["a grant by a member", granted(before, byRuth)],
      ["a grant by a member in her name", granted(before, inHerName)],
    ]);
    await refused(at, she.page, [["no grant for her", granted(await truth(place, she.page, circle), null)]]);
  });

  await takeOut(at, "Ruth");
  const now = await truth(place, he.page, circle);

  await test.step("who was taken out is out for whoever has seen it", async () => {
    const instead = await lineBy(she.keys, state, { op: "add", member: ghost.pub });
    await refused(at, he.page, [
      ["a removal that is hidden", before],
      ["another line in its place", goingOn(before, instead)],
      ["the grant from before it", granted(now, before.view.grant)],
    ]);
  });

  await test.step("what she says after she was taken out is not shown", async () => {
    const { state: then } = await opened(he.keys, circle, now.view);
    const audience = { ...circleAudience(then, he.keys) };
    const stop = await saying(
      he.page,
      circle,
      withEntries(now, await tells(ruth.keys, audience, { title: FALSE })),
    );
    await he.page.goto(url);
    await oneThingIsNotShown(he.page, "by somebody who is out", [FALSE, "Ruth"]);
    await expect(he.page.getByRole("link", { name: AFTER })).toBeVisible();
    await stop();
  });

  await test.step("the next epoch does not open for her, whatever the server gives her", async () => {
    const mine = { ...now.view, user: ruth.keys.pub.user };
    const own = { ...mine, grant: hers.view.grant };
    await refused(at, ruth.page, [
      ["what he is told", now],
      ["that as if it were for her", { ...now, view: mine }],
      ["that with her own grant", { ...now, view: own }],
    ]);
    for (const epoch of [1, 2]) {
      const entries = now.entries.map((one) => (one.epoch === 2 ? { ...one, epoch } : one));
      const stop = await saying(ruth.page, circle, { ...hers, entries });
      await ruth.page.goto(url);
      await oneThingIsNotShown(ruth.page, `as of epoch ${epoch}`, [AFTER]);
      await expect(ruth.page.getByRole("link", { name: TITLE }), "what she had read").toBeVisible();
      await stop();
    }
  });

  await test.step("a circle that she never made nor asked to join is not hers", async () => {
    const id = "ZmFsc2UgY2lyY2xlIGlkIQ";
    const others = { name: "The ones who know", mine: "Eoin’s mother", title: FALSE };
    const stops = [
      await lying(
        she.page,
        CIRCLES,
        (said) =>
          [
            ...(said as unknown as Json[]),
            { id, user: she.keys.pub.user, keeper: false, lines: 2, changed_at: Date.now() },
          ] as unknown as Json,
      ),
      await saying(she.page, id, await madeUp(ghost, id, [she.keys.pub], others)),
    ];
    await she.page.goto(`${place.room}/circles`);
    await expect(she.page.getByRole("link", { name: CIRCLE })).toBeVisible();
    await nothingIsShown(she.page, "in the list", [others.name, others.mine]);
    await she.page.goto(`${place.room}/circles/${id}`);
    await nothingIsShown(she.page, "by its address", [others.name, others.mine, FALSE]);
    await ui.write(she.page, place);
    await ui.type(she.page, { title: "Hers", text: TEXT });
    await she.page.getByRole("radio", { name: "My circle" }).check({ force: true });
    await button(she.page, "Let my circle read it").click();
    await expect(she.page.getByText(`Able to read it in ${CIRCLE}:`)).toBeVisible();
    await expect(she.page.getByText(others.name)).toHaveCount(0);
    for (const stop of stops) await stop();
  });
  expect(linesSent(place), "two were let in and one taken out").toBe(3);
});
