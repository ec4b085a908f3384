// What holds for one browser alone: locking after a while, tabs that tell nothing, and what leaving quickly cannot do.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const lockAfter = (page: Page) => page.getByRole("combobox", { name: "Lock it when nobody uses it" });

test("a browser locks after the chosen time, and what was being written comes back", async ({
  place,
  page,
}) => {
  await page.clock.install();
  const maeve = await ui.signUp(page, place, "maeve");
  await page.goto(`${place.room}/settings`);
  await expect(lockAfter(page)).toHaveValue("0");
  await lockAfter(page).selectOption({ label: "after 5 minutes" });
  await expectAccessible(page, ["light", "dark"]);
  await ui.write(page, place);
  await ui.story(page).fill("So we wait, and I have not finished this");
  await page.clock.fastForward("04:00");
  await ui.story(page).press("End");
  await page.clock.fastForward("04:00");
  await expect(ui.story(page), "a key is a use").toBeVisible();
  await page.clock.fastForward("01:10");
  await expect(ui.story(page)).toHaveCount(0);
  await expect(page.getByText("So we wait")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "My journey" })).toHaveCount(0);

  await ui.signIn(page, place, maeve);
  await page.goto(`${place.room}/journey`);
  await expect(page.getByText("So we wait, and I have not finished this")).toBeVisible();
});

test("a browser that was closed for longer than that opens locked", async ({ place, page }) => {
  await page.clock.install();
  const maeve = await ui.signUp(page, place, "maeve");
  await page.goto(`${place.room}/settings`);
  await lockAfter(page).selectOption({ label: "after 15 minutes" });
  await page.goto("about:blank");
  await page.clock.fastForward("20:00");
  await page.goto(`${place.room}/journey`);
  await expect(page.getByRole("heading", { name: "My journey" })).toHaveCount(0);
  await ui.signIn(page, place, maeve);
  await page.goto(`${place.room}/journey`);
  await expect(page.getByRole("heading", { name: "My journey" })).toBeVisible();
});

test("tabs tell nothing when one chooses so, on both sides", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve");
  await page.goto(`${place.room}/settings`);
  await expect(page).toHaveTitle("Alongside");
  await page.getByRole("checkbox", { name: /Call its tabs “Notes”/ }).check();
  await expect(page).toHaveTitle("Notes");
  await page.goto(`${place.room}/journey`);
  await expect(page).toHaveTitle("Notes");
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", "data:,");
  await page.goto(`${place.commons}/help`);
  await page.getByRole("button", { name: "Call them “Notes”" }).click();
  await expect(page).toHaveTitle("Notes");
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", "data:,");
  await page.getByRole("button", { name: "Call them Alongside again" }).click();
  await expect(page).toHaveTitle("Alongside");
});

test("what leaving quickly cannot do is said once, plainly", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve");
  const note = page
    .getByRole("note")
    .filter({ hasText: "cannot take what you visited out of your browser’s history" });
  await expect(note).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page, ["light", "dark"]);
  await note.getByRole("button", { name: "I have read it" }).click();
  await expect(note).toHaveCount(0);
  await page.goto(`${place.room}/journey`);
  await expect(page.getByRole("heading", { name: "My journey" })).toBeVisible();
  await expect(note).toHaveCount(0);
});

test("before a story goes to everyone: whom it names is asked about once, and what publishing can mean is said", async ({
  place,
  page,
}) => {
  await ui.signUp(page, place, "maeve");
  await ui.type(page, { text: "So we wait. My husband Tom read it aloud before I posted it." });
  await ui.setFar(page, "Everyone");
  await page.getByRole("button", { name: "Let it go to everyone" }).click();
  const dialog = page.getByRole("dialog", { name: "Before it goes further" });
  await expect(dialog.getByRole("note")).toHaveText(/It says Tom\. Is this about someone else as well\?/);
  await expect(dialog.getByText(/can be brought up later, also in disputes/)).toBeVisible();
  await expectAccessible(page, ["light", "dark"]);
  await dialog.getByRole("button", { name: "Not now" }).click();
  await ui.letGo(page, "Community", "willow");
  await page.getByRole("link", { name: "Change it" }).click();
  await ui.setFar(page, "Everyone");
  await page.getByRole("button", { name: "Let it go to everyone" }).click();
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("note"), "asked once").toHaveCount(0);
});
