// The room that is served is the room in the sources: whoever has these can see for themselves.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { filesBelow } from "../lib/canary.ts";
import { PROGRAM } from "../lib/program.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const ROOM = join(import.meta.dirname, "../../room");
const printed = (): string => execFileSync(PROGRAM, ["room-hash"], { encoding: "utf8" });
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Builds the room from its sources in another folder, and hashes what came out as `room-hash` does. */
async function rebuilt(change?: (folder: string) => void): Promise<string> {
  const elsewhere = mkdtempSync(join(tmpdir(), "sources-"));
  const folder = join(elsewhere, "room");
  try {
    const isSource = (path: string) => !["node_modules", "dist", "dist-commons"].includes(basename(path));
    cpSync(ROOM, folder, { recursive: true, filter: isSource });
    cpSync(join(ROOM, "../content"), join(elsewhere, "content"), { recursive: true });
    symlinkSync(join(ROOM, "node_modules"), join(folder, "node_modules"));
    change?.(folder);
    await promisify(execFile)("node", ["build.mjs"], { cwd: folder });
    return filesBelow(join(folder, "dist"))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`)
      .join("");
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}

test("a clean build of the room has the hashes that the program prints", async () => {
  expect(printed()).toMatch(/^[0-9a-f]{64} {2}index\.html$/m);
  expect(await rebuilt()).toBe(printed());
});

test("a room with one more line has other hashes", async () => {
  const other = await rebuilt((folder) => appendFileSync(join(folder, "ui/main.tsx"), "console.log(1);\n"));
  expect(other).not.toBe(printed());
});

test("what a browser gets is what the hashes say", async ({ place, page }) => {
  const got = new Map<string, string>();
  page.on("response", async (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin === place.room && /^\/(?:assets\/.*)?$/.test(pathname)) {
      got.set(pathname === "/" ? "index.html" : pathname.slice(1), sha256(await response.body()));
    }
  });
  await page.goto(`${place.room}/`);
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await expect.poll(() => got.size).toBeGreaterThan(3);
  for (const [name, hash] of got) expect(printed(), name).toContain(`${hash}  ${name}\n`);
});

test("what sealed protects from, and what it does not, is one press away where it matters", async ({
  place,
  page,
}) => {
  const link = page.getByRole("link", { name: "What sealed protects from, and what it does not" });
  const heading = page.getByRole("heading", {
    level: 1,
    name: "What sealed protects from, and what it does not",
  });
  for (const before of [`${place.commons}/help`, `${place.room}/sign-up`]) {
    await page.goto(before);
    await link.click();
    await expect(heading).toBeVisible();
    await expect(page.getByText("Backups keep them until they are replaced")).toBeVisible();
  }
  await ui.signUp(page, place, "maeve.w");
  for (const path of ["/circles", "/for-them", "/settings"]) {
    await page.goto(place.room + path);
    await link.click();
    await expect(heading, path).toBeVisible();
  }
});
