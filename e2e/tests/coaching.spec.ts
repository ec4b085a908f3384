// A hint beside an answer that is being written: on the device, never in the way, and put away with one press.
import type { Page } from "@playwright/test";
import { AROUND } from "../lib/api.ts";
import { expectAccessible } from "../lib/axe.ts";
import { answerField, makeCircle, tellCircle } from "../lib/circle.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const LEAST = /“At least” can sound as if it weighed less/;
const COMPANY = /They asked for company here/;
const CHILDREN = /Children take words as they are/;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const hint = (page: Page) => page.getByRole("status").filter({ hasText: "Instead, perhaps:" });

/** A story in the community that wishes for this. */
async function told(place: Place, wish: string[]): Promise<string> {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "So we wait.", { around: { ...AROUND, wish } });
  return `${place.commons}/story/${story}`;
}

/** What this page asks of any server from now on. */
function asked(page: Page): string[] {
  const all: string[] = [];
  page.on("request", (request) => all.push(request.url()));
  return all;
}

test("an answer is read along on the device alone, and goes out as it was typed", async ({ place }) => {
  const url = await told(place, ["company"]);
  const page = await (await place.deviceOf(await place.member())).newPage();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(url);
  const requests = asked(page);
  const text = ui.answerText(page);
  await text.fill("I am so sorry. I am here.");
  await expect(hint(page)).toHaveCount(0);
  await text.fill("I am so sorry. At least it was early.");
  await expect(hint(page)).toContainText(LEAST);
  await expect(hint(page)).toContainText("I am so sorry.");
  await expectAccessible(page, ["light", "dark"]);

  await button(page, "Leave it as it is").click();
  await expect(hint(page)).toHaveCount(0);
  await expect(text, "whoever put it away goes on writing").toBeFocused();
  await text.fill("At least it was early. My mother said that, and I left the room.");
  await text.pressSequentially(" At least you know.");
  await page.waitForTimeout(1_000);
  await expect(hint(page), "what was put away stays away").toHaveCount(0);
  await text.fill("You should see another doctor. At least it was early.");
  await expect(hint(page)).toContainText(COMPANY);
  expect(requests, "nothing was asked of anybody while typing").toEqual([]);

  await ui
    .answerForm(page)
    .getByRole("textbox", { name: /pen name/i })
    .fill("robin");
  await ui.answerForm(page).getByRole("button", { name: "Answer", exact: true }).click();
  await expect(page.getByText("You should see another doctor. At least it was early.")).toBeVisible();
});

test("advice is welcome where it is asked for, and what others said is not taken for one’s own words", async ({
  place,
}) => {
  const page = await (await place.deviceOf(await place.member())).newPage();
  await page.goto(await told(place, ["company", "information"]));
  const text = ui.answerText(page);
  for (const fine of [
    "You should see another doctor.",
    "They told me at least it was early, and I left the room.",
    "“Everything happens for a reason” is what they said to me.",
  ]) {
    await text.fill(fine);
    await page.waitForTimeout(1_000);
    await expect(hint(page), fine).toHaveCount(0);
  }
  await text.fill("Everything happens for a reason.");
  await expect(hint(page)).toContainText("A reason may be a comfort to you");
});

test("hints are put away for good with one press by keyboard, and come back with another", async ({
  place,
}) => {
  const url = await told(place, ["company"]);
  const page = await (await place.deviceOf(await place.member())).newPage();
  await page.goto(url);
  await ui.answerText(page).fill("At least it was early.");
  await expect(hint(page)).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(button(page, "No more hints like this")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(hint(page)).toHaveCount(0);
  await page.reload();
  await ui.answerText(page).fill("At least it was early.");
  await page.waitForTimeout(1_000);
  await expect(hint(page)).toHaveCount(0);
  await button(page, "Show them again").click();
  await expect(hint(page)).toContainText(LEAST);
});

test("without script the form is the same, and nothing reads along", async ({ place }) => {
  const url = await told(place, ["company"]);
  const device = await place.deviceOf(await place.member(), { javaScriptEnabled: false });
  const page = await device.newPage();
  await page.goto(url);
  await ui.answer(page, "At least it was early.", "robin");
  await expect(page.getByText("At least it was early.")).toBeVisible();
  await expect(page.getByRole("status")).toHaveText(["", ""]);
});

test("on a page for them it is read what children are told, and nothing else", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve.w");
  await page.goto(`${place.room}/for-them/new`);
  const what = page.getByRole("textbox", { name: "What happened" });
  await what.fill("We lost the baby on Thursday. At least we have each other.");
  await page.waitForTimeout(1_000);
  await expect(hint(page), "one’s own words to other people are one’s own").toHaveCount(0);
  await what.fill("We told the children that the baby is asleep.");
  await expect(hint(page)).toContainText(CHILDREN);
  await expect(hint(page)).toContainText("The baby died.");
  await expectAccessible(page, ["light", "dark"]);
});

test("an answer in a circle is read along before it is sealed", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve.w");
  const circle = await makeCircle(page, place, "The two of us", "Maeve");
  await tellCircle(page, place, "Waiting", "So we wait.");
  await page.goto(circle);
  await page.getByRole("link", { name: "Waiting" }).click();
  await answerField(page).fill("It was not meant to be.");
  await expect(hint(page)).toContainText("“Not meant to be” tells somebody how to see it");
  await button(page, "Leave it as it is").click();
  await button(page, "Say it").click();
  await expect(page.getByText("Your answer is there.")).toBeVisible();
  await expect(page.getByText("It was not meant to be.")).toBeVisible();
});
