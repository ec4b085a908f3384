// An export, made in the browser and opened on the command line with the recovery sheet.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { PROGRAM } from "./program.ts";
import type { Where } from "./ui.ts";

/** Every text that the program makes of it, by its path in the folder. */
export async function openedExport(page: Page, place: Where, sheet: string): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "opened-"));
  try {
    await page.goto(`${place.room}/export`);
    await page.getByRole("button", { name: "Make the file", exact: true }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Keep alongside-/ }).click({ timeout: 60_000 });
    const [path, line, out] = [join(folder, "export.zip"), join(folder, "sheet.txt"), join(folder, "out")];
    await (await coming).saveAs(path);
    writeFileSync(line, sheet);
    await promisify(execFile)(PROGRAM, ["open", path, "--out", out, "--sheet", line]);
    const texts = new Map<string, string>();
    for (const name of readdirSync(out, { recursive: true, encoding: "utf8" })) {
      if (/\.(md|json)$/.test(name)) texts.set(name, readFileSync(join(out, name), "utf8"));
    }
    return texts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
