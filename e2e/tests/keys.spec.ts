// The ways in and out: back to where one came from, the recovery sheet, new words, and what stays in the browser.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { canaryOf, filesBelow, scan } from "../lib/canary.ts";
import { keyringOf } from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const TEXT = "Only for me: the kettle, the stairs, the window.";

async function writeAndKeep(page: Page, place: Place): Promise<string> {
  await ui.write(page, place);
  await ui.type(page, { text: TEXT });
  await ui.kept(page);
  return ui.keep(page);
}

test("whoever signs in from a story comes back to it", async ({ place, page }) => {
  const author = await place.member();
  const { id: pen } = await author.pen("willow");
  const { story } = await author.share(pen, "So we wait.", { audience: "everyone" });
  const her = await ui.signUp(page, place, "maeve");
  const elsewhere = await (await place.device()).newPage();
  await elsewhere.goto(`${place.commons}/story/${story}`);
  await elsewhere.getByRole("link", { name: "Sign in" }).last().click();
  await elsewhere.getByLabel("Name", { exact: true }).fill(her.name);
  await elsewhere.getByLabel("Your words", { exact: true }).fill(her.words);
  await elsewhere.getByRole("button", { name: "Sign in", exact: true }).click();
  await elsewhere.waitForURL(`${place.commons}/story/${story}`, { timeout: 30_000 });
  await expect(ui.answerText(elsewhere)).toBeVisible();
});

test("a way back that leads elsewhere is not taken", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve");
  for (const next of ["//example.org/", "https://example.org/", "/\\example.org", "javascript:alert(1)"]) {
    await page.goto(`${place.room}/?next=${encodeURIComponent(next)}`);
    await page.waitForURL(`${place.room}/journey`);
  }
});

test("with the words lost, the sheet opens everything, and new words replace the old", async ({
  place,
  page,
}) => {
  const her = await ui.signUp(page, place, "maeve");
  const id = await writeAndKeep(page, place);
  const other = await (await place.device()).newPage();
  await ui.signInWithSheet(other, place, her);
  await ui.read(other, place, id);
  await expect(other.getByRole("article").getByText(TEXT)).toBeVisible();

  await other.goto(`${place.room}/settings`);
  await other.getByRole("button", { name: "Change your words" }).click();
  await other.getByRole("button", { name: "I have my sheet instead" }).click();
  await other.getByLabel("The line on your sheet").fill(her.sheet);
  const words = (await other.getByRole("status", { name: "The six words" }).textContent()) ?? "";
  await other.getByRole("checkbox", { name: "I have written them down" }).check();
  await other.getByRole("checkbox", { name: /Make a new recovery sheet/ }).check();
  await other.getByRole("button", { name: "Change them" }).click();
  const line = other.locator("[data-sheet]");
  await line.waitFor({ timeout: 30_000 });
  const sheet = (await line.getAttribute("data-sheet")) ?? "";

  const third = await (await place.device()).newPage();
  await ui.signIn(third, place, { ...her, words });
  await ui.read(third, place, id);
  await expect(third.getByRole("article").getByText(TEXT)).toBeVisible();

  const fourth = await (await place.device()).newPage();
  await fourth.goto(`${place.room}/sheet-sign-in`);
  await fourth.getByLabel("Name", { exact: true }).fill(her.name);
  await fourth.getByLabel("The line on your sheet").fill(her.sheet);
  await fourth.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(fourth.getByRole("alert")).toBeVisible({ timeout: 30_000 });
  await ui.signInWithSheet(fourth, place, { ...her, sheet });

  await page.goto(`${place.room}/journey`);
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
});

test("after signing out nothing of the keys is in the browser's profile", async ({ place }, info) => {
  const profile = mkdtempSync(join(tmpdir(), "profile-"));
  const launch = () =>
    chromium.launchPersistentContext(profile, { ...info.project.use.launchOptions, locale: "en-IE" });
  try {
    const first = await launch();
    const page = await first.newPage();
    const her = await ui.signUp(page, place, "maeve");
    await writeAndKeep(page, place);
    const secrets = [
      ...(await keyringOf(place, her)),
      canaryOf("the six words", her.words),
      canaryOf("what was written", TEXT),
    ];
    const left = canaryOf("a word left on purpose", "left-here-on-purpose");
    await page.goto(`${place.commons}/`);
    await page.evaluate((word) => localStorage.setItem("left", word), left.bytes.toString());
    await page.goto(`${place.room}/settings`);
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await first.close();
    expect(scan(secrets, filesBelow(profile)), "while signed in, all of it is sealed").toEqual([]);

    const again = await launch();
    const back = await again.newPage();
    await ui.signIn(back, place, her);
    await back.goto(`${place.room}/settings`);
    await back.getByRole("button", { name: "Sign out", exact: true }).click();
    await back.waitForURL(`${place.room}/`);
    await again.close();
    const files = filesBelow(profile);
    expect(scan(secrets, files), "after signing out").toEqual([]);
    expect(scan([left], files), "the scan does find what is there").not.toEqual([]);
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});
