import "fake-indexeddb/auto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { type Keyring, newKeyring, openKeyring, type StoryDocument } from "../../seal/index.ts";
import { Api } from "./api.ts";
import type { Writer } from "./desk.ts";
import { Device } from "./device.ts";
import { Locked } from "./errors.ts";
import { SealedStories } from "./sync.ts";
import { FakeClock, FakeServer } from "./testing.ts";
import type { KeptStatus } from "./types.ts";
import { sealStory } from "./vault.ts";

let ada: Keyring;
let server: FakeServer;
let clock: FakeClock;
let device: Device;
let stories: SealedStories;
let writer: () => Promise<Writer>;

beforeAll(async () => {
  ada = await openKeyring((await newKeyring("ada")).text);
});

const tab = (): SealedStories =>
  new SealedStories({
    api: new Api(server.carry),
    device,
    writer: () => writer(),
    now: () => clock.now,
    later: clock.later,
  });

beforeEach(() => {
  server = new FakeServer();
  clock = new FakeClock();
  device = new Device(crypto.randomUUID());
  writer = async () => ({ me: ada, member: true });
  stories = tab();
});

/** A new story that says `text`, kept. */
async function kept(text: string): Promise<{ id: string; doc: StoryDocument }> {
  const { id, doc } = stories.create();
  const story = { ...doc, title: "Waiting", text };
  expect(await stories.saveNow(id, story)).toMatchObject({ kind: "kept", rev: 1 });
  return { id, doc: story };
}

/** What another device of hers puts on the server. */
async function elsewhere(id: string, change: Partial<StoryDocument>): Promise<void> {
  const row = server.entries.get(id);
  if (row === undefined) throw new Error("no such entry");
  const seen = await device.seen("ada", id);
  const { doc } = await stories.open(id);
  const base = { rev: row.rev, mark: seen?.mark ?? "" };
  const { file } = await sealStory(ada, id, { ...doc, ...change }, base, clock.now);
  server.now += 1;
  server.entries.set(id, { rev: row.rev + 1, bytes: file, at: server.now });
}

/** Puts the device back to revision 1 of `doc`, as if it had not heard of what came later. */
async function restore(id: string, doc: StoryDocument): Promise<void> {
  const sealed = await sealStory(ada, id, doc, { rev: 0, mark: "" }, clock.now);
  await device.drafts.put(id, {
    id,
    owner: "ada",
    ...sealed,
    keptRev: 1,
    keptMark: sealed.mark,
    sent: [],
    dirty: false,
    erasing: false,
    changed: doc.changed,
  });
  stories = tab();
}

function statuses(id: string): string[] {
  const all: string[] = [];
  stories.watch(id, ({ kind }: KeptStatus) => all.push(kind));
  return all;
}

const texts = async (): Promise<string[]> => {
  const { lines } = await tab().list();
  return lines.map((line) => (line.changed ? "changed" : line.doc.text)).sort();
};

test("a story is sealed on the device before it is sent, and reads back", async () => {
  const { id, doc } = stories.create();
  const said = statuses(id);
  expect(await stories.save(id, { ...doc, text: "canary-words" })).toEqual({ kind: "kept-here" });
  await stories.flush();
  expect(said).toEqual(["kept-here", "kept"]);
  expect(server.everything()).not.toContain("canary-words");
  await device.clear();
  expect(await tab().open(id)).toMatchObject({
    from: "server",
    rev: 1,
    doc: { text: "canary-words" },
  });
});

test("what is waited for before leaving is on the device by then, however slow its sealing", async () => {
  const { id, doc } = stories.create();
  const slow = writer;
  writer = async () => {
    await new Promise((done) => setTimeout(done, 30));
    return slow();
  };
  void stories.save(id, { ...doc, text: "The last words." });
  await stories.sealed();
  expect((await device.drafts.all()).map(({ id }) => id)).toEqual([id]);
});

test("the same words again make no new revision", async () => {
  const { id, doc } = await kept("once");
  expect(await stories.saveNow(id, doc)).toMatchObject({ kind: "kept", rev: 1 });
  expect(server.count("PUT")).toBe(1);
});

test("many saves at once end with the last words, one revision after the other", async () => {
  const { id, doc } = await kept("a");
  const texts = ["ab", "abc", "abcd", "abcde"];
  await Promise.all(texts.map((text) => stories.save(id, { ...doc, text })));
  expect(await stories.flush()).toBe(0);
  expect((await tab().open(id)).doc.text).toBe("abcde");
});

test("a lost answer is asked for again with the same bytes, and doubles nothing", async () => {
  const { id, doc } = stories.create();
  server.lose.count = 1;
  expect(await stories.saveNow(id, { ...doc, text: "one" })).toEqual({ kind: "offline-kept-here" });
  expect(server.entries.get(id)?.rev).toBe(1);
  clock.pass(2_000);
  expect(await stories.flush()).toBe(0);
  expect(server.entries.get(id)?.rev).toBe(1);
  expect(await stories.rev(id)).toBe(1);
  expect(await texts()).toEqual(["one"]);
});

test("words written after a lost answer are no conflict with oneself", async () => {
  const { id, doc } = stories.create();
  server.lose.count = 1;
  await stories.saveNow(id, { ...doc, text: "one" });
  expect(await stories.saveNow(id, { ...doc, text: "one two" })).toMatchObject({
    kind: "kept",
    rev: 2,
  });
  expect(await texts()).toEqual(["one two"]);
});

test("what was changed elsewhere becomes the story, and mine becomes a new one", async () => {
  const { id, doc } = await kept("first");
  await elsewhere(id, { text: "theirs" });
  await restore(id, doc);
  const status = await stories.saveNow(id, { ...doc, text: "mine" });
  expect(status).toMatchObject({ kind: "both-kept", doc: { text: "theirs" } });
  await stories.flush();
  expect(await texts()).toEqual(["mine", "theirs"]);
  const other = status.kind === "both-kept" ? await stories.open(status.mine) : null;
  expect(other?.doc).toMatchObject({
    title: "Waiting (kept from this device)",
    audience: "me",
    open: null,
    draft: true,
  });
});

test("the same change made elsewhere makes no second story", async () => {
  const { id, doc } = await kept("first");
  await elsewhere(id, { text: "same" });
  await restore(id, doc);
  clock.pass(1);
  const status = await stories.saveNow(id, { ...doc, text: "same" });
  expect(status).toMatchObject({ kind: "newer", doc: { text: "same" } });
  expect(await texts()).toEqual(["same"]);
});

test("an older revision than this device has seen is refused", async () => {
  const { id, doc } = await kept("old");
  const old = server.entries.get(id);
  if (old === undefined) throw new Error("not kept");
  await stories.saveNow(id, { ...doc, text: "new" });
  server.entries.set(id, { ...old });
  await expect(tab().open(id)).rejects.toMatchObject({
    code: "changed-on-the-way",
    reason: "rolled-back",
  });
  await device.drafts.drop(id);
  expect((await tab().list()).lines).toMatchObject([{ id, changed: true }]);
});

test("saving over a rolled back server keeps the words here and says so", async () => {
  const { id, doc } = await kept("old");
  const old = server.entries.get(id);
  if (old === undefined) throw new Error("not kept");
  await stories.saveNow(id, { ...doc, text: "new" });
  server.entries.set(id, { ...old });
  const status = await stories.saveNow(id, { ...doc, text: "newest" });
  expect(status).toEqual({ kind: "changed-on-the-way" });
  expect((await stories.open(id)).doc.text).toBe("newest");
});

test("without a network words stay on the device, and go up when it is back", async () => {
  const { id, doc } = await kept("on");
  server.offline = true;
  const said = statuses(id);
  await stories.saveNow(id, { ...doc, text: "off" });
  expect(said.slice(-2)).toEqual(["kept-here", "offline-kept-here"]);
  expect(await stories.open(id)).toMatchObject({ from: "device", doc: { text: "off" } });
  expect(await stories.list()).toMatchObject({ offline: true, lines: [{ unkept: true }] });
  expect(clock.waiting).toBe(1);
  server.offline = false;
  expect(await stories.flush()).toBe(0);
  expect(said.at(-1)).toBe("kept");
  expect(clock.waiting).toBe(0);
});

test("an expired session keeps the words and sends them after signing in", async () => {
  const { id, doc } = await kept("before");
  server.signedIn = null;
  expect(await stories.saveNow(id, { ...doc, text: "after" })).toEqual({
    kind: "signed-out-kept-here",
  });
  expect((await tab().open(id)).doc.text).toBe("after");
  server.signedIn = "ada";
  expect(await stories.flush()).toBe(0);
  expect(await texts()).toEqual(["after"]);
});

test("another tab's words are not written over", async () => {
  const { id, doc } = await kept("first");
  const second = tab();
  await second.open(id);
  await stories.saveNow(id, { ...doc, text: "first tab" });
  expect(await second.saveNow(id, { ...doc, text: "second tab" })).toMatchObject({
    kind: "both-kept",
    doc: { text: "first tab" },
  });
  await second.flush();
  expect(await texts()).toEqual(["first tab", "second tab"]);
});

test("a story erased elsewhere does not take unkept words with it", async () => {
  const { id, doc } = await kept("first");
  server.entries.delete(id);
  const status = await stories.saveNow(id, { ...doc, text: "more" });
  expect(status.kind).toBe("erased-elsewhere");
  await stories.flush();
  expect(await texts()).toEqual(["more"]);
});

test("a story too long to seal is refused and what was kept stays", async () => {
  const { id, doc } = await kept("short");
  const status = await stories.saveNow(id, { ...doc, text: "x".repeat(1_100_000) });
  expect(status.kind).toBe("too-large");
  expect((await stories.open(id)).doc.text).toBe("short");
});

test("erasing leaves no words, and without a network is finished later", async () => {
  const { id, doc } = await kept("gone");
  server.offline = true;
  expect(await stories.erase(id)).toBe("erased-here");
  expect((await device.drafts.get(id))?.file).toHaveLength(0);
  expect(await stories.save(id, { ...doc, text: "back" })).toMatchObject({ kind: "not-kept" });
  server.offline = false;
  await stories.flush();
  expect(server.entries.size).toBe(0);
  expect(await device.drafts.get(id)).toBeUndefined();
});

test("a browser that stores nothing says so, and the words still reach the server", async () => {
  const { id, doc } = stories.create();
  device.drafts.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  const said = statuses(id);
  await stories.saveNow(id, { ...doc, text: "held" });
  expect(said).toEqual(["not-kept", "kept"]);
});

test("sixty stories come in pages, each opened and checked, a forged one said to be changed", async () => {
  for (let i = 0; i < 60; i++) {
    const { id, doc } = stories.create();
    const { file } = await sealStory(ada, id, { ...doc, text: `${i}` }, { rev: 0, mark: "" }, i);
    server.entries.set(id, { rev: 1, bytes: file, at: i });
  }
  const [[first = ""] = []] = [...server.entries].slice(59);
  const row = server.entries.get(first);
  row?.bytes.set([1, 2, 3], row.bytes.length - 40);
  const page = await stories.list();
  expect(page.lines).toHaveLength(50);
  expect(page.lines[0]).toMatchObject({ id: first, changed: true });
  expect(server.count("GET /api/entries/bundle")).toBe(3);
  expect((await stories.list(page.next)).lines).toHaveLength(10);
});

test("what was written before there was an account is carried over", async () => {
  const own = await device.keyring();
  writer = async () => ({ me: own, member: false });
  const { id, doc } = stories.create();
  expect(await stories.saveNow(id, { ...doc, text: "early" })).toEqual({
    kind: "no-account-kept-here",
  });
  expect(server.asked).toEqual([]);
  writer = async () => ({ me: ada, member: true });
  expect(await stories.carryOver()).toEqual([id]);
  expect(await stories.flush()).toBe(0);
  await device.clear();
  expect((await tab().open(id)).doc.text).toBe("early");
});

test("words of a member are never written over with the device's keys", async () => {
  const { id, doc } = await kept("hers");
  const own = await device.keyring();
  writer = async () => ({ me: own, member: false });
  await expect(stories.save(id, { ...doc, text: "other" })).rejects.toBeInstanceOf(Locked);
});

test("a page with an older copy undoes nothing that sharing wrote", async () => {
  const { id, doc } = await kept("words");
  const open = { story: "s", audience: "community" as const, rev: 1, photos: {} };
  await stories.amend(id, (now) => ({ ...now, open, audience: "community" }));
  await stories.saveNow(id, { ...doc, text: "more words" });
  expect((await stories.open(id)).doc).toMatchObject({ text: "more words", open: { story: "s" } });
  await expect(stories.erase(id)).rejects.toMatchObject({ code: "still-open" });
});
