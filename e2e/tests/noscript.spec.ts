// The commons works without script: it is read and answered as it came.
import { AROUND, type Member } from "../lib/api.ts";
import { ask } from "../lib/http.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

test("a member reads the community and a story, answers, answers an answer, and stands with its author", async ({
  place,
}) => {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "They said to come back on *Thursday*.", {
    title: "So we wait",
    around: { ...AROUND, notes: ["scan"], wish: ["company"] },
    moments: [{ at: Date.now() - 3_600_000, text: "Home from the scan.", photos: [] }],
  });
  const member = await place.member();
  const device = await place.deviceOf(member, {
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  });
  const page = await device.newPage();

  await page.goto(`${place.commons}/community`);
  await page.getByRole("link", { name: /So we wait/ }).click();
  await expect(page).toHaveURL(`${place.commons}/story/${story}`);
  await expect(page.getByRole("heading", { level: 1, name: "So we wait" })).toBeVisible();
  const fold = page.locator("main summary").first();
  if (await fold.isVisible()) await fold.click();
  await expect(page.locator("em", { hasText: "Thursday" })).toBeVisible();
  await expect(page.getByText("Home from the scan.")).toBeVisible();

  await ui.answer(page, "I remember the quiet in the car.", "robin");
  await expect(page).toHaveURL(new RegExp(`/story/${story}.*answer`));
  await expect(page.getByText("I remember the quiet in the car.")).toBeVisible();
  await expect(page.getByRole("link", { name: "robin" }).first()).toBeVisible();

  await page.getByRole("link", { name: "Answer robin" }).click();
  await ui.answerText(page).fill("And the rain.");
  await ui.answerForm(page).getByRole("button", { name: "Answer", exact: true }).click();
  await expect(page.getByText("And the rain.")).toBeVisible();
  await page.goto(`${place.commons}/story/${story}`);
  await page.getByRole("button", { name: /^I.m with you$/ }).click();
  await expect(page).toHaveURL(new RegExp(`/story/${story}`));
  const kept = await author.take<{ answers: unknown[]; with: { kind: string; pen: string }[] }>(
    "GET",
    `/api/stories/${story}`,
  );
  expect(kept.with.map(({ kind, pen }) => [kind, pen])).toEqual([["with-you", "robin"]]);
  expect(kept.answers).toHaveLength(2);
  for (const text of await page.locator("main").allInnerTexts())
    expect(text).not.toMatch(/\b1 (?:person|answer)/i);
});

test("a visitor reads a public story, is told how to answer it, and finds the way out", async ({ place }) => {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "For whoever needs it.", { audience: "everyone" });
  const device = await place.device({ javaScriptEnabled: false });
  const page = await device.newPage();
  await page.goto(`${place.commons}/story/${story}`);
  await expect(page.getByText("For whoever needs it.")).toBeVisible();
  await expect(page.getByRole("link", { name: /sign in/i }).first()).toBeVisible();
  await page.getByRole("button", { name: "Leave quickly" }).click();
  await expect(page.getByText("For whoever needs it.")).toHaveCount(0);
  await expect(page.locator("body")).not.toContainText(/loss|miscarriage|pregnan/i);
});

test("a refused answer comes back with what was typed", async ({ place }) => {
  const author = await place.member();
  const { story } = await author.share((await author.pen("linnet")).id, "We wait.");
  const device = await place.deviceOf(await place.member(), { javaScriptEnabled: false });
  const page = await device.newPage();
  await page.goto(`${place.commons}/story/${story}`);
  await ui.answer(page, "Typed with care.", "linnet");
  await expect(ui.answerText(page)).toHaveValue("Typed with care.");
  await expect(ui.answerPen(page)).toHaveValue("linnet");
  await expect(ui.answerPen(page)).toHaveAttribute("aria-invalid", "true");
  await expect(ui.answerPen(page)).toHaveAccessibleDescription(/\./);
});

test("the room says what it needs when scripts are off", async ({ place }) => {
  const page = await ask(place.program, { side: "room", path: "/" });
  expect(/<noscript>(.*)<\/noscript>/s.exec(page.text)?.[1] ?? "").toMatch(/script/);
});

test("what a story mentions is folded until somebody opens it, photos too", async ({ place }) => {
  const author: Member = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "There was blood, and then there was not.", {
    title: "That night",
    around: { ...AROUND, notes: ["blood"] },
  });
  const device = await place.deviceOf(await place.member(), { javaScriptEnabled: false });
  const page = await device.newPage();
  for (const path of ["/community", `/story/${story}`]) {
    await page.goto(place.commons + path);
    await expect(page.getByText(/folded/i).first(), path).toBeVisible();
    await expect(page.getByText("There was blood, and then there was not."), path).toBeHidden();
  }
  await page.locator("main summary").first().click();
  await expect(page.getByText("There was blood, and then there was not.")).toBeVisible();
});
