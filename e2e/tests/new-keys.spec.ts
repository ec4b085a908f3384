// Somebody may have had the keys: all of them are made new, also in circles, and the old ones open nothing.
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

const CIRCLE = "The two of us";
const ALONE = "Only for me: the kettle, the stairs, the window.";
const TOLD = "We go back on Thursday.";
const HIS = "I will drive.";
const LATER = "It is over now.";

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });

async function somebody(place: Place, name: string): Promise<{ page: Page; person: ui.Person }> {
  const page = await (await place.device()).newPage();
  return { page, person: await ui.signUp(page, place, name) };
}

async function makeCircle(place: Place, she: Page, he: Page): Promise<string> {
  await she.goto(`${place.room}/circles`);
  await she.getByLabel("What is it called?").fill(CIRCLE);
  await she.getByLabel("Your name in it").fill("Maeve");
  await button(she, "Make the circle").click();
  await she.waitForURL(/\/circles\/[\w-]{22}$/);
  const url = she.url();
  await button(she, "Make a link").click();
  await he.goto(await she.getByLabel("A link to this circle").inputValue());
  await he.getByLabel("Your name in this circle").fill("Eoin");
  await button(he, "Ask to join").click();
  await expect(he.getByRole("heading", { name: "You have asked to join" })).toBeVisible();
  await she.goto(url);
  await she.getByRole("radio", { name: /everything/i }).check();
  await button(she, "Let Eoin in").click();
  await expect(she.getByText("Eoin is in the circle.")).toBeVisible();
  return url;
}

async function tell(page: Page, place: Place, text: string): Promise<void> {
  await ui.write(page, place);
  await ui.type(page, { text });
  await page.getByRole("radio", { name: "My circle" }).check({ force: true });
  await button(page, "Let my circle read it").click();
  await button(page, "Let them read it").click();
  await page.waitForURL(/\/story\/[\w-]{22}$/);
}

async function newKeys(page: Page, place: Place, now: string): Promise<{ words: string; sheet: string }> {
  await page.goto(`${place.room}/settings`);
  await page.getByRole("link", { name: "make all keys new" }).click();
  await expectAccessible(page);
  await page.getByLabel("The words you have now").fill(now);
  const drawn = page.getByRole("status", { name: "The six words" });
  await expect(drawn).toHaveText(/^\S+(?: \S+){5}$/);
  const words = (await drawn.textContent()) ?? "";
  await page.getByRole("checkbox", { name: "I have written them down" }).check();
  await button(page, "Make new keys").click();
  const line = page.locator("[data-sheet]");
  await line.waitFor({ timeout: 30_000 });
  await expectAccessible(page);
  const sheet = (await line.getAttribute("data-sheet")) ?? "";
  await button(page, "I have it").click();
  await expect(page.getByRole("heading", { name: "Your keys are new" })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  return { words, sheet };
}

/** Where a story in the circle can be read. */
async function openTold(page: Page, url: string, text: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("link", { name: text }).first().click();
  await expect(page.getByRole("article").getByText(text).first()).toBeVisible();
}

/** What the program opens of an export with the sheet: the circle's page and its first story. */
async function exported(place: Place, page: Page, sheet: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "new-keys-"));
  try {
    await page.goto(`${place.room}/export`);
    await button(page, "Make the file").click();
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Keep alongside-/ }).click({ timeout: 60_000 });
    const [path, line, out] = [join(folder, "export.zip"), join(folder, "sheet.txt"), join(folder, "out")];
    await (await coming).saveAs(path);
    writeFileSync(line, sheet);
    await promisify(execFile)(PROGRAM, ["open", path, "--out", out, "--sheet", line]);
    const circle = join(out, "circle-001");
    const [told = ""] = readdirSync(circle).filter((name) => name.startsWith("001"));
    return [join(circle, "circle.md"), join(circle, told, "story.md")]
      .map((name) => readFileSync(name, "utf8"))
      .join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("new keys open everything, the old ones nothing, and a circle goes on", async ({ place }) => {
  test.setTimeout(180_000);
  const she = await somebody(place, "maeve.w");
  const he = await somebody(place, "eoin.k");
  const url = await makeCircle(place, she.page, he.page);
  await tell(she.page, place, TOLD);
  await openTold(he.page, url, TOLD);
  await he.page.getByRole("textbox", { name: "Answer", exact: true }).fill(HIS);
  await button(he.page, "Say it").click();
  await expect(he.page.getByText("Your answer is there.")).toBeVisible();
  await ui.write(he.page, place);
  await ui.type(he.page, { text: ALONE });
  await ui.kept(he.page);
  const alone = await ui.keep(he.page);
  let his = { words: "", sheet: "" };

  await test.step("he makes all keys new", async () => {
    his = await newKeys(he.page, place, he.person.words);
    await ui.read(he.page, place, alone);
    await expect(he.page.getByRole("article").getByText(ALONE)).toBeVisible();
  });

  await test.step("his old words and his old sheet open nothing, the new ones open all", async () => {
    const other = await (await place.device()).newPage();
    await other.goto(`${place.room}/sign-in`);
    await other.getByLabel("Name", { exact: true }).fill(he.person.name);
    await other.getByLabel("Your words", { exact: true }).fill(he.person.words);
    await button(other, "Sign in").click();
    await expect(other.getByRole("alert")).toBeVisible({ timeout: 30_000 });
    await other.goto(`${place.room}/sheet-sign-in`);
    await other.getByLabel("Name", { exact: true }).fill(he.person.name);
    await other.getByLabel("The line on your sheet").fill(he.person.sheet);
    await button(other, "Sign in").click();
    await expect(other.getByRole("alert")).toBeVisible({ timeout: 30_000 });
    await ui.signInWithSheet(other, place, { ...he.person, ...his });
    await ui.read(other, place, alone);
    await expect(other.getByRole("article").getByText(ALONE)).toBeVisible();
    await openTold(other, url, TOLD);
  });

  await test.step("until she says yes the circle goes on with his old keys", async () => {
    await openTold(he.page, url, TOLD);
    await he.page.goto(url);
    const note = he.page.getByRole("region", { name: "Your new keys" });
    await expect(note).toContainText("Maeve is asked to say yes");
    const number = /(?:\d{5} ?){6}/.exec((await note.textContent()) ?? "")?.[0] ?? "";
    expect(number).toHaveLength(35);
    await she.page.goto(url);
    const asks = she.page.getByRole("region", { name: "New keys" });
    await expect(asks).toContainText("Eoin changed all keys");
    await expect(asks.getByText(number)).toBeVisible();
    await expectAccessible(she.page);
  });

  await test.step("his export opens with the new sheet, though the circle has the old keys still", async () => {
    const text = await exported(place, he.page, his.sheet);
    expect(text).toContain(TOLD);
    expect(text).toContain("Eoin");
  });

  await test.step("she says yes", async () => {
    await she.page.goto(url);
    await button(she.page, "Yes, these are Eoin’s keys").click();
    await expect(she.page.getByText("Eoin reads on with new keys.")).toBeVisible();
    await expect(she.page.getByRole("region", { name: "New keys" })).toBeHidden();
  });

  await test.step("then he reads on, and what he said before is still his", async () => {
    await he.page.goto(url);
    await expect(he.page.getByRole("heading", { name: CIRCLE })).toBeVisible();
    await expect(he.page.getByRole("region", { name: "Your new keys" })).toBeHidden();
    await openTold(he.page, url, TOLD);
    await expect(he.page.getByText(HIS)).toBeVisible();
    await expect(button(he.page, /^(Take it back|Erase)/)).toBeVisible();
    await openTold(she.page, url, TOLD);
    await expect(she.page.getByText("Eoin", { exact: true }).first()).toBeVisible();
    await expect(she.page.getByText("not in the circle any more")).toBeHidden();
  });

  await test.step("she, who keeps it, makes hers new: the circle has them at once", async () => {
    await newKeys(she.page, place, she.person.words);
    await she.page.goto(url);
    await expect(she.page.getByRole("heading", { name: CIRCLE })).toBeVisible();
    await expect(she.page.getByRole("heading", { name: "Invite somebody" })).toBeVisible();
    await expect(she.page.getByRole("region", { name: "Your new keys" })).toBeHidden();
    await tell(she.page, place, LATER);
    await openTold(he.page, url, LATER);
    await openTold(he.page, url, TOLD);
    await he.page.goto(url);
    await expect(he.page.getByText("Maeve").first()).toBeVisible();
  });
});

test("what was changed on the way is said before it is erased, and the old keys can be kept", async ({
  place,
  page,
}) => {
  const her = await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: ALONE });
  await ui.kept(page);
  await ui.keep(page);
  await page.route("**/api/entries/bundle**", async (route) => {
    const answer = await route.fetch({
      url: route
        .request()
        .url()
        .replace(/\/\/[^/:]+/, "//127.0.0.1"),
      headers: { ...route.request().headers(), host: new URL(place.room).host },
    });
    const body = (await answer.json()) as { entries: { bytes: string }[] };
    for (const entry of body.entries) entry.bytes = `${entry.bytes.slice(0, -8)}AAAAAAA=`;
    await route.fulfill({ response: answer, json: body });
  });
  await page.goto(`${place.room}/settings/keys`);
  await page.getByLabel("The words you have now").fill(her.words);
  await expect(page.getByRole("status", { name: "The six words" })).toHaveText(/^\S+(?: \S+){5}$/);
  await page.getByRole("checkbox", { name: "I have written them down" }).check();
  await button(page, "Make new keys").click();
  await button(page, "I have it").click();
  await expect(page.getByText(/could not be opened, because it was changed on the way/)).toBeVisible();
  await expectAccessible(page);
  await button(page, "Keep the old keys").click();
  await expect(page.getByText("Nothing was changed.", { exact: false })).toBeVisible();
  const other = await (await place.device()).newPage();
  await ui.signIn(other, place, her);
});
