// Who answers, and when it shows: chosen with the story, decided by the author, and never told to whoever is kept away.
import { AROUND } from "../lib/api.ts";
import { expectAccessible } from "../lib/axe.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

test("answers wait for their author, who lets one show and sets one aside, without script", async ({
  place,
  browser,
}) => {
  const author = await place.member();
  const pen = await author.pen("willow");
  const { story } = await author.share(pen.id, "I am waiting for the second scan.", {
    audience: "everyone",
    around: { ...AROUND, answers: "author-first" },
  });
  const other = await place.member();
  const heron = await other.pen("heron");
  await other.answer(story, { text: "I am sorry. I am here.", pen: heron.id });
  await other.answer(story, { text: "At least it was early.", pen: heron.id });

  const reader = await browser.newContext({ javaScriptEnabled: false });
  const page = await reader.newPage();
  await page.goto(`${place.commons}/story/${story}`);
  await expect(page.getByText("There are none yet.")).toBeVisible();

  const hers = await (await place.deviceOf(author)).newPage();
  await hers.setViewportSize({ width: 360, height: 740 });
  await hers.goto(`${place.commons}/story/${story}`);
  await expect(hers.getByText("Answers show once you let them.")).toBeVisible();
  await hers.getByRole("link", { name: "Answers that wait" }).first().click();
  const waiting = hers.getByRole("listitem");
  await expect(waiting.filter({ hasText: "I am sorry." })).toBeVisible();
  await expectAccessible(hers, ["light", "dark"]);
  await waiting
    .filter({ hasText: "I am sorry." })
    .getByRole("button", { name: "Let the answer by heron show" })
    .click();
  await waiting
    .filter({ hasText: "At least" })
    .getByRole("button", { name: "Set the answer by heron aside" })
    .click();
  await expect(hers.getByText("Nothing waits.")).toBeVisible();
  await hers.getByRole("link", { name: "Set aside" }).click();
  await expect(hers.getByText("At least it was early.")).toBeHidden();
  await expectAccessible(hers, ["light", "dark"]);
  await hers.getByText("Show it").click();
  await expect(hers.getByText("At least it was early.")).toBeVisible();

  await page.reload();
  await expect(page.getByText("I am sorry. I am here.")).toBeVisible();
  await expect(page.getByText("At least it was early.")).toHaveCount(0);
  const his = await (await place.deviceOf(other)).newPage();
  await his.goto(`${place.commons}/story/${story}`);
  await expect(his.getByText("At least it was early."), "he is not told").toBeVisible();
  await reader.close();
});

test("who is blocked under one name cannot answer under another, and she is not told which that is", async ({
  place,
}) => {
  const author = await place.member();
  const pen = await author.pen("willow");
  const { story } = await author.share(pen.id, "So we wait.");
  const other = await place.member();
  const [heron, mask] = [await other.pen("heron"), await other.pen("jackdaw")];
  await other.answer(story, { text: "You had it coming.", pen: heron.id });

  const hers = await (await place.deviceOf(author)).newPage();
  await hers.goto(`${place.commons}/story/${story}`);
  await hers.getByText("Decide", { exact: true }).click();
  await hers.getByRole("button", { name: "Block heron" }).click();
  await expect(hers.getByText("You had it coming.")).toHaveCount(0);
  await hers.getByRole("link", { name: "Who answers me" }).click();
  await expect(hers.getByText("heron is blocked from stories of willow")).toBeVisible();
  await expect(hers.getByText("jackdaw")).toHaveCount(0);
  await expectAccessible(hers, ["light", "dark"]);

  const his = await (await place.deviceOf(other)).newPage();
  await his.goto(`${place.commons}/story/${story}`);
  await expect(his.getByText("The author does not take answers to this story.")).toBeVisible();
  await expect(ui.answerText(his)).toHaveCount(0);
  const tried = await other.answer(story, { text: "Again.", pen: mask.id });
  expect(tried.status).toBe(403);
});

test("the choice is made where the story is written, and Heard says that something waits", async ({
  place,
  page,
}) => {
  await ui.signUp(page, place, "maeve");
  await ui.type(page, { text: "So we wait." });
  await page.getByRole("radio", { name: "I see them first" }).check();
  await expect(page.getByText(/Answers wait until you let them show/)).toBeVisible();
  await ui.letGo(page, "Community", "willow");
  const other = await place.member();
  const heron = await other.pen("heron");
  const community = await other.ask({ side: "commons", path: "/community" });
  const story = /\/story\/([\w-]{22})"/.exec(community.text)?.[1] ?? "";
  await other.answer(story, { text: "I am here.", pen: heron.id });
  await page.goto(`${place.room}/heard`);
  await expect(page.getByText("I am here.")).toHaveCount(0);
  await page.getByRole("button", { name: "Look at them" }).click();
  await expect(page.getByRole("heading", { name: "Answers that wait" })).toBeVisible();
  await expect(page.getByText("I am here.")).toBeVisible();
});
