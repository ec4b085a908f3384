// A story is told and heard: the main thing that is done here, on real input, and at its end a look into everything
// that is left behind.
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectAccessible } from "../lib/axe.ts";
import { canaryOf, scan } from "../lib/canary.ts";
import { makePhoto, tellingTags } from "../lib/photo.ts";
import { everything, keyringOf, leftBehind, photoOf, wordsOf } from "../lib/secrets.ts";
import { expect, test } from "../lib/test.ts";
import * as ui from "../lib/ui.ts";

const TITLE = "So we wait · agus fanaimid";
const ENGLISH = "They found a heartbeat, but it is slow, and she is measuring eight days behind.";
const IRISH = "Tá croí beag ann, ach tá sé mall 🕯️👩‍👩‍👧 agus fanaimid go dtí Déardaoin.";
const LATER = "Thursday: marigold-canary it is over, and I am all right.";
const LONG = Array.from(
  { length: 60 },
  (_, i) => `Paragraph ${i + 1}. The kettle, the stairs, the window.`,
).join("\n\n");
const TEXT = `${ENGLISH}\n\n*${IRISH}*\n\n${LONG}`;
const ANSWER = "I waited five days between the two scans. Samphire-canary, I am sitting with you.";

const words = [
  canaryOf("the title", TITLE),
  canaryOf("the English", ENGLISH),
  canaryOf("the Irish", IRISH),
  canaryOf("the moment", LATER),
];

test("a story is told and heard", async ({ place, browser }) => {
  test.setTimeout(480_000);
  const photo = await makePhoto(browser);
  const phone = await place.device({ viewport: { width: 360, height: 740 } });
  // What an object URL shows, for the test to look into: the room's policy rightly lets no script fetch one.
  await phone.addInitScript(() => {
    const make = URL.createObjectURL.bind(URL);
    const blobs = new Map<string, Blob | MediaSource>();
    Object.assign(window, { blobs });
    URL.createObjectURL = (blob) => {
      const url = make(blob);
      blobs.set(url, blob);
      return url;
    };
  });
  const page = await phone.newPage();

  const her = await test.step("she signs up", () => ui.signUp(page, place, "maeve.w"));

  const id = await test.step("writes, with a photo, and keeps it to herself", async () => {
    await ui.write(page, place);
    await ui.type(page, { title: TITLE, text: TEXT });
    await ui.addPhoto(page, photo.path, "A window at night");
    await ui.setFar(page, "Only me");
    await ui.kept(page);
    await expectAccessible(page);
    return ui.keep(page);
  });

  await test.step("it is there after a reload, photo and all, cleaned", async () => {
    await page.reload();
    await expectAccessible(page);
    await expect(page.getByText(ENGLISH)).toBeVisible();
    await expect(page.getByText(IRISH)).toBeVisible();
    const picture = page.getByRole("img", { name: "A window at night" });
    await expect(picture).toBeVisible();
    const shown = await picture.evaluate(async (img: HTMLImageElement) => {
      await img.decode();
      const { blobs } = window as unknown as { blobs: Map<string, Blob> };
      const bytes = new Uint8Array((await blobs.get(img.src)?.arrayBuffer()) ?? []);
      return { bytes: [...bytes], width: img.naturalWidth, height: img.naturalHeight };
    });
    expect([shown.width, shown.height], "turned upright, longest side 2048").toEqual([1536, 2048]);
    const path = join(tmpdir(), `alongside-sealed-${place.program.port}.jpg`);
    writeFileSync(path, Buffer.from(shown.bytes));
    expect(tellingTags(path)).toEqual([]);
  });

  await test.step("and on a second device, by her words", async () => {
    const laptop = await place.device({ viewport: { width: 1280, height: 900 } });
    const second = await laptop.newPage();
    await ui.signIn(second, place, her);
    await ui.openFromJourney(second, place, TITLE);
    await expect(second.getByText(IRISH)).toBeVisible();
    await expect(second.getByRole("img", { name: "A window at night" })).toBeVisible();
    await expectAccessible(second);
  });

  const secrets = [...wordsOf(her), ...(await keyringOf(place, her)), ...photoOf(photo)];

  await test.step("nobody who runs the place has a word of it, even after a power cut", async () => {
    await place.program.kill();
    const sources = everything(place);
    expect(sources.some(({ name }) => name.includes("-wal"))).toBe(true);
    expect(sources.some(({ name }) => name.includes("PUT"))).toBe(true);
    expect(scan([...words, ...secrets], sources)).toEqual([]);
    const planted = {
      name: "planted",
      bytes: Buffer.concat([Buffer.alloc(99), Buffer.from(IRISH, "utf16le")]),
    };
    expect(scan(words, [...sources, planted]).map(({ where }) => where)).toEqual(["planted"]);
    await place.program.start();
  });

  const url = await test.step("she lets it go to the community, under a pen name", async () => {
    await ui.goOn(page, place, id);
    await ui.letGo(page, "Community", "willow");
    await ui.goToCommons(page, place);
    await page.getByRole("link", { name: TITLE }).click();
    await expect(page.getByText(IRISH)).toBeVisible();
    return page.url();
  });

  const reader = await test.step("somebody who has been there answers under a pen name", async () => {
    const context = await place.device({ viewport: { width: 1280, height: 900 } });
    const other = await context.newPage();
    await ui.signUp(other, place, "ines.k");
    await ui.goToCommons(other, place);
    await expectAccessible(other);
    await other.getByRole("link", { name: TITLE }).click();
    await expect(other).toHaveURL(url);
    await expect(other.getByText(IRISH)).toBeVisible();
    await expectAccessible(other);
    await ui.answer(other, ANSWER, "marguerite");
    await expect(other.getByText(ANSWER)).toBeVisible();
    await other.getByRole("button", { name: /^I.m with you$/ }).click();
    return other;
  });

  await test.step("she hears of it, as people", async () => {
    await page.goto(`${place.room}/heard`);
    await expect(page.getByText(ANSWER)).toBeVisible();
    await expect(page.getByText("marguerite").first()).toBeVisible();
    await expect(page.getByText(/I.m with you/i).first()).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("photos that are open have nothing in them but the picture", async () => {
    const stored = leftBehind(place).filter(({ bytes }) =>
      bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
    );
    expect(stored.map(({ name }) => name)).toHaveLength(3);
    for (const [i, { name, bytes }] of stored.entries()) {
      const path = join(tmpdir(), `alongside-open-${place.program.port}-${i}.jpg`);
      writeFileSync(path, bytes);
      expect(tellingTags(path), name).toEqual([]);
    }
    expect(scan(secrets, everything(place))).toEqual([]);
  });

  await test.step("she adds a moment, and it shows", async () => {
    await ui.goOn(page, place, id);
    await ui.addMoment(page, LATER);
    await page.getByRole("button", { name: "Update what the community sees" }).click();
    await page.waitForURL(`${place.room}/story/${id}`);
    await reader.reload();
    await expect(reader.getByText(LATER)).toBeVisible();
  });

  await test.step("she takes it back, and keeps it to herself with the answer", async () => {
    await ui.goOn(page, place, id);
    await ui.takeBack(page);
    await expect(page.getByText(ANSWER), "the answer was kept, sealed").toBeVisible();
    await reader.goto(url);
    await expect(reader.getByText(ENGLISH)).toHaveCount(0);
    await reader.goto(`${place.commons}/community`);
    await expect(reader.getByText(TITLE)).toHaveCount(0);
    await ui.openFromJourney(page, place, TITLE);
    await expect(page.getByText(IRISH)).toBeVisible();
  });

  await test.step("then it is really gone: rows, search, files, and after a checkpoint the WAL", async () => {
    await expect
      .poll(() => scan(words, leftBehind(place)), {
        timeout: 20_000,
        message: "the words are gone from the disk",
      })
      .toEqual([]);
    const photos = leftBehind(place).filter(({ bytes }) =>
      bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
    );
    expect(photos).toEqual([]);
    await place.program.kill();
    expect(scan([...words, canaryOf("the answer", ANSWER)], leftBehind(place))).toEqual([]);
    expect(scan(secrets, everything(place))).toEqual([]);
  });
});
