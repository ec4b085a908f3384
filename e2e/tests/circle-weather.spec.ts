// Bad weather in a circle: whatever goes wrong on the way, nothing is lost, nothing is doubled, and one plain sentence
// says how it is.

import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import {
  answerField,
  answerInCircle,
  askToJoin,
  joinCircle,
  letCircleRead,
  makeCircle,
  somebody,
  tellCircle,
} from "../lib/circle.ts";
import { makePhoto } from "../lib/photo.ts";
import { expect, type Place, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const CIRCLE = "Around the fire";
const TITLE = "What the letter said";
const TEXT = "We have a date now, and somebody to come with us.";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** A browser whose clock is wrong by so many hours. */
async function wrongBy(page: Page, hours: number): Promise<void> {
  if (hours === 0) return;
  await page.context().addInitScript((ms) => {
    globalThis.Date = new Proxy(Date, {
      construct: (of, all) => (all.length === 0 ? new of(of.now() + ms) : Reflect.construct(of, all)),
      get: (of, name) => (name === "now" ? () => of.now() + ms : Reflect.get(of, name)),
    });
  }, hours * 3_600_000);
}

/** She has a circle with him in it, told something there, and he has it open. */
async function scene(place: Place, hours = { hers: 0, his: 0 }) {
  const she = await somebody(place, "maeve.w", (page) => wrongBy(page, hours.hers));
  const he = await somebody(place, "eoin.k", (page) => wrongBy(page, hours.his));
  const url = await makeCircle(she.page, place, CIRCLE, "Maeve");
  await joinCircle(she.page, url, he.page, "Eoin");
  const story = await tellCircle(she.page, place, TITLE, TEXT);
  await he.page.goto(url);
  await he.page.getByRole("link", { name: TITLE }).click();
  await expect(he.page.getByText(TEXT)).toBeVisible();
  return { she, he, url, story };
}

const keptHere = (page: Page) =>
  expect(page.getByText("Kept on this device, sealed, until you send it.")).toBeVisible();

test("an answer that is being written is there after a reload, sealed, and gone once it has arrived", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const { he } = await scene(place);
  const half = "I keep thinking of the bramble-canary lane.";
  await answerField(he.page).fill(half);
  await keptHere(he.page);
  const stored = await he.page.evaluate(async () => {
    const opened = indexedDB.open("alongside-device");
    await new Promise((done) => opened.addEventListener("success", done));
    const all = opened.result.transaction("pending").objectStore("pending").getAll();
    await new Promise((done) => all.addEventListener("success", done));
    opened.result.close();
    return (all.result as { file: Uint8Array }[]).map(({ file }) => new TextDecoder("latin1").decode(file));
  });
  expect(stored).toHaveLength(1);
  expect(stored[0]).toMatch(/^age-encryption\.org\/v1\n-> mlkem768x25519 /);
  expect(stored.join()).not.toContain("bramble");

  const address = he.page.url();
  const context = he.page.context();
  await he.page.close({ runBeforeUnload: false });
  const next = await context.newPage();
  await next.goto(address);
  await expect(answerField(next)).toHaveValue(half);
  await test.step("signing out says that it would be lost", async () => {
    await next.goto(`${place.room}/settings`);
    await button(next, "Sign out").first().click();
    await expect(next.getByText("Something you wrote is only on this device so far.")).toBeVisible();
    await next.goto(address);
  });
  await expect(answerField(next)).toHaveValue(half);
  await answerInCircle(next, `${half} It was warm.`);
  await expect(next.getByText(`${half} It was warm.`)).toHaveCount(1);
  await next.reload();
  await expect(next.getByText(`${half} It was warm.`)).toHaveCount(1);
  await expect(answerField(next)).toHaveValue("");
});

test("three devices that answer at the same moment, two of them hers: each answer is there, once", async ({
  place,
}) => {
  test.setTimeout(240_000);
  const { she, he, url } = await scene(place);
  const second = await (await place.device()).newPage();
  await ui.signIn(second, place, she.person);
  const writers: [Page, string][] = [
    [she.page, "From her telephone."],
    [second, "From her computer."],
    [he.page, "From him."],
  ];
  for (const [page, text] of writers) {
    await page.goto(url);
    await page.getByRole("link", { name: TITLE }).click();
    await answerField(page).fill(text);
  }
  await Promise.all(writers.map(([page]) => button(page, "Say it").click()));
  for (const [page] of writers) await expect(page.getByText("Your answer is there.")).toBeVisible();
  for (const [page] of writers) {
    await page.reload();
    for (const [, text] of writers) await expect(page.getByText(text)).toHaveCount(1);
  }

  await test.step("two links made at once are both remembered", async () => {
    const hers = [she.page, second];
    for (const page of hers) await page.goto(url);
    await Promise.all(hers.map((page) => button(page, "Make a link").click()));
    // Whichever was second has looked again and written on top of the other, before either is asked.
    for (const page of hers) {
      await expect(page.getByLabel("A link to this circle").first()).toBeVisible({ timeout: 20_000 });
    }
    for (const page of hers) {
      await page.reload();
      await expect(page.getByLabel("A link to this circle")).toHaveCount(2);
    }
  });

  await test.step("somebody who is let in on both at once is in once", async () => {
    const mother = await somebody(place, "brid.w");
    await she.page.goto(url);
    const link = await she.page.getByLabel("A link to this circle").last().inputValue();
    await askToJoin(mother.page, link, "Mam");
    for (const page of [she.page, second]) {
      await page.goto(url);
      await page.getByRole("radio", { name: /everything/i }).check();
    }
    await Promise.all([she.page, second].map((page) => button(page, "Let Mam in").click()));
    for (const page of [she.page, second]) await expect(button(page, "Let Mam in")).toHaveCount(0);
    for (const page of [she.page, second, mother.page]) {
      await page.goto(url);
      await expect(page.getByRole("link", { name: TITLE })).toHaveCount(1);
    }
    await expect(button(she.page, "Take Mam out")).toHaveCount(1);
  });
});

test("a line that breaks in the middle of a photo: a sentence, and then the circle has it once", async ({
  place,
  browser,
}) => {
  test.setTimeout(240_000);
  const photo = await makePhoto(browser, 2400, 1800);
  const { she, he, url } = await scene(place);
  const alt = "A window in the rain";
  await ui.write(she.page, place);
  await ui.type(she.page, { title: "The window", text: "It rained all day." });
  await ui.addPhoto(she.page, photo.path, alt);
  await ui.kept(she.page);
  const isPhoto = (method: string, path: string) =>
    method === "PUT" && /^\/api\/circles\/.*\/media\//.test(path);
  place.wire.fault = (method, path) => (isPhoto(method, path) ? "cut" : "pass");
  await letCircleRead(she.page);
  await expect(
    she.page.getByRole("dialog").getByText("This device has no connection to the place right now."),
  ).toBeVisible({ timeout: 30_000 });
  expect(place.wire.broken, "and it was in the middle").toBeGreaterThan(0);
  await he.page.goto(url);
  await expect(he.page.getByRole("link", { name: TITLE })).toBeVisible();
  await expect(he.page.getByText("The window"), "nothing half of it is there").toHaveCount(0);

  place.wire.fault = () => "pass";
  await she.page.reload();
  await expect(ui.story(she.page)).toHaveValue("It rained all day.");
  await button(she.page, "Update what the circle sees").click();
  await she.page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
  await he.page.reload();
  await expect(he.page.getByRole("link", { name: "The window" })).toHaveCount(1);
  await he.page.getByRole("link", { name: "The window" }).click();
  const shown = he.page.getByRole("img", { name: alt });
  await expect(shown).toHaveCount(1);
  expect(
    await shown.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
  ).toBeGreaterThan(100);
  const sent = place.wire.exchanges.filter((x) => isPhoto(x.method, x.path) && x.status < 300);
  expect(sent, "the photo arrived once").toHaveLength(1);
});

test("an answer whose yes was lost, and went on growing, is there once, with all its words", async ({
  place,
}) => {
  test.setTimeout(180_000);
  const { he, she } = await scene(place);
  place.wire.fault = (method, path) =>
    method === "PUT" && path.includes("/entries/") ? "lose-reply" : "pass";
  await answerField(he.page).fill("I will drive.");
  await button(he.page, "Say it").click();
  await expect(he.page.getByText("This device has no connection to the place right now.")).toBeVisible();
  await expect(answerField(he.page)).toHaveValue("I will drive.");
  place.wire.fault = () => "pass";
  await answerField(he.page).fill("I will drive. And I bring soup.");
  await button(he.page, "Say it").click();
  await expect(he.page.getByText("Your answer is there.")).toBeVisible();
  await she.page.goto(he.page.url());
  await expect(she.page.getByText("I will drive. And I bring soup.")).toHaveCount(1);
  await expect(she.page.getByText(/I will drive/)).toHaveCount(1);
});

test.describe("where clocks are wrong by a day", () => {
  const env = {
    LD_PRELOAD: "/usr/$LIB/faketime/libfaketime.so.1",
    FAKETIME: "+1d",
    DONT_FAKE_MONOTONIC: "1",
  };
  test.use({ placeOptions: { env } });

  test("everything in a circle goes its way, and what is new is seen when the place’s clock was put right", async ({
    place,
  }) => {
    test.setTimeout(240_000);
    const { she, he, url, story } = await scene(place, { hers: 24, his: -24 });
    const log = /"timestamp":"([^"]+)"/.exec(place.program.logs())?.[1] ?? "";
    expect(Date.parse(log) - Date.now(), "the place is in tomorrow").toBeGreaterThan(23 * 3_600_000);
    expect(await he.page.evaluate(() => Date.now()), "he is in yesterday").toBeLessThan(
      Date.now() - 23 * 3_600_000,
    );
    await answerInCircle(he.page, "From yesterday.");
    await she.page.goto(he.page.url());
    await answerInCircle(she.page, "From tomorrow.");
    await test.step("an invitation made by a clock that is ahead lets somebody in", async () => {
      const mother = await somebody(place, "brid.w");
      await joinCircle(she.page, url, mother.page, "Mam");
      await mother.page.goto(url);
      await expect(mother.page.getByRole("link", { name: TITLE })).toHaveCount(1);
    });
    // The circle stays open in his browser, which asks only for what came after what it has.
    await he.page.getByRole("link", { name: CIRCLE }).click();
    await expect(he.page.getByText(/Eoin|You/).first()).toBeVisible();

    await place.program.stop();
    await place.program.start({ FAKETIME: "+0" });
    await ui.goOn(she.page, place, story);
    await ui.addMoment(she.page, "And then the clock was put right.");
    await button(she.page, "Update what the circle sees").click();
    await she.page.waitForURL(`${place.room}/story/${story}`, { timeout: 30_000 });
    await he.page.getByRole("link", { name: "Circles", exact: true }).click();
    await he.page.getByRole("link", { name: CIRCLE }).click();
    await he.page.getByRole("link", { name: TITLE }).click();
    await expect(he.page.getByText("And then the clock was put right.")).toHaveCount(1);
    await answerInCircle(he.page, "From today.");
    for (const page of [he.page, she.page]) {
      await page.goto(he.page.url());
      for (const day of ["yesterday", "today", "tomorrow"]) {
        await expect(page.getByText(`From ${day}.`)).toHaveCount(1);
      }
    }
  });
});

test.describe("where each member has little room", () => {
  test.use({ placeOptions: { env: { ALONGSIDE_SEALED_MIB: "1" } } });

  test("a photo that does not fit is refused with a sentence, and nothing of it is half there", async ({
    place,
    browser,
  }) => {
    test.setTimeout(240_000);
    const photo = await makePhoto(browser);
    const { she, he, url } = await scene(place);
    await ui.write(she.page, place);
    await ui.type(she.page, { title: "The window", text: "It rained all day." });
    await ui.addPhoto(she.page, photo.path, "A window in the rain");
    await ui.kept(she.page);
    const draft = she.page.url();
    await letCircleRead(she.page);
    const full = "There is no more room for sealed stories and photos. Erasing old photos makes some.";
    await expect(she.page.getByRole("dialog").getByText(full)).toBeVisible({ timeout: 30_000 });
    await he.page.goto(url);
    await expect(he.page.getByRole("link", { name: TITLE })).toBeVisible();
    await expect(he.page.getByText("The window")).toHaveCount(0);

    await she.page.goto(draft);
    await expect(ui.story(she.page), "her words and her photo are as they were").toHaveValue(
      "It rained all day.",
    );
    await expect(she.page.getByRole("textbox", { name: "Describe this photo" })).toHaveValue(
      "A window in the rain",
    );
    await button(she.page, "Remove this photo").click();
    await ui.kept(she.page);
    await button(she.page, "Update what the circle sees").click();
    await she.page.waitForURL(/\/story\/[\w-]{22}$/, { timeout: 30_000 });
    await he.page.reload();
    await expect(he.page.getByRole("link", { name: "The window" })).toHaveCount(1);
  });
});

test.describe("where the disk is small", () => {
  test.use({ placeOptions: { disk: "12m" } });

  test("when it is full an answer stays with its writer, what is there can be read, and it goes on when there is room", async ({
    place,
  }) => {
    test.setTimeout(240_000);
    const { he, she, url } = await scene(place);
    const balloon = join(place.program.folder, "something-else");
    const file = openSync(balloon, "w");
    try {
      for (;;) writeSync(file, Buffer.alloc(4096, 1));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
    } finally {
      closeSync(file);
    }
    await answerField(he.page).fill("I will drive.");
    await button(he.page, "Say it").click();
    const sentence = "This did not work, and it is not your doing. Please try again in a moment.";
    await expect(he.page.getByText(sentence)).toBeVisible();
    await he.page.reload();
    await expect(he.page.getByText(TEXT), "reading goes on").toBeVisible();
    await expect(answerField(he.page)).toHaveValue("I will drive.");
    const refused = place.wire.exchanges.filter(({ status }) => status >= 500);
    expect(
      refused.map(({ method }) => method),
      "only writing is refused",
    ).toEqual(["PUT"]);
    expect(refused.map(({ response }) => response.toString())).toEqual([expect.stringContaining(sentence)]);
    // That was the disk's fault and not the program's.
    place.wire.exchanges.splice(0);

    rmSync(balloon);
    await button(he.page, "Say it").click();
    await expect(he.page.getByText("Your answer is there.")).toBeVisible();
    await she.page.goto(url);
    await she.page.getByRole("link", { name: TITLE }).click();
    await expect(she.page.getByText("I will drive.")).toHaveCount(1);
    await expect(he.page.getByText("I will drive.")).toHaveCount(1);
  });
});
