import "fake-indexeddb/auto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import {
  type Keyring,
  newKeyring,
  openKeyring,
  sealEntry,
  selfAudience,
  utf8,
} from "../../seal/index.ts";
import { openWithPassphrase } from "../../seal/passfile.ts";
import { Api } from "./api.ts";
import { Device } from "./device.ts";
import { Offline } from "./errors.ts";
import { Export } from "./export.ts";
import { Import, NotAnExport } from "./import.ts";
import { SealedPhotos } from "./photos.ts";
import { SealedStories } from "./sync.ts";
import { FakeClock, FakeServer } from "./testing.ts";
import { unzipped, zipped } from "./zip.ts";

interface Side {
  me: Keyring;
  sheet: string;
  server: FakeServer;
  stories: SealedStories;
  photos: SealedPhotos;
  api: Api;
}

const keys: { me: Keyring; sheet: string }[] = [];
beforeAll(async () => {
  for (const name of ["ada", "bea"]) {
    const { text, sheet } = await newKeyring(name);
    keys.push({ me: await openKeyring(text), sheet });
  }
});

function side(index: number): Side {
  const key = keys[index];
  if (key === undefined) throw new Error("no such side");
  const server = new FakeServer();
  const clock = new FakeClock();
  const device = new Device(crypto.randomUUID());
  const api = new Api(server.carry);
  const deps = {
    api,
    device,
    writer: async () => ({ me: key.me, member: true }),
    now: () => clock.now,
    later: clock.later,
  };
  const clean = async (file: Blob) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { bytes, w: 4, h: 3, type: "image/jpeg" as const };
  };
  const photos = new SealedPhotos({ ...deps, clean });
  return { ...key, server, stories: new SealedStories(deps), photos, api };
}

let here: Side;
let id: string;
const PHOTO = utf8("not really a jpeg, but hers");
const PAGE = "AAAAAAAAAAAAAAAAAAAAAA";
const quiet = () => undefined;
const exporting = (one: Side) =>
  new Export({ api: one.api, me: async () => one.me, keyrings: async () => [one.me] });
const run = (one: Export, signal = new AbortController().signal) =>
  one.run({ kind: "sheet" }, quiet, signal);

beforeEach(async () => {
  here = side(0);
  const story = here.stories.create();
  id = story.id;
  const { photo, sent } = await here.photos.add(id, new Blob([PHOTO]));
  await sent;
  const moments = [{ id: "m", at: 1_790_000_000_000, text: "Thursday", photos: [] }];
  const doc = { ...story.doc, title: "So we wait", text: "All of it", photos: [photo], moments };
  await here.stories.saveNow(id, doc);
});

test("an export holds everything, and not a word of what is sealed", async () => {
  const { blob, name, refused } = await run(exporting(here));
  expect([name.endsWith(".zip"), refused]).toEqual([true, 0]);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const files = await unzipped(bytes, () => true);
  expect([...files.keys()].map((path) => path.replace(/[\w-]{22}/, "ID")).sort()).toEqual([
    "README.txt",
    "index.html",
    "keyring.recovery.age",
    "manifest.json",
    "media/ID.age",
    "sealed/ID.age",
  ]);
  const text = Buffer.from(bytes).toString("latin1");
  for (const word of ["So we wait", "All of it", "Thursday", "but hers"]) {
    expect(text).not.toContain(word);
  }
});

test("another member of another place brings it in with the sheet, once", async () => {
  const { blob } = await run(exporting(here));
  const there = side(1);
  const signal = new AbortController().signal;
  const first = await (await Import.open(blob, here.sheet)).run(there, quiet, signal);
  expect(first).toEqual({ brought: 1, already: 0, other: 0, refused: 0 });
  const { doc } = await there.stories.open(id);
  expect(doc).toMatchObject({ title: "So we wait", text: "All of it", audience: "me", open: null });
  const [photo] = doc.photos;
  if (photo === undefined) throw new Error("the photo is gone");
  expect(await there.photos.bytes(photo)).toEqual(PHOTO);
  const again = await (await Import.open(blob, here.sheet)).run(there, quiet, signal);
  expect(again).toEqual({ brought: 0, already: 1, other: 0, refused: 0 });
});

test("a story that was changed on the way is left out, and said", async () => {
  const { blob } = await run(exporting(here));
  const files = new Map(await unzipped(new Uint8Array(await blob.arrayBuffer()), () => true));
  const sealed = files.get(`sealed/${id}.age`)?.slice() ?? new Uint8Array(0);
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
  files.set(`sealed/${id}.age`, sealed);
  const opened = await Import.open(await zipped(files), here.sheet);
  const result = await opened.run(side(1), quiet, new AbortController().signal);
  expect(result).toEqual({ brought: 0, already: 0, other: 0, refused: 1 });
});

test("the wrong sheet and what is no export are refused", async () => {
  const { blob } = await run(exporting(here));
  await expect(Import.open(blob, keys[1]?.sheet ?? "")).rejects.toMatchObject({
    code: "wrong-key",
  });
  for (const bad of ["", "PK", "{}"]) {
    await expect(Import.open(new Blob([bad]), here.sheet)).rejects.toBeInstanceOf(NotAnExport);
  }
  const none = await zipped(new Map([["manifest.json", utf8(`{"format":"x","entries":[]}`)]]));
  await expect(Import.open(none, here.sheet)).rejects.toBeInstanceOf(NotAnExport);
});

test("after a broken network it goes on where it was, and it can be cancelled", async () => {
  const one = exporting(here);
  here.server.lose = { count: 1, only: ({ path }) => path.startsWith("/api/media/") };
  await expect(run(one)).rejects.toBeInstanceOf(Offline);
  here.server.asked.length = 0;
  await run(one);
  expect(here.server.count("GET /api/entries")).toBe(0);
  const stopped = new AbortController();
  stopped.abort();
  await expect(run(exporting(here), stopped.signal)).rejects.toMatchObject({ name: "AbortError" });
});

test("under a passphrase of its own it opens, and what is in it is plain", async () => {
  const passphrase = "linen harbour kite";
  const whom = { kind: "passphrase", passphrase } as const;
  const { blob, name } = await exporting(here).run(whom, quiet, new AbortController().signal);
  expect(name.endsWith(".zip.age")).toBe(true);
  const file = new Uint8Array(await blob.arrayBuffer());
  const files = await unzipped(await openWithPassphrase(passphrase, file), () => true);
  expect(Buffer.from(files.get("001-so-we-wait/story.md") ?? "").toString()).toContain("All of it");
  expect(files.get("001-so-we-wait/photo-1.jpg")).toEqual(PHOTO);
});

test("what is no story comes along in the export, and stays behind when it is brought in", async () => {
  const page = JSON.stringify({ kind: "page", what: "It happened in March." });
  const sealed = await sealEntry(
    here.me,
    selfAudience(here.me),
    { id: PAGE, rev: 1, at: 1_790_000_000_000 },
    page,
  );
  here.server.entries.set(PAGE, { rev: 1, bytes: sealed.file, at: 1 });
  const { blob, refused } = await run(exporting(here));
  expect(refused).toBe(0);
  const opened = await Import.open(blob, here.sheet);
  const result = await opened.run(side(1), quiet, new AbortController().signal);
  expect(result).toEqual({ brought: 1, already: 0, other: 1, refused: 0 });
});
