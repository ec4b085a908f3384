// Everything of one's own in one file, which opens without the place it came from.
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { canaryOf, scan } from "../lib/canary.ts";
import { makePhoto, tellingTags } from "../lib/photo.ts";
import { PROGRAM } from "../lib/program.ts";
import { keyringOf, wordsOf } from "../lib/secrets.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const run = promisify(execFile);
const TITLE = "So we wait";
const TEXT = "Cornflower-canary: they found a heartbeat, but it is slow.";

async function exported(page: Page, place: Place, folder: string): Promise<string> {
  await page.goto(`${place.room}/export`);
  await page.getByRole("button", { name: "Make the file" }).click();
  return kept(page, folder);
}

async function kept(page: Page, folder: string): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Keep alongside-/ }).click({ timeout: 60_000 });
  const download = await coming;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

test("an export opens offline with the sheet, and comes in again elsewhere", async ({
  browser,
  place,
  page,
}) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    const photo = await makePhoto(browser);
    const her = await ui.signUp(page, place, "maeve");
    await ui.write(page, place);
    await ui.type(page, { title: TITLE, text: TEXT });
    await ui.addPhoto(page, photo.path, "A window at night");
    await ui.kept(page);
    await ui.keep(page);
    const path = await exported(page, place, folder);
    await expectAccessible(page);

    await test.step("it holds nothing that can be read", async () => {
      const secrets = [canaryOf("the title", TITLE), canaryOf("the text", TEXT), ...wordsOf(her)];
      secrets.push(...(await keyringOf(place, her)));
      expect(scan(secrets, [{ name: "the export", bytes: readFileSync(path) }])).toEqual([]);
    });

    await test.step("the program opens it with the sheet alone, and the photo tells nothing", async () => {
      const [sheet, out] = [join(folder, "sheet.txt"), join(folder, "out")];
      writeFileSync(sheet, `  ${her.sheet.toLowerCase()}\n`);
      const { stdout } = await run(PROGRAM, ["open", path, "--out", out, "--sheet", sheet]);
      expect(stdout).toContain("1 of 1 opened");
      const [story = ""] = readdirSync(out);
      expect(story).toBe("001-so-we-wait");
      expect(readFileSync(join(out, story, "story.md"), "utf8")).toContain(TEXT);
      expect(await tellingTags(join(out, story, "photo-1.jpg"))).toEqual([]);
    });

    await test.step("another sheet, a folder in use and what is no export are refused in a sentence", async () => {
      const say = async (...args: string[]) => {
        const failed = await run(PROGRAM, ["open", ...args]).catch((error: { stderr: string }) => error);
        expect(failed).toHaveProperty("code", 1);
        return failed.stderr;
      };
      const other = join(folder, "other.txt");
      writeFileSync(other, "AGE-SECRET-KEY-PQ-1NOTONE");
      expect(await say(path, "--out", join(folder, "a"), "--sheet", other)).toMatch(
        /does not open this export/,
      );
      mkdirSync(join(folder, "b"));
      writeFileSync(join(folder, "b", "here"), "");
      expect(await say(path, "--out", join(folder, "b"), "--sheet", other)).toMatch(/is not empty/);
      expect(await say(other, "--out", join(folder, "c"), "--sheet", other)).toMatch(/not a whole ZIP file/);
    });

    await test.step("another member brings it in", async () => {
      const elsewhere = await (await place.device()).newPage();
      await ui.signUp(elsewhere, place, "ines");
      await elsewhere.goto(`${place.room}/export`);
      await elsewhere.getByLabel("The file", { exact: true }).setInputFiles(path);
      await elsewhere.getByLabel("The line on the recovery sheet").fill(her.sheet);
      await elsewhere.getByRole("button", { name: "Bring it in" }).click();
      await expect(elsewhere.getByText("1 brought in, sealed, for you alone.")).toBeVisible({
        timeout: 60_000,
      });
      await ui.openFromJourney(elsewhere, place, TITLE);
      await expect(elsewhere.getByText(TEXT)).toBeVisible();
      await expect(elsewhere.getByRole("img", { name: "A window at night" })).toBeVisible();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an export under a passphrase opens with the age of the distribution", async ({ place, page }) => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    await ui.signUp(page, place, "maeve");
    await ui.write(page, place);
    await ui.type(page, { title: TITLE, text: TEXT });
    await ui.kept(page);
    await ui.keep(page);
    await page.goto(`${place.room}/export`);
    await page.getByRole("radio", { name: /With a passphrase of its own/ }).check();
    await page.getByLabel("A passphrase for this file").fill("linen harbour kite");
    await page.getByRole("button", { name: "Make the file" }).click();
    const path = await kept(page, folder);
    const zip = join(folder, "plain.zip");
    // age asks a terminal, so it is given one.
    execFileSync("script", ["-qec", `age -d -o ${zip} ${path}`, "/dev/null"], {
      input: "linen harbour kite\n",
      timeout: 60_000,
    });
    // Nothing in it is compressed, so that it can be read as it is.
    expect(readFileSync(zip).includes(TEXT)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a broken network in the middle of an export is said, and it goes on", async ({
  place,
  page,
  browser,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  try {
    const photo = await makePhoto(browser);
    await ui.signUp(page, place, "maeve");
    await ui.write(page, place);
    await ui.type(page, { title: TITLE, text: TEXT });
    await ui.addPhoto(page, photo.path, "A window");
    await ui.kept(page);
    await ui.keep(page);
    await page.route("**/api/media/**", (route) => route.abort());
    await page.goto(`${place.room}/export`);
    await page.getByRole("button", { name: "Make the file" }).click();
    await expect(page.getByRole("alert")).toContainText("no connection");
    await page.unroute("**/api/media/**");
    await page.getByRole("button", { name: "Go on" }).click();
    await kept(page, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
