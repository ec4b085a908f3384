// She trusts her husband to tell for her and to read answers first. What he tells says so, and only then; what a
// friend answers is read by him before her; and what he told she can take back.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { PROGRAM } from "../lib/program.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const CIRCLE = "Around the fire";
const TITLE = "What we know since Monday";
const FALSE_TITLE = "Something else";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");
const inDialog = (page: Page, name: string) => dialog(page).getByRole("button", { name, exact: true });

async function person(place: Place, name: string): Promise<Page> {
  const page = await (await place.device()).newPage();
  await ui.signUp(page, place, name);
  return page;
}

/** Every story of her circles in an export, as it reads when it is opened without the server. */
async function exported(page: Page, place: Place, sheet: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "roles-"));
  try {
    await page.goto(`${place.room}/export`);
    await button(page, "Make the file").click();
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Keep alongside-/ }).click({ timeout: 60_000 });
    const [path, paper, out] = ["export.zip", "sheet.txt", "out"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await (await coming).saveAs(path);
    writeFileSync(paper, sheet);
    const { stderr } = await promisify(execFile)(PROGRAM, ["open", path, "--out", out, "--sheet", paper]);
    expect(stderr, "nothing is refused").toBe("");
    const circle = join(out, "circle-001");
    const stories = readdirSync(circle).filter((name) => !name.endsWith(".md"));
    return stories.map((name) => readFileSync(join(circle, name, "story.md"), "utf8")).join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeCircle(page: Page, place: Place): Promise<string> {
  await page.goto(`${place.room}/circles`);
  await page.getByLabel("What is it called?").fill(CIRCLE);
  await page.getByLabel("Your name in it").fill("Maeve");
  await button(page, "Make the circle").click();
  await page.waitForURL(/\/circles\/[\w-]{22}$/);
  return page.url();
}

async function letIn(keeper: Page, url: string, who: Page, name: string): Promise<void> {
  await keeper.goto(url);
  await expect(keeper.getByRole("heading", { name: "Invite somebody" })).toBeVisible();
  const links = keeper.getByLabel("A link to this circle");
  const before = await links.count();
  await button(keeper, "Make a link").click();
  await expect(links).toHaveCount(before + 1);
  const all = await links.evaluateAll((inputs: HTMLInputElement[]) => inputs.map((input) => input.value));
  await who.goto("about:blank");
  await who.goto(all[before] ?? "");
  await who.getByLabel("Your name in this circle").fill(name);
  await button(who, "Ask to join").click();
  await expect(who.getByRole("heading", { name: "You have asked to join" })).toBeVisible();
  await keeper.goto(url);
  await keeper.getByRole("radio", { name: /Everything/ }).check();
  await button(keeper, `Let ${name} in`).click();
  await expect(keeper.getByText(`${name} is in the circle.`)).toBeVisible({ timeout: 20_000 });
}

async function toTelling(page: Page, place: Place, title: string): Promise<void> {
  await ui.write(page, place);
  await ui.type(page, { title, text: "There are two of us, and we are waiting." });
  await page.getByRole("radio", { name: "My circle" }).check({ force: true });
  await button(page, "Let my circle read it").click();
}

async function told(page: Page): Promise<void> {
  await inDialog(page, "Let them read it").click();
  await page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
}

async function read(page: Page, url: string, title: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
}

async function answer(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Answer", exact: true }).fill(text);
  await button(page, "Say it").click();
  await expect(page.getByText(/^Your answer is there\./)).toBeVisible();
}

test("her husband tells for her, reads the answers first, and she takes back what he told", async ({
  place,
}) => {
  test.setTimeout(240_000);
  const she = await (await place.device()).newPage();
  const { sheet } = await ui.signUp(she, place, "maeve.w");
  const he = await person(place, "eoin.k");
  const friend = await person(place, "ruth.l");
  const url = await makeCircle(she, place);
  await letIn(she, url, he, "Eoin");
  await letIn(she, url, friend, "Ruth");

  await test.step("without her trust nobody is asked for whom he tells", async () => {
    await toTelling(he, place, FALSE_TITLE);
    await expect(dialog(he).getByText("Ruth")).toBeVisible();
    await expect(dialog(he).getByText("Who is it told for?")).toHaveCount(0);
    await inDialog(he, "Not now").click();
  });

  await test.step("she says, by keyboard, what he may do for her", async () => {
    await she.goto(url);
    await expect(button(she, "Trust Maeve"), "nobody is asked about herself").toHaveCount(0);
    await button(she, "Trust Eoin").focus();
    await she.keyboard.press("Enter");
    await expect(she.getByRole("heading", { name: "What may Eoin do for you?" })).toBeFocused();
    await expectAccessible(she);
    await she.keyboard.press("Escape");
    await expect(dialog(she)).toHaveCount(0);
    await expect(button(she, "Trust Eoin")).toBeFocused();
    await she.keyboard.press("Enter");
    await expect(she.getByRole("heading", { name: "What may Eoin do for you?" })).toBeFocused();
    await she.keyboard.press("Tab");
    await expect(she.getByRole("checkbox", { name: /^May tell something for you/ })).toBeFocused();
    await she.keyboard.press("Space");
    await she.keyboard.press("Tab");
    await she.keyboard.press("Space");
    await she.keyboard.press("Enter");
    await expect(dialog(she)).toHaveCount(0);
    await expect(she.getByText("Eoin may tell something for you.")).toBeVisible();
    await expect(she.getByText("Eoin reads answers to your stories first.")).toBeVisible();
    await expectAccessible(she);
  });

  await test.step("he tells it for her", async () => {
    await he.goto(url);
    await expect(he.getByText("You may tell something for Maeve.")).toBeVisible();
    await toTelling(he, place, TITLE);
    await expect(dialog(he).getByRole("radio", { name: "For me. It is my story." })).toBeChecked();
    await dialog(he)
      .getByRole("radio", { name: /^For Maeve, who lets me/ })
      .check();
    await expect(dialog(he).getByRole("checkbox", { name: "You read the answers first" })).toBeChecked();
    await expectAccessible(he);
    await told(he);
  });

  await test.step("her friend reads for whom he told it, and answers", async () => {
    await friend.goto(url);
    await expect(friend.getByText("Told by Eoin for Maeve")).toBeVisible();
    await read(friend, url, TITLE);
    await expect(friend.getByText("Told by Eoin for Maeve")).toBeVisible();
    await expect(friend.getByText(/Eoin reads it first, and lets it through/)).toBeVisible();
    await answer(friend, "I am at the end of the phone.");
    await expect(friend.getByText("Eoin reads it first.", { exact: true })).toBeVisible();
    await expectAccessible(friend);
  });

  await test.step("she is not shown the answer before he lets it through", async () => {
    await read(she, url, TITLE);
    await expect(she.getByText("Told by Eoin for you")).toBeVisible();
    await expect(she.getByText("Nobody has answered yet.")).toBeVisible();
    await expectAccessible(she);
    await he.goto(url);
    await expect(he.getByText("An answer waits for you to read it first.")).toBeVisible();
    await he.getByRole("link", { name: TITLE }).click();
    await expect(he.getByText("Told by you for Maeve")).toBeVisible();
    await expect(he.getByText(/You can let it through, or leave it/)).toBeVisible();
    await expectAccessible(he);
    await button(he, "Let it through").focus();
    await he.keyboard.press("Enter");
    await expect(he.getByText("Everybody in the circle can read it now.")).toBeVisible();
    await read(she, url, TITLE);
    await expect(she.getByText("I am at the end of the phone.")).toBeVisible();
    await she.goto(`${place.room}/heard`);
    await expect(she.getByText("I am at the end of the phone.")).toBeVisible();
  });

  await test.step("when she trusts him no more, it is his own; trusted again, it is hers", async () => {
    const trust = async (on: boolean) => {
      await she.goto(url);
      await button(she, "Trust Eoin").click();
      await she.getByRole("checkbox", { name: /^May tell something for you/ }).setChecked(on);
      await inDialog(she, "Keep it so").click();
      await expect(dialog(she)).toHaveCount(0);
    };
    await trust(false);
    await read(friend, url, TITLE);
    await expect(
      friend.getByText("It says it was told for somebody else. That person has not said so."),
    ).toBeVisible();
    await expect(friend.getByText(/Told by/)).toHaveCount(0);
    await expectAccessible(friend);
    await read(she, url, TITLE);
    await expect(she.getByText("It says it was told for you. You have not said so.")).toBeVisible();
    await trust(true);
    await read(friend, url, TITLE);
    await expect(friend.getByText("Told by Eoin for Maeve")).toBeVisible();
  });

  await test.step("an export says for whom it was told, without the server", async () => {
    const text = await exported(she, place, sheet);
    expect(text).toContain("Told by Eoin for Maeve");
    expect(text).toContain("I am at the end of the phone.");
  });

  await test.step("she takes back what he told for her, and his update does not bring it back", async () => {
    await read(she, url, TITLE);
    await button(she, "Take it back").click();
    await expect(she.getByRole("heading", { name: "Take it back?" })).toBeFocused();
    await expectAccessible(she);
    await inDialog(she, "Take it back").click();
    await she.waitForURL(url);
    await expect(she.getByText("Nothing yet.")).toBeVisible();
    await he.goto(`${place.room}/journey`);
    await he.getByRole("link", { name: TITLE }).first().click();
    await he.getByRole("link", { name: "Change it, or add a moment" }).click();
    await ui.addMoment(he, "It is Friday.");
    await button(he, "Update what the circle sees").click();
    await expect(he.getByText(/It was taken back from this circle meanwhile/)).toBeVisible();
    await friend.goto(url);
    await expect(friend.getByText("Nothing yet.")).toBeVisible();
  });
});

test("somebody who says falsely for whom they tell is not believed", async ({ place }) => {
  test.setTimeout(180_000);
  const she = await person(place, "maeve.w");
  const he = await person(place, "eoin.k");
  const friend = await person(place, "ruth.l");
  const url = await makeCircle(she, place);
  await letIn(she, url, he, "Eoin");
  await letIn(she, url, friend, "Ruth");

  // A changed client: it is told that she trusts him, by nothing but its own words.
  const room = /\/assets\/[^/]+\.js$/;
  await he.route(room, async (route) => {
    const asked = new URL(route.request().url());
    const headers = { ...(await route.request().allHeaders()), host: asked.host };
    asked.hostname = "127.0.0.1";
    const answer = await route.fetch({ url: asked.href, headers });
    const script = await answer.text();
    await route.fulfill({
      response: answer,
      body: script.replace(/(\w+)\.trusts\.get\((\w+)\)\?\.get\(\1\.me\)\?\.post===!0/, "!0"),
    });
  });
  await he.goto(url);
  await toTelling(he, place, FALSE_TITLE);
  await dialog(he)
    .getByRole("radio", { name: /^For Maeve, who lets me/ })
    .check();
  await told(he);

  await read(friend, url, FALSE_TITLE);
  await expect(
    friend.getByText("It says it was told for somebody else. That person has not said so."),
  ).toBeVisible();
  await expect(friend.getByText(/Told by/)).toHaveCount(0);
  await read(she, url, FALSE_TITLE);
  await expect(she.getByText("It says it was told for you. You have not said so.")).toBeVisible();
  await expectAccessible(she);
  await button(she, "Take it back").click();
  await inDialog(she, "Take it back").click();
  await she.waitForURL(url);
  await expect(she.getByText("Nothing yet.")).toBeVisible();
  await friend.goto(url);
  await expect(friend.getByText("Nothing yet.")).toBeVisible();
});
