// The composer never loses a word.
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const TEXT = "They were kind about it. They said to come back on Thursday.";

test("what was written is there after a reload and after a crash of the tab", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: TEXT });
  await ui.kept(page);
  const draft = page.url();
  await page.reload();
  await expect(ui.story(page)).toHaveValue(TEXT);
  await ui.type(page, { text: `${TEXT} Then more.` });
  await ui.kept(page);
  // Closed without unload handlers, as a crash is.
  const context = page.context();
  await page.close({ runBeforeUnload: false });
  const next = await context.newPage();
  await next.goto(draft);
  await expect(ui.story(next)).toHaveValue(`${TEXT} Then more.`);
});

test("a dead network loses nothing, and says so plainly", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  place.wire.fault = (method) => (method === "GET" ? "pass" : "lose-request");
  await ui.type(page, { text: TEXT });
  await ui.keptHere(page);
  const draft = page.url();
  const context = page.context();
  await page.close({ runBeforeUnload: false });
  const next = await context.newPage();
  await next.goto(draft);
  await expect(ui.story(next)).toHaveValue(TEXT);
  place.wire.fault = () => "pass";
  await ui.type(next, { text: `${TEXT} And on.` });
  await expect.poll(() => entriesTaken(place), { timeout: 20_000 }).toBeGreaterThan(0);
});

test("a session that ended while writing loses nothing", async ({ place, page }) => {
  const person = await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: TEXT });
  await ui.kept(page);
  await page.context().clearCookies();
  await ui.type(page, { text: `${TEXT} Typed after the session ended.` });
  await expect(page.getByText(/sign in/i).first()).toBeVisible({ timeout: 20_000 });
  const draft = page.url();
  await ui.signIn(page, place, person);
  await page.goto(draft);
  await expect(ui.story(page)).toHaveValue(`${TEXT} Typed after the session ended.`);
});

test("two devices that changed one draft: nothing is lost, and she chooses", async ({ place, page }) => {
  const person = await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: TEXT });
  await ui.kept(page);
  const draft = page.url();
  const second = await (await place.device()).newPage();
  await ui.signIn(second, place, person);
  await second.goto(draft);
  await expect(ui.story(second)).toHaveValue(TEXT);
  await ui.type(second, { text: "Written on the second device." });
  await ui.kept(second);
  await ui.type(page, { text: "Written on the first device." });
  await expect(page.getByText(/changed on another device too, so both are kept/)).toBeVisible({
    timeout: 20_000,
  });
  await page.getByRole("button", { name: "Go on with mine" }).click();
  await ui.kept(page);
  await page.goto(`${place.room}/journey`);
  for (const text of ["Written on the first device.", "Written on the second device."]) {
    await expect(page.getByText(text).first(), text).toBeVisible();
  }
});

test("a yes that was lost on the way doubles nothing: the story is shared once", async ({ place, page }) => {
  await ui.signUp(page, place, "maeve");
  await ui.write(page, place);
  await ui.type(page, { text: TEXT });
  await ui.kept(page);
  let lost = 0;
  place.wire.fault = (method, path) =>
    method === "POST" && path === "/api/stories" && lost++ < 1 ? "lose-reply" : "pass";
  await ui.letGo(page, "Community", "willow");
  expect(lost).toBeGreaterThan(1);
  await ui.goToCommons(page, place);
  await expect(page.getByText(TEXT)).toHaveCount(1);
});

test("before signing up one can already write, and it is still there afterwards", async ({ place, page }) => {
  await page.goto(`${place.room}/write`);
  await ui.type(page, { text: TEXT });
  await ui.keptHere(page);
  await ui.signUp(page, place, "maeve");
  await expect(ui.story(page)).toHaveValue(TEXT);
});

const entriesTaken = (place: import("../lib/test.ts").Place): number =>
  place.wire.exchanges.filter(
    (x) => x.method === "PUT" && x.path.startsWith("/api/entries/") && x.status < 300,
  ).length;
