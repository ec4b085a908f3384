// What is held about her, read by her and by whoever runs the place; a pen name, and then everything, erased for good.
import { expectAccessible } from "../lib/axe.ts";
import { canaryOf, filesBelow, planted, scan } from "../lib/canary.ts";
import { makePhoto } from "../lib/photo.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

test.use({ placeOptions: { env: { ALONGSIDE_BACKUPS_KEPT_DAYS: "30" } } });

test("she reads all that is held, erases a pen name, then everything, and no file has any of it", async ({
  browser,
  place,
  page,
}) => {
  test.setTimeout(240_000);
  const photo = await makePhoto(browser);
  const her = await ui.signUp(page, place, "wisteria-maeve");
  await ui.type(page, {
    title: "Waiting",
    text: "Cornflower-canary: they found a heartbeat, but it is slow.",
  });
  await ui.addPhoto(page, photo.path, "A window at night");
  await ui.kept(page);
  await ui.letGo(page, "Community", "hawthorn-willow");
  const canaries = [
    canaryOf("the name", her.name),
    canaryOf("the pen name", "hawthorn-willow"),
    canaryOf("the story", "Cornflower-canary"),
  ];
  expect(scan(canaries, planted(canaries)).length, "the search finds what is there").toBeGreaterThan(2);

  await test.step("every column that is held has its sentence and its value", async () => {
    await page.goto(`${place.room}/settings`);
    await page.getByRole("link", { name: "What we could be made to hand over" }).click();
    await expect(page.getByRole("heading", { name: "What is not held" })).toBeVisible();
    const held = page.getByRole("region", { name: "What is held", exact: true });
    await held.getByText("Stories you let go").click();
    await expect(held.getByText("Cornflower-canary: they found a heartbeat")).toBeVisible();
    await expect(held.getByText("Under which pen name it is.")).toBeVisible();
    await held.getByText(/^Your account/).click();
    await expect(held.getByText(/^sealed, \d+ bytes: cannot be read here$/).first()).toBeVisible();
    await expectAccessible(page, ["light", "dark"]);
    await page.setViewportSize({ width: 360, height: 740 });
    await expectAccessible(page);
  });

  await test.step("whoever runs the place gets the same, and nothing that is sealed", async () => {
    const printed = await place.program.tool("admin", "disclose", her.name);
    for (const line of ["# Your account (member)", "name = wisteria-maeve", "# Not held, of anybody"]) {
      expect(printed).toContain(line);
    }
    expect(printed).toContain("Cornflower-canary: they found a heartbeat");
    expect(printed).toMatch(/keyring_pass = sealed, \d+ bytes/);
    for (const word of her.words.split(" ").concat(her.sheet)) expect(printed).not.toContain(` ${word} `);
    await expect(place.program.tool("admin", "disclose", "nobody-of-that-name")).rejects.toThrow();
  });

  await test.step("a pen name goes with what is under it, and her own copy stays", async () => {
    await page.goto(`${place.room}/settings/erase`);
    await expect(page.getByText(/^Backups of this place, until /)).toBeVisible();
    await expectAccessible(page, ["light", "dark"]);
    await page.getByRole("button", { name: "Erase hawthorn-willow" }).click();
    const ask = page.getByRole("dialog", { name: "Erase hawthorn-willow for good" });
    await expect(ask.getByText("With it: 1 story.")).toBeVisible();
    await expectAccessible(page);
    await ask.getByRole("button", { name: "Erase it" }).click();
    await expect(page.getByText("You have no pen names.")).toBeVisible();
    await page.goto(`${place.room}/journey`);
    await expect(page.getByRole("link", { name: "Waiting" })).toBeVisible();
  });

  await test.step("words that are not hers erase nothing; hers erase everything", async () => {
    await page.goto(`${place.room}/settings/erase`);
    const erase = page.getByRole("button", { name: "Erase everything of mine" });
    await erase.click();
    await expect(page.getByText("Please type your words, or the line on your sheet.")).toBeVisible();
    const words = page.getByLabel("Your words, once more");
    await words.fill("heron heron heron heron heron heron");
    await erase.click();
    await expect(page.getByText("Those are not your words, so nothing was erased.")).toBeVisible();
    await words.fill(her.words);
    await erase.click();
    await expect(page.getByRole("heading", { name: "It is erased" })).toBeVisible();
    await expectAccessible(page);
    await page.goto(`${place.room}/journey`);
    await expect(page.getByRole("heading", { name: "My journey" })).toHaveCount(0);
    const left = await page.evaluate(async () => {
      const stores = await indexedDB.databases();
      const rows = await Promise.all(
        stores.map(
          ({ name = "" }) =>
            new Promise<number>((done, fail) => {
              const open = indexedDB.open(name);
              open.onerror = () => fail(open.error);
              open.onsuccess = () => {
                const tables = [...open.result.objectStoreNames];
                if (tables.length === 0) return done(0);
                const asked = tables.map((table) =>
                  open.result.transaction(table).objectStore(table).count(),
                );
                setTimeout(() => done(asked.reduce((sum, one) => sum + one.result, 0)), 500);
              };
            }),
        ),
      );
      return rows.reduce((sum, one) => sum + one, 0);
    });
    expect(left, "this browser has nothing of hers").toBe(0);
  });

  await test.step("no byte of any file has her", async () => {
    await place.program.stop();
    await place.program.tool("admin", "rewrite");
    expect(scan(canaries, filesBelow(place.program.data))).toEqual([]);
    await place.program.start();
    await page.goto(`${place.room}/sign-in`);
    await page.getByLabel("Name", { exact: true }).fill(her.name);
    await page.getByLabel("Your words", { exact: true }).fill(her.words);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText(/do not open|not open anything|no such/i)).toBeVisible({ timeout: 30_000 });
  });
});
