// Bad weather in a circle: whatever goes wrong on the way, nothing is lost, nothing is doubled, and one plain sentence
// says how it is.

import type { Page } from "@playwright/test";
import { answerField, answerInCircle, joinCircle, makeCircle, somebody, tellCircle } from "../lib/circle.ts";
import { expect, type Place, test } from "../lib/test.ts";

const CIRCLE = "Around the fire";
const TITLE = "What the letter said";
const TEXT = "We have a date now, and somebody to come with us.";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** She has a circle with him in it, told something there, and he has it open. */
async function scene(place: Place) {
  const she = await somebody(place, "maeve.w");
  const he = await somebody(place, "eoin.k");
  const url = await makeCircle(she.page, place, CIRCLE, "Maeve");
  await joinCircle(she.page, url, he.page, "Eoin");
  const story = await tellCircle(she.page, place, TITLE, TEXT);
  await he.page.goto(url);
  await he.page.getByRole("link", { name: TITLE }).click();
  await expect(he.page.getByText(TEXT)).toBeVisible();
  return { she, he, url, story };
}

const keptHere = (page: Page) =>
  expect(page.getByText("Kept on this device, sealed, until you send it.")).toBeVisible();

test("an answer that is being written is there after a reload, sealed, and gone once it has arrived", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const { he } = await scene(place);
  const half = "I keep thinking of the bramble-canary lane.";
  await answerField(he.page).fill(half);
  await keptHere(he.page);
  const stored = await he.page.evaluate(async () => {
    const opened = indexedDB.open("alongside-device");
    await new Promise((done) => opened.addEventListener("success", done));
    const all = opened.result.transaction("pending").objectStore("pending").getAll();
    await new Promise((done) => all.addEventListener("success", done));
    opened.result.close();
    return (all.result as { file: Uint8Array }[]).map(({ file }) => new TextDecoder("latin1").decode(file));
  });
  expect(stored).toHaveLength(1);
  expect(stored[0]).toMatch(/^age-encryption\.org\/v1\n-> mlkem768x25519 /);
  expect(stored.join()).not.toContain("bramble");

  const address = he.page.url();
  const context = he.page.context();
  await he.page.close({ runBeforeUnload: false });
  const next = await context.newPage();
  await next.goto(address);
  await expect(answerField(next)).toHaveValue(half);
  await test.step("signing out says that it would be lost", async () => {
    await next.goto(`${place.room}/settings`);
    await button(next, "Sign out").first().click();
    await expect(next.getByText("Something you wrote is only on this device so far.")).toBeVisible();
    await next.goto(address);
  });
  await expect(answerField(next)).toHaveValue(half);
  await answerInCircle(next, `${half} It was warm.`);
  await expect(next.getByText(`${half} It was warm.`)).toHaveCount(1);
  await next.reload();
  await expect(next.getByText(`${half} It was warm.`)).toHaveCount(1);
  await expect(answerField(next)).toHaveValue("");
});
