import "fake-indexeddb/auto";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { fetchPage, linkIn, open, partsOf } from "../../reader/open.ts";
import { type Keyring, newKeyring, openKeyring } from "../../seal/index.ts";
import { Api } from "./api.ts";
import type { Writer } from "./desk.ts";
import { Device } from "./device.ts";
import { Locked, NotKept, Offline } from "./errors.ts";
import { SealedPages } from "./for-them.ts";
import type { PageDocument } from "./page-doc.ts";
import { SealedStories } from "./sync.ts";
import { FakeClock, FakeServer } from "./testing.ts";
import type { PageShared } from "./types.ts";

// A passcode costs 64 MiB and three passes, by design.
vi.setConfig({ testTimeout: 60_000 });

const ROOM = "http://room.example";
let ada: Keyring;
let server: FakeServer;
let clock: FakeClock;
let device: Device;
let pages: SealedPages;
let writer: () => Promise<Writer>;

beforeAll(async () => {
  ada = await openKeyring((await newKeyring("ada")).text);
});

const on = (which: Device): SealedPages =>
  new SealedPages({
    api: new Api(server.carry),
    device: which,
    writer: () => writer(),
    origin: ROOM,
    now: () => clock.now,
  });

beforeEach(() => {
  server = new FakeServer();
  clock = new FakeClock();
  device = new Device(crypto.randomUUID());
  writer = async () => ({ me: ada, member: true });
  pages = on(device);
});

const words = {
  what: "We lost her on Tuesday. 🕯️",
  helps: "Soup.",
  please_not: "How far along.",
  call_instead: "My sister Nuala.",
};

/** A new page that says `words`. */
function written(): { id: string; doc: PageDocument } {
  const { id, doc } = pages.create();
  return { id, doc: { ...doc, ...words } };
}

function isShared(came: PageShared): PageDocument {
  if (came.kind !== "shared") throw new Error(came.kind);
  return came.doc;
}

const shared = async (passcode: string | null = null, end: number | null = null) => {
  const { id, doc } = written();
  return { id, doc: isShared(await pages.share(id, doc, passcode, end)) };
};

/** What somebody with the link and nothing else sees, or why not. */
async function read(link: string | null, passcode: string | null = null): Promise<unknown> {
  const found = linkIn(link ?? "");
  if (found === null) return "broken";
  const ask = async (path: unknown): Promise<Response> => {
    const row = server.pages.get(String(path).split("/").at(-1) ?? "");
    return row === undefined ? new Response(null, { status: 404 }) : new Response(row.bytes);
  };
  const came = await fetchPage(found, ask as typeof fetch);
  if (came.kind !== "file") return came.kind;
  const opened = await open(found, passcode, came.file, clock.now);
  return opened.kind === "page" ? opened.body : opened.kind;
}

test("whoever has the link reads what she wrote, and the server cannot", async () => {
  const { doc } = await shared();
  const link = pages.linkOf(doc);
  expect(link).toMatch(/^http:\/\/room\.example\/for\/[\w-]{22}#v1\.[\w-]{43}$/);
  const body = await read(link);
  expect(body).toEqual({ kind: "page", ...words, passcode: false, ends_at: null });
  const all = server.everything();
  for (const word of ["Tuesday", "Soup", "Nuala", doc.out?.secret ?? "", "ada"]) {
    expect(all).not.toContain(word);
  }
});

test("with a passcode the link alone opens nothing, and the server is not told that there is one", async () => {
  const { doc } = await shared("wren at the sill", 1_800_000_000_000);
  const link = pages.linkOf(doc);
  expect(link).toContain("#v1p.");
  expect(await read(link, "wren at the sil")).toBe("passcode");
  expect(await read(link?.replace("#v1p.", "#v1.") ?? null)).toBe("changed");
  expect(await read(link, "wren at the sill")).toMatchObject(words);
  expect([...server.pages.values()].map(({ endsAt }) => endsAt)).toEqual([1_800_000_000_000]);
  expect(server.everything()).not.toContain("wren");
});

test("a change shows behind the same link once it is shared, and not before", async () => {
  const { id, doc } = await shared();
  clock.pass(1000);
  const changed = { ...doc, what: "We are home.", changed: clock.now };
  expect(await pages.save(id, changed)).toEqual({ kind: "kept" });
  expect((await pages.list()).lines.map(({ state }) => state)).toEqual(["behind"]);
  expect(await read(pages.linkOf(doc))).toMatchObject({ what: words.what });
  const now = isShared(await pages.share(id, changed, null, null));
  expect(pages.linkOf(now)).toBe(pages.linkOf(doc));
  expect(await read(pages.linkOf(doc))).toMatchObject({ what: "We are home." });
  expect((await pages.list()).lines.map(({ state }) => state)).toEqual(["open"]);
});

test("a passcode where there was none is another link, and the old one is over", async () => {
  const { id, doc } = await shared();
  const now = await pages.share(id, doc, "under the stairs", null);
  expect(now).toMatchObject({ kind: "shared", fresh: true });
  expect(await read(pages.linkOf(doc))).toBe("gone");
  expect(await read(pages.linkOf(isShared(now)), "under the stairs")).toMatchObject(words);
  const other = await pages.share(id, isShared(now), "on the stairs", null);
  expect(other).toMatchObject({ fresh: false });
  expect(await read(pages.linkOf(isShared(now)), "under the stairs")).toBe("passcode");
});

test("what is typed while the page is being shared does not lose its link", async () => {
  const { id, doc } = written();
  const early = { ...doc, helps: "Bread." };
  const now = isShared(await pages.share(id, doc, null, null));
  expect(await pages.save(id, early)).toEqual({ kind: "kept" });
  const kept = (await pages.open(id)).doc;
  expect([kept.helps, pages.linkOf(kept)]).toEqual(["Bread.", pages.linkOf(now)]);
});

test("taken away at once, its words stay hers, and sharing again is a new link", async () => {
  const { id, doc } = await shared();
  const away = await pages.takeAway(id, doc);
  expect(await read(pages.linkOf(doc))).toBe("gone");
  expect(pages.linkOf(away)).toBeNull();
  expect((await pages.open(id)).doc).toMatchObject({ ...words, out: null });
  const again = isShared(await pages.share(id, away, null, null));
  expect(pages.linkOf(again)).not.toBe(pages.linkOf(doc));
});

test("another device has her pages with their links and passcodes", async () => {
  const { id, doc } = await shared("wren at the sill");
  const second = on(new Device(crypto.randomUUID()));
  const { lines, loose, offline } = await second.list();
  expect(lines).toMatchObject([{ id, state: "open", unkept: false, doc: { ...words } }]);
  expect([loose, offline]).toEqual([[], false]);
  expect(second.linkOf((await second.open(id)).doc)).toBe(pages.linkOf(doc));
});

test("pages are no stories, and stories no pages", async () => {
  const stories = new SealedStories({
    api: new Api(server.carry),
    device,
    writer: () => writer(),
    now: () => clock.now,
    later: clock.later,
  });
  const { id, doc } = stories.create();
  await stories.saveNow(id, { ...doc, text: "a story" });
  const page = await shared();
  for (const where of [device, new Device(crypto.randomUUID())]) {
    const api = new Api(server.carry);
    const listed = new SealedStories({ api, device: where, writer: () => writer() });
    expect((await listed.list()).lines.map((line) => line.id)).toEqual([id]);
    expect((await on(where).list()).lines.map((line) => line.id)).toEqual([page.id]);
  }
});

test("without a connection her words are kept here, and go up later", async () => {
  const { id, doc } = written();
  server.offline = true;
  expect(await pages.save(id, doc)).toEqual({ kind: "kept-here", say: null });
  await expect(pages.share(id, doc, null, null)).rejects.toBeInstanceOf(Offline);
  expect(await pages.list()).toMatchObject({ offline: true, lines: [{ id, unkept: true }] });
  expect(await pages.flush()).toBe(1);
  server.offline = false;
  expect(await pages.flush()).toBe(0);
  expect(server.entries.size).toBe(1);
});

test("nothing is opened to others before its key is kept", async () => {
  const { id, doc } = written();
  server.refuse = { path: "entries", status: 413, code: "no-room" };
  await expect(pages.share(id, doc, null, null)).rejects.toBeInstanceOf(NotKept);
  expect(server.pages.size).toBe(0);
});

test("answers that are lost on the way double nothing", async () => {
  for (const noun of ["entries", "pages"]) {
    const { id, doc } = written();
    server.lose = { count: 1, only: (ask) => ask.method === "PUT" && ask.path.includes(noun) };
    const first = await pages.share(id, doc, null, null).catch(() => null);
    expect(first).toBeNull();
    clock.pass(1000);
    const { doc: here } = await pages.open(id);
    const link = pages.linkOf(here);
    const again = isShared(await pages.share(id, here, null, null));
    expect(pages.linkOf(again)).toBe(link);
    expect(await read(link)).toMatchObject(words);
  }
  expect([server.entries.size, server.pages.size]).toEqual([2, 2]);
  expect((await pages.list()).lines.map(({ state }) => state)).toEqual(["open", "open"]);
});

test("two devices at once lose no words, and the link stays with one page", async () => {
  const { id, doc } = await shared();
  const other = on(new Device(crypto.randomUUID()));
  await other.open(id);
  expect(await other.save(id, { ...doc, helps: "Bread.", changed: 1 })).toEqual({ kind: "kept" });
  const mine = { ...doc, helps: "Silence.", changed: 2 };
  const came = await pages.share(id, mine, null, null);
  if (came.kind !== "both-kept") throw new Error(came.kind);
  expect((await pages.open(id)).doc.helps).toBe("Bread.");
  expect((await pages.open(came.mine)).doc).toMatchObject({ helps: "Silence.", out: null });
  expect(server.pages.size).toBe(1);
});

test("a link whose page cannot be opened here is still in her hands", async () => {
  const { id, doc } = await shared();
  const row = server.entries.get(id);
  if (row === undefined || doc.out === null) throw new Error("not shared");
  const bytes = row.bytes.slice();
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
  server.entries.set(id, { ...row, bytes });
  const second = on(new Device(crypto.randomUUID()));
  expect(await second.list()).toEqual({ lines: [], loose: [doc.out.id], offline: false });
  await second.takeAwayLoose(doc.out.id);
  expect(await read(pages.linkOf(doc))).toBe("gone");
});

test("nothing is shown of a page with another byte, another id, or an older end", async () => {
  const one = await shared(null, clock.now + 1000);
  const other = await shared();
  const row = server.pages.get(one.doc.out?.id ?? "");
  if (row === undefined) throw new Error("not shared");
  for (const at of [0, 30, 1400, row.bytes.length - 1]) {
    const bytes = row.bytes.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    server.pages.set(one.doc.out?.id ?? "", { ...row, bytes });
    expect(await read(pages.linkOf(one.doc))).toBe("changed");
  }
  server.pages.set(other.doc.out?.id ?? "", row);
  expect(await read(pages.linkOf(other.doc))).toBe("changed");
  server.pages.set(one.doc.out?.id ?? "", row);
  expect(await read(pages.linkOf(one.doc))).toMatchObject(words);
  clock.pass(3 * 24 * 60 * 60 * 1000);
  expect(await read(pages.linkOf(one.doc)), "a server that goes on with it").toBe("gone");
});

test.each(["", "#", "#v1.", `#v2.${"A".repeat(43)}`, `#v1.${"A".repeat(42)}`])(
  "a link that ends in %j is not whole, and nobody is asked",
  async (end) => {
    expect(await read(`${ROOM}/for/AAAAAAAAAAAAAAAAAAAAAA${end}`)).toBe("broken");
  },
);

test("erased is erased, here and there", async () => {
  const { id, doc } = await shared();
  await pages.erase(id, doc);
  expect([server.entries.size, server.pages.size]).toEqual([0, 0]);
  expect(await pages.list()).toEqual({ lines: [], loose: [], offline: false });
});

test("parts that were left empty are not there", () => {
  const body = { kind: "page", ...words, helps: " ", passcode: false, ends_at: null } as const;
  expect(partsOf(body).map(([title]) => title)).toEqual([
    "What happened",
    "Please do not ask",
    "Who to call instead",
  ]);
});

test("only a member has pages", async () => {
  writer = async () => ({ me: ada, member: false });
  await expect(pages.list()).rejects.toBeInstanceOf(Locked);
  await expect(pages.save("x", pages.create().doc)).rejects.toBeInstanceOf(Locked);
});
