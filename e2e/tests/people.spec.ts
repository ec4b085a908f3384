// People who pick up the phone: at the foot of every page, and beside words that suggest danger.
import { expectAccessible } from "../lib/axe.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

test("words that suggest danger bring numbers to the screen of whoever types them, and nothing of them is sent", async ({
  place,
  page,
}) => {
  await ui.signUp(page, place, "maeve");
  const note = page.getByRole("status").filter({ hasText: "pick up the phone" });
  await ui.story(page).fill("I hate waiting rooms.");
  await ui.kept(page);
  await expect(note).toHaveCount(0);

  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData()}`));
  await ui.story(page).fill("I don’t want to be here without her.");
  await expect(note).toBeVisible();
  await expect(note.getByRole("link", { name: "116 123" }).first()).toHaveAttribute("href", "tel:116123");
  await expect(note.getByText("Nobody was told")).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page, ["light", "dark"]);
  expect(sent.filter((line) => line.includes("without her"))).toEqual([]);

  await note.getByRole("button", { name: "Close" }).click();
  await expect(note).toHaveCount(0);
  await expect(ui.story(page)).toBeFocused();
  await ui.story(page).fill("I don’t want to be here without her. I mean it.");
  await page.waitForTimeout(1_000);
  await expect(note, "it was closed").toHaveCount(0);
});

test("on a shared page the same, beside an answer", async ({ place }) => {
  const author = await place.member();
  const willow = await author.pen("willow");
  const { story } = await author.share(willow.id, "So we wait.", { audience: "community" });
  const reader = await place.member();
  await reader.enter();
  const page = await (await place.deviceOf(reader)).newPage();
  await page.goto(`${place.commons}/story/${story}`);
  await ui.answerText(page).fill("Sometimes I want to kill myself too.");
  const note = page.getByRole("status").filter({ hasText: "pick up the phone" });
  await expect(note.getByRole("link", { name: "13 11 14" })).toBeVisible();
  await expectAccessible(page, ["light", "dark"]);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  test("the numbers are at the foot of every page, and each says where it is from", async ({
    place,
    page,
  }) => {
    for (const path of ["/", "/community", "/help", "/numbers", "/nothing-there"]) {
      await page.goto(`${place.commons}${path}`);
      await page.getByText("Somebody to talk to, by phone").click();
      await expect(page.getByRole("link", { name: "988" }), path).toBeVisible();
    }
    await page.getByRole("link", { name: "For whom, when, and where the numbers are from" }).click();
    await expect(page.getByRole("heading", { name: "United Kingdom" })).toBeVisible();
    const lines = await page.locator("a[href^='tel:'].tel").count();
    expect(lines).toBeGreaterThanOrEqual(7);
    expect(await page.getByText(/^Read on \d{4}-\d{2}-\d{2} at/).count()).toBe(lines);
  });
});
