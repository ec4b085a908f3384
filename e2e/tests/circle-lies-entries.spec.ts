// Entries and photos that somebody sealed with real keys, and the server puts where they do not belong.
import type { Page } from "@playwright/test";
import { Decrypter } from "age-encryption";
import {
  circleAudience,
  type Keyring,
  type StoryPhoto,
  sealMedia,
  startCircle,
  unb64url,
} from "../../room/seal/index.ts";
import { id } from "../lib/api.ts";
import { joinCircle, letIn, makeCircle, makeLink, somebody, tellCircle } from "../lib/circle.ts";
import {
  asAuthor,
  asksToJoin,
  inTheNameOf,
  keysOf,
  opened,
  sealedForBoth,
  strangersKeys,
  tells,
} from "../lib/forged.ts";
import {
  bent,
  type EntrySaid,
  oneThingIsNotShown,
  type Said,
  saying,
  showing,
  truth,
  withEntries,
} from "../lib/lies.ts";
import { makePhoto } from "../lib/photo.ts";
import { expect, type Place, test } from "../lib/test.ts";

const CIRCLE = "Around the fire";
const TITLE = "What the letter said";
const TEXT = "We have a date now, and somebody to come with us.";
const FALSE = "Something that was not told here";

interface Scene {
  she: Keyring;
  he: Keyring;
  /** hers */
  ruth: Keyring;
  reader: Page;
  url: string;
  circle: string;
  story: string;
}

/** Maeve keeps a circle with Eoin and Ruth in it; Ruth reads, and Eoin is the one who lies. */
async function scene(place: Place): Promise<Scene> {
  const [keeper, reads] = await Promise.all([somebody(place, "maeve.w"), somebody(place, "ruth.l")]);
  const { page } = keeper;
  const url = await makeCircle(page, place, CIRCLE, "Maeve");
  const he = await strangersKeys("eoin.k");
  await asksToJoin(place, await makeLink(page, url), he, "Eoin");
  await letIn(page, url, "Eoin");
  await joinCircle(page, url, reads.page, "Ruth");
  await tellCircle(page, place, TITLE, TEXT);
  const reader = reads.page;
  await reader.goto(url);
  const told = reader.getByRole("link", { name: TITLE });
  const story = (await told.getAttribute("href"))?.slice(-22) ?? "";
  const [she, ruth] = [await keysOf(place.wire, keeper.person), await keysOf(place.wire, reads.person)];
  return { she, he, ruth, reader, url, circle: url.slice(-22), story };
}

/** What is sealed in an entry, opened by a member. */
async function plainOf(key: string, bytes: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  return decrypter.decrypt(unb64url(bytes) ?? new Uint8Array());
}

/** The circle with this in it: the sentence, and nothing of what it says. */
async function notShown(
  { reader, url, circle }: Scene,
  what: string,
  said: Said,
  words: string[],
): Promise<void> {
  const stop = await saying(reader, circle, said);
  await reader.goto(url);
  await oneThingIsNotShown(reader, what, words);
  await stop();
}

test("an entry is shown only as who wrote it, where, and in the revision that was seen", async ({
  place,
}) => {
  test.setTimeout(120_000);
  const at = await scene(place);
  const { she, he, ruth, reader, url, circle, story } = at;
  const now = await truth(place, reader, circle);
  const { state, keys } = await opened(ruth, circle, now.view);
  const here = circleAudience(state, she);
  const there = circleAudience((await startCircle(she)).state, she);
  const words = { title: FALSE };
  const author = { user: she.pub.user };

  await test.step("one that is true is shown, told in the same way", async () => {
    const stop = await saying(reader, circle, withEntries(now, await tells(she, here, { title: "True" })));
    await reader.goto(url);
    await expect(reader.getByRole("link", { name: "True" })).toBeVisible();
    await expect(reader.getByText(/changed on the way/)).toHaveCount(0);
    await stop();
  });

  await test.step("one that is not is not, and the others are", async () => {
    const whole = await tells(she, here, words);
    const plain = await plainOf(keys.get(here.epoch) ?? "", whole.bytes);
    const two = await sealedForBoth(plain, here.recipient, (await strangersKeys()).pub.enc);
    const lies: [string, EntrySaid][] = [
      ["of another circle, as it lies there", await tells(she, there, words)],
      [
        "of another circle, sealed for this one",
        await tells(she, { ...there, recipient: here.recipient }, words),
      ],
      ["for another circle, though of this one’s log", await tells(she, { ...here, aud: there.aud }, words)],
      ["by him, who names her as its author", await tells(asAuthor(she, he), here, words, author)],
      ["by him, in her name", await tells(inTheNameOf(she, he), here, words, author)],
      ["hers, under his name", await tells(she, here, words, { user: he.pub.user })],
      ["under another id", { ...whole, id: id() }],
      ["sealed for somebody else as well", { ...whole, bytes: two }],
    ];
    for (const [what, lie] of lies) {
      await notShown(at, what, withEntries(now, lie), [FALSE]);
      await expect(reader.getByRole("link", { name: TITLE }), what).toBeVisible();
    }
    const again = await tells(she, here, words, { entry: story });
    await notShown(at, "other words under the same number", withEntries(now, again), [FALSE, TITLE]);
  });
  await reader.goto(url);
  await expect(reader.getByRole("link", { name: TITLE }), "the truth is shown again").toBeVisible();
});

test("a photo is shown only where it belongs, and whole", async ({ place, browser }) => {
  const she = await somebody(place, "maeve.w");
  const { page } = she;
  const url = await makeCircle(page, place, CIRCLE, "Maeve");
  const circle = url.slice(-22);
  const me = await keysOf(place.wire, she.person);
  const now = await truth(place, page, circle);
  const here = circleAudience((await opened(me, circle, now.view)).state, me);
  const sealed = async (alt: string, w: number, h: number) => {
    const { file, sha } = await sealMedia(here.recipient, (await makePhoto(browser, w, h)).bytes);
    const photo: StoryPhoto = { media: id(), alt, w, h, type: "image/jpeg", sha };
    return { photo, file };
  };
  const [rain, garden] = [await sealed("The rain", 64, 48), await sealed("The garden", 48, 64)];
  const told = await tells(me, here, { title: TITLE, photos: [rain.photo, garden.photo] });
  const stop = await saying(page, circle, withEntries(now, told));

  const look = async (first: Uint8Array, second: Uint8Array, shown: string[]): Promise<void> => {
    const files = new Map([
      [rain.photo.media, first],
      [garden.photo.media, second],
    ]);
    const stopShowing = await showing(page, circle, files);
    await page.goto(`${url}/${told.id}`);
    await expect(page.getByRole("heading", { name: TITLE })).toBeVisible();
    await expect(page.getByText(/changed on the way/)).toHaveCount(2 - shown.length);
    await expect(page.getByRole("img", { name: /^The / })).toHaveCount(shown.length);
    for (const alt of shown) await expect(page.getByRole("img", { name: alt })).toBeVisible();
    await stopShowing();
  };
  await look(rain.file, garden.file, ["The rain", "The garden"]);
  await look(garden.file, rain.file, []);
  await look(rain.file, rain.file, ["The rain"]);
  await look(bent(rain.file, rain.file.length - 100), garden.file, ["The garden"]);
  await look(rain.file, garden.file.subarray(0, -50), ["The rain"]);
  await stop();
});
