// Holding the place: a bad evening, by keyboard only, and every decision traced.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe.ts";
import { expect, test } from "../lib/test.ts";

test.use({ placeOptions: { env: { ALONGSIDE_FIRST_ANSWERS: "2" } } });

/** Presses Tab until this is where one is. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 80; n += 1) {
    if (await page.locator(selector).evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} cannot be reached with Tab`);
}

test("a public story goes round: the author sees the two kind answers and nothing else", async ({
  place,
  browser,
}) => {
  test.setTimeout(240_000);
  const author = await place.member();
  const willow = await author.pen("willow");
  const { story } = await author.share(willow.id, "I am waiting for the second scan.", {
    audience: "everyone",
  });
  const hostile: { name: string; text: string }[] = [];
  const strangers = [];
  for (let n = 0; n < 42; n += 1) {
    const stranger = await place.member();
    strangers.push(stranger);
    const pen = await stranger.pen(`stranger ${n}`);
    const kind = n === 5 || n === 33;
    const text = kind ? `I am so sorry. I am here, ${n}.` : `You had it coming, ${n}.`;
    if (!kind) hostile.push({ name: pen.name, text });
    const reply = await stranger.answer(story, { text, pen: pen.id });
    expect(reply.status, reply.text).toBe(303);
  }
  const sees = async () => {
    const page = await author.ask({ side: "commons", path: `/story/${story}` });
    const heard = await author.take<{ heard: { text?: string }[] }>("GET", "/api/heard");
    const kept = await author.answersTo(story);
    return [page.text, JSON.stringify(heard), JSON.stringify(kept)].join("\n");
  };
  expect(await sees()).not.toContain("had it coming");

  const moderator = await place.member();
  await moderator.pen("rowan");
  await place.program.tool("admin", "moderator", moderator.name);
  await moderator.enter();
  const page = await (await place.deviceOf(moderator)).newPage();
  await page.goto(`${place.commons}/queue`);
  await expectAccessible(page, ["light", "dark"]);
  await page.keyboard.press("Enter");
  let looked = 0;
  for (; ; looked += 1) {
    await page.waitForURL(/\/queue(\/[\w-]{22}|\?q=nothing)$/);
    if (page.url().endsWith("nothing")) break;
    if (looked === 0) await expectAccessible(page, ["light", "dark"]);
    await expect(
      page.getByRole("radio", { name: "Show it", exact: true }),
      "one begins at the choice",
    ).toBeFocused();
    const kind = (await page.locator("#words + *").textContent())?.includes("so sorry") ?? false;
    if (kind) {
      await page.keyboard.press("Space");
    } else {
      await page.keyboard.press("Space");
      for (let n = 0; n < 3; n += 1) await page.keyboard.press("ArrowRight");
      await expect(page.getByRole("radio", { name: "Remove it" })).toBeChecked();
      await page.keyboard.press("Tab");
      await expect(page.getByRole("textbox", { name: /^Why/ })).toBeFocused();
      await page.keyboard.type("Nobody has that coming.");
    }
    const before = page.url();
    await tabTo(page, "form[data-queue] button.button");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href !== before);
    expect(await sees()).not.toContain("had it coming");
  }
  expect(looked).toBe(42);
  await expect(page.getByText("Nothing waits for you.")).toBeVisible();

  const reader = await browser.newContext({ javaScriptEnabled: false });
  const visitor = await reader.newPage();
  await visitor.goto(`${place.commons}/story/${story}`);
  await expect(visitor.getByText(/I am so sorry/)).toHaveCount(2);
  await expect(visitor.getByText(/had it coming/)).toHaveCount(0);
  await reader.close();
  const hers = await sees();
  expect(hers.match(/I am here, (5|33)\./g)?.length).toBe(6);
  expect(hers).not.toContain("had it coming");

  // Each of them reads what was decided, and why; the operator can trace all of it.
  const one = await (await place.deviceOf(strangers[0] ?? author)).newPage();
  await one.goto(`${place.commons}/decided`);
  await expect(one.getByText("Your answer was removed.")).toBeVisible();
  await expect(one.getByText("The reason: Nobody has that coming.")).toBeVisible();
  await expectAccessible(one, ["light", "dark"]);
  const printed = await place.program.tool("admin", "audit");
  const log = printed.split("\n").filter((line) => /^\d+ /.test(line));
  expect(log).toHaveLength(42);
  expect(log.filter((line) => / remove /.test(line))).toHaveLength(40);
  expect(log.filter((line) => / show /.test(line))).toHaveLength(2);
});

test("whose words were given back asks another moderator, who shows them", async ({ place }) => {
  const author = await place.member();
  const willow = await author.pen("willow");
  const { story } = await author.share(willow.id, "So we wait.");
  const other = await place.member();
  const heron = await other.pen("heron");
  await other.answer(story, { text: "I lost mine too.", pen: heron.id });
  const moderators = [];
  for (const name of ["rowan", "kestrel"]) {
    const moderator = await place.member();
    await moderator.pen(name);
    await place.program.tool("admin", "moderator", moderator.name);
    await moderator.enter();
    moderators.push(await (await place.deviceOf(moderator)).newPage());
  }
  const [first, second] = moderators as [Page, Page];
  await first.goto(`${place.commons}/queue`);
  await first.getByRole("button", { name: "Take the next" }).click();
  await first.getByRole("radio", { name: "Give it back to its writer" }).check();
  await first.getByRole("button", { name: "Decide, and take the next" }).click();
  await expect(first.getByRole("alert")).toHaveText(/Please say why/);
  await first.getByRole("textbox", { name: /^Why/ }).fill("Is this about her, or about you?");
  await first.getByRole("button", { name: "Decide, and take the next" }).click();
  await expect(first.getByText("Nothing waits for you.")).toBeVisible();

  const his = await (await place.deviceOf(other)).newPage();
  await his.setViewportSize({ width: 360, height: 740 });
  await his.goto(`${place.commons}/story/${story}`);
  await his.getByRole("link", { name: "What moderators decided" }).first().click();
  await expect(his.getByText("Is this about her, or about you?")).toBeVisible();
  await his.getByText("Ask another moderator to look").click();
  await his.getByRole("textbox", { name: "What should they know" }).fill("I meant that I have been there.");
  await his.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(his.getByText("Another moderator was asked to look.")).toBeVisible();

  await first.getByRole("button", { name: "Look again" }).click();
  await expect(first.getByText("Nothing waits for you."), "not to whoever decided").toBeVisible();
  await second.goto(`${place.commons}/queue`);
  await second.getByRole("button", { name: "Take the next" }).click();
  await expect(second.getByText("I meant that I have been there.")).toBeVisible();
  await second.getByRole("radio", { name: "Show it", exact: true }).check();
  await second.getByRole("button", { name: "Decide, and take the next" }).click();
  await his.goto(`${place.commons}/story/${story}`);
  await expect(his.getByText("Held for now.")).toHaveCount(0);
  await expect(his.getByText("I lost mine too.")).toBeVisible();
});

test("a moderator chooses how much is enough, and the queue holds to it", async ({ place }) => {
  const moderator = await place.member();
  await moderator.pen("rowan");
  await place.program.tool("admin", "moderator", moderator.name);
  await moderator.enter();
  const page = await (await place.deviceOf(moderator, { javaScriptEnabled: false })).newPage();
  await page.goto(`${place.commons}/queue`);
  await page.getByText("My hours, and how much is enough").click();
  const now = new Date().getUTCHours();
  const hour = (n: number) => `${String(n % 24).padStart(2, "0")}:00`;
  await page.getByLabel("Nothing from").selectOption(hour(now + 23));
  await page.getByLabel("until").selectOption(hour(now + 3));
  await page.getByLabel("My clock shows").selectOption("0");
  await page.getByRole("button", { name: "Keep it so" }).click();
  await expect(page.getByText(`You chose to be handed nothing until ${hour(now + 3)}.`)).toBeVisible();
  await page.getByRole("button", { name: "Take one all the same" }).click();
  await expect(page.getByText("Nothing waits for you.")).toBeVisible();
  const scripted = await (await place.deviceOf(moderator)).newPage();
  await scripted.goto(`${place.commons}/queue?q=kept`);
  await expectAccessible(scripted, ["light", "dark"]);
});
