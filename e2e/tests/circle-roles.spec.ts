// What somebody trusted may do for another in a circle: tell for them, and read answers first.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { answerField, answerInCircle, joinCircle, makeCircle, somebody } from "../lib/circle.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const FOR_HER = "She asked me to tell you: it is over.";
const HERS = "We are home again.";
const UNKIND = "At least it was early.";
const KIND = "I am here.";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** The dialog that asks which circle, and what else there is to say. */
async function tellingCircle(page: Page, place: Place, title: string, text: string): Promise<void> {
  await ui.write(page, place);
  await ui.type(page, { title, text });
  await page.getByRole("radio", { name: "My circle" }).check({ force: true });
  await button(page, "Let my circle read it").click();
}

async function letThem(page: Page): Promise<void> {
  await button(page, "Let them read it").click();
  await page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
}

async function open(page: Page, url: string, title: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
}

async function trust(page: Page, url: string, name: string, what: RegExp, on = true): Promise<void> {
  await page.goto(url);
  await button(page, `What ${name} may do for you`).click();
  await page.getByRole("checkbox", { name: what }).setChecked(on);
  await expectAccessible(page);
  await button(page, "Keep it like this").click();
  await expect(page.getByText("It is noted, signed by you.")).toBeVisible();
}

test("he tells for her, reads the answers first, and she can take both back", async ({ place }) => {
  test.setTimeout(180_000);
  const she = await somebody(place, "maeve.w");
  const he = await somebody(place, "eoin.k");
  const friend = await somebody(place, "ruth.l");
  const url = await makeCircle(she.page, place, "The kitchen table", "Maeve");
  await joinCircle(she.page, url, he.page, "Eoin");
  await joinCircle(she.page, url, friend.page, "Ruth");

  await test.step("nobody can tell for her until she has said so", async () => {
    await tellingCircle(he.page, place, "For Maeve", FOR_HER);
    await expect(he.page.getByText("Able to read it in The kitchen table:")).toBeVisible();
    await expect(he.page.getByLabel("Whose story is it?")).toHaveCount(0);
    await button(he.page, "Not now").click();
    await trust(she.page, url, "Eoin", /may tell something for me/);
  });

  await test.step("he tells it for her, and the others read who told it and for whom", async () => {
    await tellingCircle(he.page, place, "For Maeve", FOR_HER);
    await he.page.getByLabel("Whose story is it?").selectOption({ label: "I tell it for Maeve" });
    await expectAccessible(he.page);
    await letThem(he.page);
    await open(friend.page, url, "For Maeve");
    await expect(friend.page.getByText("Told by Eoin for Maeve")).toBeVisible();
    await open(she.page, url, "For Maeve");
    await expect(she.page.getByText("Told by Eoin for you")).toBeVisible();
  });

  await test.step("when she has not said so, it is only a claim", async () => {
    await trust(she.page, url, "Eoin", /may tell something for me/, false);
    await open(friend.page, url, "For Maeve");
    await expect(friend.page.getByText("Told by Eoin for Maeve")).toHaveCount(0);
    await expect(
      friend.page.getByText("It says it was told for somebody else. That person has not said so."),
    ).toBeVisible();
    await trust(she.page, url, "Eoin", /may tell something for me/);
  });

  await test.step("she takes back what he told for her", async () => {
    await open(she.page, url, "For Maeve");
    await button(she.page, "Erase this from the circle").click();
    await friend.page.goto(url);
    await expect(friend.page.getByRole("heading", { name: "Told here" })).toBeVisible();
    await expect(friend.page.getByRole("link", { name: "For Maeve" })).toHaveCount(0);
  });

  await test.step("he reads the answers to her story before she does", async () => {
    await trust(she.page, url, "Eoin", /may read answers/);
    await tellingCircle(she.page, place, "Home", HERS);
    await she.page.getByRole("checkbox", { name: "Eoin reads the answers before I do" }).check();
    await letThem(she.page);
    await open(friend.page, url, "Home");
    await expect(friend.page.getByText("Eoin reads answers here first.")).toBeVisible();
    await answerInCircle(friend.page, UNKIND);
    await expect(
      friend.page.getByText("Eoin reads it first, and lets it through to the others."),
    ).toBeVisible();
    await answerInCircle(friend.page, KIND);
    await open(she.page, url, "Home");
    await expect(answerField(she.page)).toBeVisible();
    for (const text of [UNKIND, KIND]) await expect(she.page.getByText(text)).toHaveCount(0);
    await open(he.page, url, "Home");
    await expect(he.page.getByText(UNKIND)).toBeVisible();
    await expectAccessible(he.page);
    const kind = he.page.getByRole("article").filter({ hasText: KIND });
    await kind.getByRole("button", { name: "Let it through" }).click();
    await expect(he.page.getByRole("button", { name: "Let it through" })).toHaveCount(1);
    await open(she.page, url, "Home");
    await expect(she.page.getByText(KIND)).toBeVisible();
    await expect(she.page.getByText(UNKIND)).toHaveCount(0);
  });
});
