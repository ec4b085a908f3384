// Leaving quickly: by the button, three presses of Shift, or Escape held; from every side, with and without script.
import type { Page } from "@playwright/test";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const WORDS = "So we wait, and this is hard.";
const leaveButton = (page: Page) => page.getByRole("button", { name: "Leave quickly" });

/** Nothing here tells where somebody was. */
async function isAway(page: Page, place: Place): Promise<void> {
  await page.waitForURL(`${place.commons}/away`);
  await expect(page).toHaveTitle("Notes");
  await expect(page.getByText("There are no notes yet.")).toBeVisible();
  await expect(page.locator("body")).not.toContainText(/alongside|loss|pregnan/i);
}

async function threeShifts(page: Page, between?: string): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await page.keyboard.press("Shift");
    if (between !== undefined) await page.keyboard.press(between);
  }
}

async function holdEscape(page: Page, ms: number): Promise<void> {
  await page.keyboard.down("Escape");
  await page.waitForTimeout(ms);
  await page.keyboard.up("Escape");
}

/** The address of a story in the community. */
async function told(place: Place): Promise<string> {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, WORDS);
  return `${place.commons}/story/${story}`;
}

for (const [how, leave] of [
  ["the button", (page: Page) => leaveButton(page).click()],
  ["three presses of Shift", (page: Page) => threeShifts(page)],
  ["Escape held", (page: Page) => holdEscape(page, 1_200)],
] as const) {
  test(`from the commons by ${how}: going back shows nothing of hers`, async ({ place }) => {
    const url = await told(place);
    const page = await (await place.deviceOf(await place.member())).newPage();
    await page.goto(`${place.commons}/community`);
    await page.goto(url);
    await expect(page.getByText(WORDS)).toBeVisible();
    await leave(page);
    await isAway(page, place);
    await page.goBack();
    await expect(page, "the page she left is not in the history").not.toHaveURL(url);
    await expect(page.getByText(WORDS)).toHaveCount(0);
    await page.goto(url);
    await expect(page.getByText(WORDS)).toHaveCount(0);
    await expect(page.getByRole("link", { name: /sign in/i }).first()).toBeVisible();
  });
}

test("what only looks like a sign leads nowhere", async ({ place }) => {
  const url = await told(place);
  const page = await (await place.deviceOf(await place.member())).newPage();
  await page.goto(url);
  await threeShifts(page, "a");
  await holdEscape(page, 300);
  await page.keyboard.press("Shift");
  await page.keyboard.press("Shift");
  await page.waitForTimeout(5_200);
  await page.keyboard.press("Shift");
  await page.waitForTimeout(1_000);
  await expect(page).toHaveURL(url);
  await expect(page.getByText(WORDS)).toBeVisible();
});

test("nothing can be seen any more before anything is asked of the network", async ({ place }) => {
  const page = await (await place.deviceOf(await place.member())).newPage();
  for (const url of [await told(place), `${place.room}/write`, `${place.room}/for/AAAAAAAAAAAAAAAAAAAAAA`]) {
    await page.goto(url);
    await leaveButton(page).waitFor();
    const seen = await page.evaluate(() => {
      document.querySelector<HTMLButtonElement>("button.leave")?.click();
      return { shown: getComputedStyle(document.documentElement).display, title: document.title };
    });
    expect(seen, url).toEqual({ shown: "none", title: "" });
    await isAway(page, place);
  }
});

test("without script the button does the same", async ({ place }) => {
  const url = await told(place);
  const device = await place.deviceOf(await place.member(), { javaScriptEnabled: false });
  const page = await device.newPage();
  await page.goto(url);
  await leaveButton(page).click();
  await isAway(page, place);
  await page.goto(url);
  await expect(page.getByText(WORDS)).toHaveCount(0);
});

test("from the room: the words typed last are there when she comes back, and only her words open them", async ({
  place,
  page,
}) => {
  const her = await ui.signUp(page, place, "maeve.w");
  await ui.goToCommons(page, place);
  await ui.write(page, place);
  await ui.type(page, { text: "They found a heartbeat." });
  await ui.kept(page);
  await ui.story(page).pressSequentially(" It is slow.");
  await threeShifts(page);
  await isAway(page, place);

  // The browser tells the server on its own, which may take a moment.
  await expect(async () => {
    await page.goto(`${place.commons}/community`);
    await expect(page.getByRole("link", { name: "Sign in" }).first(), "out of the commons").toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await page.goto(`${place.room}/journey`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("They found a heartbeat."), "nothing is open").toHaveCount(0);
  await expect(page.getByLabel("Name", { exact: true }), "nor is her name told").toHaveValue("");

  await ui.signIn(page, place, her);
  await ui.openFromJourney(page, place, "They found a heartbeat.");
  await expect(ui.story(page)).toHaveValue("They found a heartbeat. It is slow.");
});

test("whoever reads a page for them can leave it quickly, too", async ({ place }) => {
  const page = await (await place.device()).newPage();
  for (const leave of [() => leaveButton(page).click(), () => threeShifts(page)]) {
    await page.goto(`${place.room}/for/AAAAAAAAAAAAAAAAAAAAAA`);
    await expect(page.getByRole("heading", { name: "A page for you" })).toBeVisible();
    await leave();
    await isAway(page, place);
  }
});
