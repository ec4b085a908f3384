// What a server could make a member’s own room do: let in somebody else, take people out, throw a key away, or ask for
// a secret that is easily guessed.
import type { Page } from "@playwright/test";
import { joinRequest, parseInvitation, readLog, safetyNumber } from "../../room/seal/index.ts";
import { joinCircle, makeCircle, makeLink, somebody, tellCircle } from "../lib/circle.ts";
import { asksToJoin, keysOf, strangersKeys } from "../lib/forged.ts";
import { CIRCLES, type Json, linesSent, lying, truth, VIEW } from "../lib/lies.ts";
import { makeAllKeysNew } from "../lib/new-keys.ts";
import { expect, test } from "../lib/test.ts";

const CIRCLE = "Around the fire";
const TITLE = "What the letter said";
const TEXT = "We have a date now, and somebody to come with us.";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("the keeper’s room lets in whom she saw, takes nobody out by itself, and no key is thrown away on a server’s word", async ({
  place,
}) => {
  test.setTimeout(150_000);
  const [she, he] = await Promise.all([somebody(place, "maeve.w"), somebody(place, "eoin.k")]);
  const url = await makeCircle(she.page, place, CIRCLE, "Maeve");
  const circle = url.slice(-22);
  await joinCircle(she.page, url, he.page, "Eoin");
  await tellCircle(she.page, place, TITLE, TEXT);

  await test.step("another under the request of somebody whose number she compared", async () => {
    const link = await makeLink(she.page, url);
    const tom = await strangersKeys("tom.b");
    await asksToJoin(place, link, tom, "Tom");
    const tomsNumber = await safetyNumber(tom.pub);
    const other = await strangersKeys();
    const { lines } = (await truth(place, she.page, circle)).view;
    const asks = await joinRequest(
      other,
      parseInvitation(link),
      await readLog(circle, lines),
      "Tom",
      Date.now(),
    );
    await she.page.goto(url);
    await expect(she.page.getByText(tomsNumber)).toBeVisible();
    await she.page.getByRole("radio", { name: /everything/i }).check();
    const before = linesSent(place);
    const stop = await lying(she.page, VIEW, (said) => ({
      ...said,
      requests: (said.requests as Json[]).map((one) => ({ ...one, ...asks })),
    }));
    await button(she.page, "Let Tom in").click();
    await expect(she.page.getByText(/changed on the way/).first()).toBeVisible();
    await expect(she.page.getByText("Tom is in the circle.")).toHaveCount(0);
    expect(linesSent(place), "nothing was signed").toBe(before);
    await stop();
    await she.page.goto(url);
    await expect(she.page.getByText(tomsNumber), "the one who asked still asks").toBeVisible();
    await expect(button(she.page, "Take Tom out")).toHaveCount(0);
  });

  await test.step("a server that says who has left is not obeyed, but asked about", async () => {
    const before = linesSent(place);
    const his = (await keysOf(place.wire, he.person)).pub.user;
    const stop = await lying(she.page, VIEW, (said) => ({ ...said, left: [his] }));
    await she.page.goto(url);
    await expect(she.page.getByText("This place says that Eoin has left.")).toBeVisible();
    await she.page.goto(`${place.room}/circles`);
    await expect(she.page.getByText("With Eoin")).toBeVisible();
    expect(linesSent(place), "nothing was signed").toBe(before);
    await stop();
    await she.page.goto(url);
    await expect(button(she.page, "Take Eoin out")).toBeVisible();
    await expect(she.page.getByText(/This place says/)).toHaveCount(0);
  });

  await test.step("a list of circles without his takes no key from him", async () => {
    await makeAllKeysNew(he.page, place, he.person.words);
    const stop = await lying(he.page, CIRCLES, () => [] as unknown as Json);
    await he.page.goto(`${place.room}/circles`);
    await expect(he.page.getByText("You are in no circle yet.")).toBeVisible();
    await stop();
    await he.page.goto(url);
    await expect(
      he.page.getByRole("link", { name: TITLE }),
      "it opens with the keys from before",
    ).toBeVisible();
    await expect(he.page.getByRole("region", { name: "Your new keys" })).toContainText("Maeve is asked");
  });
});

test("words are not tried where a server asks for less than the least work", async ({ place }) => {
  const page = await (await place.device()).newPage();
  const salt = "A".repeat(22);
  for (const less of [{ m: 8 }, { t: 1 }, { salt: "AAAA" }]) {
    await page.route(/\/api\/salt$/, (route) =>
      route.fulfill({ json: { kdf: { alg: "argon2id", v: 19, m: 65536, t: 3, p: 1, salt, ...less } } }),
    );
    await page.goto(`${place.room}/sign-in`);
    await page.getByLabel("Name", { exact: true }).fill("maeve.w");
    await page.getByLabel("Your words", { exact: true }).fill("lamp rain cup stair kettle window");
    await button(page, "Sign in").click();
    await expect(page.getByRole("alert"), JSON.stringify(less)).toHaveText(/^That did not work just now\./);
    await page.unroute(/\/api\/salt$/);
  }
  const sent = place.wire.exchanges.filter(({ path }) => path === "/api/sign-in");
  expect(sent, "no secret was sent").toEqual([]);
});
