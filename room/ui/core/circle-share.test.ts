import "fake-indexeddb/auto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { openMedia, photosOf } from "../../seal/index.ts";
import { type Keys, newKeys, type Person, Scene } from "./testing-scene.ts";
import { newId } from "./vault.ts";

const PIXELS = new Uint8Array([255, 216, 255, 224, 7, 7, 7]);

let keys: Keys;
let scene: Scene;
let maeve: Person;
let tom: Person;
let ann: Person;

beforeAll(async () => {
  keys = await newKeys();
});

beforeEach(async () => {
  scene = await Scene.of(keys);
  [maeve, tom, ann] = [
    await scene.somebody(keys.maeve),
    await scene.somebody(keys.tom),
    await scene.somebody(keys.ann),
  ];
});

async function storyWithPhoto(who: Person) {
  const { id, doc } = who.stories.create();
  const cleaned = { bytes: PIXELS, w: 4, h: 3, type: "image/jpeg" as const };
  const { photo, sent } = await who.photos.addCleaned(id, cleaned);
  await sent;
  return { id, doc: { ...doc, text: "The scan.", photos: [photo] } };
}

test("somebody is taken out while a story goes to the circle: its photo opens for those who stay, and for nobody else", async () => {
  const { id, doc } = await storyWithPhoto(tom);
  scene.server.meanwhile = () => scene.takeOut(ann);
  const before = scene.identities.get(1) ?? "";
  await tom.circles.share.publish(id, doc, scene.server.id);
  const [story] = (await maeve.circles.open(scene.server.id)).stories;
  expect(story?.epoch).toBe(2);
  const [photo] = photosOf(story?.doc ?? doc);
  if (photo === undefined) throw new Error("no photo");
  expect(await maeve.circles.photo(scene.server.id, 2, photo)).toEqual(PIXELS);
  const file = scene.server.media.get(photo.media) ?? new Uint8Array();
  await expect(openMedia(before, file, photo.sha)).rejects.toThrow();
});

test("a photo that is there already is not sent again, unless somebody came or went", async () => {
  const { id, doc } = await storyWithPhoto(tom);
  const shared = await tom.circles.share.publish(id, doc, scene.server.id);
  const again = await tom.circles.share.publish(id, shared, scene.server.id);
  expect(scene.server.media.size).toBe(1);
  await scene.takeOut(ann);
  await tom.circles.share.publish(id, again, scene.server.id);
  expect(scene.server.media.size).toBe(2);
});

test("other words under a number that was seen already are not shown", async () => {
  const { id, doc } = await storyWithPhoto(tom);
  await tom.circles.share.publish(id, doc, scene.server.id);
  const [story] = (await maeve.circles.open(scene.server.id)).stories;
  const key = newId();
  await ann.circles.answer(scene.server.id, story?.id ?? "", null, "With you.", key);
  expect((await maeve.circles.open(scene.server.id)).changed).toBe(0);
  const before = scene.server.entries.get(key);
  scene.server.entries.delete(key);
  const other = await scene.somebody(keys.ann);
  await other.circles.answer(scene.server.id, story?.id ?? "", null, "Not so bad.", key);
  expect(scene.server.entries.get(key)?.rev).toBe(before?.rev);
  let told = 0;
  maeve.device.onOlder = () => {
    told += 1;
  };
  const now = await maeve.circles.open(scene.server.id);
  expect([now.changed, now.stories[0]?.answers, told]).toEqual([1, [], 1]);
});
