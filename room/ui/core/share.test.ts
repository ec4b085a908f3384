import "fake-indexeddb/auto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import {
  type Keyring,
  newKeyring,
  openKeyring,
  type StoryDocument,
  utf8,
} from "../../seal/index.ts";
import { Api } from "./api.ts";
import { Device } from "./device.ts";
import { Offline, TooManyAnswers } from "./errors.ts";
import { behind, foldAnswers, isOpen } from "./opencopy.ts";
import { SealedPhotos } from "./photos.ts";
import { StoryShare } from "./share.ts";
import { SealedStories } from "./sync.ts";
import { FakeClock, FakeServer } from "./testing.ts";

let ada: Keyring;
let server: FakeServer;
let clock: FakeClock;
let device: Device;
let stories: SealedStories;
let photos: SealedPhotos;
let share: StoryShare;

beforeAll(async () => {
  ada = await openKeyring((await newKeyring("ada")).text);
});

beforeEach(() => {
  server = new FakeServer();
  clock = new FakeClock();
  device = new Device(crypto.randomUUID());
  const api = new Api(server.carry);
  const deps = {
    api,
    device,
    writer: async () => ({ me: ada, member: true }),
    now: () => clock.now,
    later: clock.later,
  };
  stories = new SealedStories(deps);
  photos = new SealedPhotos({
    ...deps,
    clean: async (file) => ({
      bytes: new Uint8Array(await file.arrayBuffer()),
      w: 4,
      h: 3,
      type: "image/jpeg",
    }),
  });
  share = new StoryShare({ ...deps, stories, photos });
});

/** A kept story with `count` photos, one of them in a moment. */
async function written(count = 0): Promise<{ id: string; doc: StoryDocument }> {
  const { id, doc } = stories.create();
  const all = [];
  for (let i = 0; i < count; i++) {
    const { photo, sent } = await photos.add(id, new Blob([utf8(`picture ${i}`)]));
    expect(await sent).toBe("kept");
    all.push({ ...photo, alt: `photo ${i}` });
  }
  const moments = [{ id: "m", at: 1, text: "then", photos: all.slice(1) }];
  const story = { ...doc, title: "Waiting", text: "words", photos: all.slice(0, 1), moments };
  await stories.saveNow(id, story);
  return { id, doc: story };
}

const open = async (id: string): Promise<StoryDocument> => (await stories.open(id)).doc;
const isShare = ({ method, path }: { method: string; path: string }): boolean =>
  method === "POST" && path === "/api/stories";
const onlyCopy = () => {
  const [one, ...more] = [...server.stories];
  if (one === undefined || more.length > 0) throw new Error(`${server.stories.size} open copies`);
  return { id: one[0], ...one[1] };
};

test("sharing uploads each photo, makes one open copy and puts the link into the sealed story", async () => {
  const { id, doc } = await written(2);
  const steps: string[] = [];
  const result = await share.publish(id, doc, "community", "pen", ({ kind }) => steps.push(kind));
  const { id: story, body } = onlyCopy();
  expect(result).toMatchObject({ kind: "shared", url: `http://commons/story/${story}` });
  expect(body).toMatchObject({
    audience: "community",
    pen: "pen",
    title: "Waiting",
    master_rev: 1,
  });
  expect(body.moments[0]?.photos).toMatchObject([{ alt: "photo 1" }]);
  expect(server.photos.size).toBe(2);
  const now = await open(id);
  expect(now).toMatchObject({ audience: "community", draft: false, pen: "pen", open: { story } });
  expect(Object.keys(now.open?.photos ?? {})).toHaveLength(2);
  expect(behind(now)).toBe(false);
  expect(await share.unsettled()).toEqual([]);
  expect(steps).toEqual(["keeping", "photos", "photos", "sharing", "keeping"]);
});

test("an answer lost while sharing is asked for again, and doubles nothing", async () => {
  const { id, doc } = await written(1);
  server.lose = { count: 1, only: isShare };
  await expect(share.publish(id, doc, "community", "pen")).rejects.toBeInstanceOf(Offline);
  expect(isOpen(await open(id))).toBe(false);
  expect(await share.unsettled()).toEqual([id]);
  await share.publish(id, doc, "community", "pen");
  expect(onlyCopy().id).toBe((await open(id)).open?.story);
  expect(server.photos.size).toBe(1);
});

test("words and an audience changed after a lost answer end in the one open copy", async () => {
  const { id, doc } = await written();
  server.lose = { count: 1, only: isShare };
  await expect(share.publish(id, doc, "community", "pen")).rejects.toBeInstanceOf(Offline);
  await share.publish(id, { ...doc, text: "other words" }, "everyone", "pen");
  expect(onlyCopy().body).toMatchObject({ text: "other words", audience: "everyone" });
});

test("a photo whose answer was lost is uploaded once", async () => {
  const { id, doc } = await written(2);
  server.lose = { count: 1, only: ({ path }) => path === "/api/photos" };
  await expect(share.publish(id, doc, "community", "pen")).rejects.toBeInstanceOf(Offline);
  await share.publish(id, doc, "community", "pen");
  expect(server.photos.size).toBe(2);
});

test("a refused share shares nothing, and the next one is another request", async () => {
  const { id, doc } = await written(1);
  server.refuse = { path: "/api/stories", status: 422, code: "title" };
  await expect(share.publish(id, doc, "community", "pen")).rejects.toMatchObject({ status: 422 });
  expect(server.stories.size).toBe(0);
  await share.publish(id, { ...doc, title: "Other" }, "community", "pen");
  expect(onlyCopy().body.title).toBe("Other");
  expect(server.photos.size).toBe(1);
});

test("photos that the server swept are uploaded again", async () => {
  const { id, doc } = await written(1);
  server.lose = { count: 0, only: isShare };
  server.refuse = { path: "/api/stories", status: 503, code: "busy" };
  await expect(share.publish(id, doc, "community", "pen")).rejects.toMatchObject({ status: 503 });
  server.photos.clear();
  await share.publish(id, doc, "community", "pen").catch(() => undefined);
  await share.publish(id, doc, "community", "pen");
  expect(onlyCopy().body.photos).toHaveLength(1);
});

test("without a network nothing is shared before the master is kept", async () => {
  const { id, doc } = await written();
  server.offline = true;
  await expect(
    share.publish(id, { ...doc, text: "more" }, "everyone", "pen"),
  ).rejects.toMatchObject({ status: "offline-kept-here" });
  expect(server.stories.size).toBe(0);
});

test("later writing leaves the open copy behind until it is shared again", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "community", "pen");
  await stories.saveNow(id, { ...doc, text: "and then" });
  expect(behind(await open(id))).toBe(true);
  await share.publish(id, await open(id), "community", "pen");
  expect(onlyCopy()).toMatchObject({ version: 2, body: { text: "and then" } });
  expect(behind(await open(id))).toBe(false);
});

test("when only the audience changes, only the audience is sent", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "community", "pen");
  await share.publish(id, await open(id), "everyone", "pen");
  expect(server.count("PUT /api/stories")).toBe(0);
  expect(onlyCopy().body.audience).toBe("everyone");
  expect((await open(id)).audience).toBe("everyone");
});

test("a story taken back elsewhere is not shared again without a new yes", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "community", "pen");
  server.stories.clear();
  const result = await share.publish(id, { ...doc, text: "new" }, "community", "pen");
  expect(result).toMatchObject({ kind: "gone", doc: { open: null, audience: "me" } });
  expect(server.stories.size).toBe(0);
});

const ANSWERS = [
  { id: "b", parent: "a", pen: "moth", at: 2, text: "thank you" },
  { id: "a", parent: null, pen: "wren", at: 1, text: "I am here" },
];

test("narrowing keeps the answers in the master, on the server, before the open copy goes", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "everyone", "pen");
  server.stories.get(onlyCopy().id)?.answers.push(...ANSWERS);
  server.asked.length = 0;
  const sealed = await share.narrow(id, doc);
  expect(sealed).toMatchObject({ open: null, audience: "me", text: "words" });
  expect(sealed.kept).toEqual([
    { pen: "wren", at: 1, text: "I am here", to: null },
    { pen: "moth", at: 2, text: "thank you", to: 0 },
  ]);
  const order = server.asked
    .filter((one) => /^(PUT|DELETE)/.test(one))
    .map((one) => one.split(" ")[0]);
  expect(order).toEqual(["PUT", "DELETE", "PUT"]);
  expect(server.stories.size).toBe(0);
  await device.drafts.clear();
  expect((await open(id)).kept).toHaveLength(2);
});

test("an answer that comes while a story is being taken back is kept too", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "everyone", "pen");
  const { answers } = onlyCopy();
  answers.push(...ANSWERS);
  const late = { id: "c", parent: null, pen: "fern", at: 3, text: "I only read this now" };
  server.meanwhile = {
    only: ({ method }) => method === "DELETE",
    does: () => answers.push(late),
  };
  const { kept } = await share.narrow(id, doc);
  expect(kept.map(({ text }) => text)).toEqual(["I am here", "thank you", "I only read this now"]);
  expect(server.stories.size).toBe(0);
});

test("a story whose words were changed goes further, and comes nearer, with its new words", async () => {
  const { id, doc } = await written();
  const first = await share.publish(id, doc, "community", "pen");
  const longer = { ...first.doc, text: "other words" };
  const wide = await share.publish(id, longer, "everyone", "pen");
  expect(onlyCopy().body).toMatchObject({ audience: "everyone", text: "other words" });
  server.asked.length = 0;
  await share.publish(id, { ...wide.doc, text: "for fewer" }, "community", "pen");
  expect(onlyCopy().body).toMatchObject({ audience: "community", text: "for fewer" });
  const order = server.asked
    .filter((one) => one.includes("/stories/"))
    .map((one) => one.slice(0, 4));
  expect(order).toEqual(["POST", "PUT "]);
});

test("narrowing keeps every answer, however many pages of them there are", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "everyone", "pen");
  const answers = Array.from({ length: 201 }, (_, i) => ({
    id: `a${i}`,
    parent: i === 200 ? "a0" : null,
    pen: "wren",
    at: i,
    text: `answer ${i}`,
  }));
  server.stories.get(onlyCopy().id)?.answers.push(...answers);
  const { kept } = await share.narrow(id, doc);
  expect(kept.map(({ at }) => at)).toEqual(answers.map(({ at }) => at));
  expect(kept.at(-1)).toEqual({ pen: "wren", at: 200, text: "answer 200", to: 0 });
  expect(server.stories.size).toBe(0);
});

test("more answers than fit into the sealed story: the open copy stays, and all of them", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "everyone", "pen");
  const text = "x".repeat(4_000);
  const answers = Array.from({ length: 300 }, (_, i) => ({
    id: `a${i}`,
    parent: null,
    pen: "wren",
    at: i,
    text,
  }));
  server.stories.get(onlyCopy().id)?.answers.push(...answers);
  await expect(share.narrow(id, doc)).rejects.toBeInstanceOf(TooManyAnswers);
  expect(onlyCopy().answers).toHaveLength(300);
  expect((await open(id)).kept).toEqual([]);
  expect(await share.narrow(id, doc, true)).toMatchObject({ open: null, audience: "me" });
  expect(server.stories.size).toBe(0);
});

test("when the answers cannot be kept, the open copy stays", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "everyone", "pen");
  server.stories.get(onlyCopy().id)?.answers.push(...ANSWERS);
  server.refuse = { path: `/api/entries/${id}`, status: 413, code: "quota" };
  await expect(share.narrow(id, doc)).rejects.toMatchObject({ status: "refused-kept-here" });
  expect(onlyCopy().answers).toHaveLength(2);
});

test("narrowing again after a lost answer ends well and keeps no answer twice", async () => {
  const { id, doc } = await written();
  await share.publish(id, doc, "everyone", "pen");
  server.stories.get(onlyCopy().id)?.answers.push(...ANSWERS);
  server.lose = { count: 1, only: ({ method }) => method === "DELETE" };
  await expect(share.narrow(id, doc)).rejects.toBeInstanceOf(Offline);
  expect((await open(id)).open).not.toBeNull();
  expect((await share.narrow(id, doc)).kept).toHaveLength(2);
  expect((await open(id)).open).toBeNull();
});

test("taking back a share that was never answered finds the open copy, and makes none", async () => {
  const { id, doc } = await written();
  server.lose = { count: 1, only: isShare };
  await expect(share.publish(id, doc, "everyone", "pen")).rejects.toBeInstanceOf(Offline);
  expect(await share.takeBack(id, doc)).toBe("erased");
  expect(server.stories.size).toBe(0);
  expect(server.entries.size).toBe(0);
  expect(server.count("POST /api/stories")).toBe(1);
});

test("taking back erases the open copy, the master and its photos, and the words on the device", async () => {
  const { id, doc } = await written(2);
  await share.publish(id, doc, "community", "pen");
  expect(await share.takeBack(id, doc)).toBe("erased");
  expect([server.stories.size, server.entries.size, server.media.size]).toEqual([0, 0, 0]);
  expect(await device.drafts.get(id)).toBeUndefined();
});

test("nothing of an unanswered share lies open on the device", async () => {
  const { id, doc } = await written();
  server.lose = { count: 1, only: isShare };
  await expect(share.publish(id, doc, "everyone", "pen")).rejects.toBeInstanceOf(Offline);
  const [pending] = await device.pending.all();
  expect(Buffer.from(pending?.file ?? []).toString("latin1")).not.toContain("Waiting");
  expect(Object.keys(pending ?? {}).sort()).toEqual(["file", "id", "owner"]);
});

test("a circle of parents in a server's list ends", () => {
  const answers = [
    { id: "a", parent: "b", pen: "x", at: 1, text: "1" },
    { id: "b", parent: "a", pen: "y", at: 2, text: "2" },
  ];
  expect(foldAnswers([], answers)).toHaveLength(2);
});
