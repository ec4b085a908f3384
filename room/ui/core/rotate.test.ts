import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { fetchPage, linkIn, open as openForThem } from "../../reader/open.ts";
import {
  type Keyring,
  lockSession,
  openEntry,
  openMedia,
  photosOf,
  type StoryDocument,
  selfWant,
  utf8,
} from "../../seal/index.ts";
import { MemberAccount } from "./account.ts";
import { Api } from "./api.ts";
import type { Writer } from "./desk.ts";
import { Device } from "./device.ts";
import { ApiError, Locked, Offline } from "./errors.ts";
import { SealedPages } from "./for-them.ts";
import { LETTER_NOTE } from "./letter-note.ts";
import { SealedPhotos } from "./photos.ts";
import { KeyRotation, Unsent } from "./rotate.ts";
import { type Missing, Unopened } from "./rotate-missing.ts";
import { noteId } from "./self-note.ts";
import { SealedStories } from "./sync.ts";
import { FakeServer } from "./testing.ts";

// Each opening by words costs 64 MiB and three passes, by design.
vi.setConfig({ testTimeout: 60_000 });

const WORDS = "six quiet words about an evening";
const NEW = "other quiet words for the morning";
const PIXELS = new Uint8Array([255, 216, 255, 224, 7, 7, 7]);

/** A browser with everything the room has. */
class Browser {
  readonly api = new Api((ask) => server.carry(ask));
  readonly device = new Device(crypto.randomUUID());
  readonly account = new MemberAccount({
    api: this.api,
    device: this.device,
    flush: () => this.flush(),
    sealed: () => this.stories.sealed(),
  });
  readonly writer = async (): Promise<Writer> => ({ me: this.me, member: true });
  readonly stories = new SealedStories({ ...this.#deps });
  readonly photos = new SealedPhotos({ ...this.#deps });
  readonly pages = new SealedPages({ ...this.#deps, origin: "http://room.example" });
  told = 0;
  unsent = 0;

  get #deps() {
    return { api: this.api, device: this.device, writer: () => this.writer() };
  }

  get me(): Keyring {
    const { state } = this.account;
    if (!("me" in state)) throw new Locked();
    return state.me;
  }

  async flush(): Promise<number> {
    return (await this.stories.flush()) + (await this.pages.flush()) + this.unsent;
  }

  rotation(): KeyRotation {
    const tell = () => {
      this.told += 1;
    };
    const { api, device, account } = this;
    return new KeyRotation({ api, device, account, flush: () => this.flush(), tell });
  }
}

let server: FakeServer;
let her: Browser;
let sheet: string;

const quiet = () => new AbortController().signal;
const nothing = () => undefined;

beforeEach(async () => {
  await lockSession();
  server = new FakeServer();
  server.signedIn = null;
  her = new Browser();
  ({ sheet } = await her.account.signUp("ada", WORDS));
});

async function story(text: string, photo = false): Promise<{ id: string; doc: StoryDocument }> {
  const { id, doc } = her.stories.create();
  const added = photo
    ? await her.photos.addCleaned(id, { bytes: PIXELS, w: 4, h: 3, type: "image/jpeg" })
    : null;
  await added?.sent;
  const next = { ...doc, text, photos: added === null ? [] : [added.photo] };
  expect(await her.stories.saveNow(id, next)).toMatchObject({ kind: "kept" });
  return { id, doc: next };
}

async function rotate(): Promise<{ sheet: string; rotation: KeyRotation }> {
  const rotation = her.rotation();
  const made = await rotation.begin({ words: WORDS }, NEW);
  await rotation.run(nothing, quiet(), false);
  return { ...made, rotation };
}

const onServer = (id: string) => {
  const row = server.entries.get(id);
  if (row === undefined) throw new Error("not there");
  return row;
};

test("everything opens with the new keys and nothing with the old ones", async () => {
  const one = await story("The kettle.", true);
  const two = await story("The stairs.");
  const old = her.me;
  const steps: [number, number][] = [];
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  const keys = await rotation.run((done, of) => steps.push([done, of]), quiet(), false);
  expect(keys).toEqual({ before: old.pub, after: her.me.pub });
  expect(her.me.pub.sig).not.toBe(old.pub.sig);
  expect(her.me.pub.enc).not.toBe(old.pub.enc);
  expect(steps.at(0)).toEqual([0, 2]);
  expect(steps.at(-1)).toEqual([2, 2]);
  expect(her.told).toBe(1);
  for (const { id, doc } of [one, two]) {
    const { rev, bytes } = onServer(id);
    expect(rev).toBe(2);
    await expect(openEntry(old.identity, bytes, selfWant(old, id))).rejects.toThrow();
    const { header, body } = await openEntry(her.me.identity, bytes, selfWant(her.me, id));
    expect(header.rev).toBe(2);
    expect(header.prev).not.toBe("");
    expect(body).toContain(doc.text);
  }
  const opened = await her.stories.open(one.id);
  const [photo] = photosOf(opened.doc);
  if (photo === undefined) throw new Error("no photo");
  expect(await her.photos.bytes(photo)).toEqual(PIXELS);
  const file = server.media.get(photo.media)?.bytes ?? new Uint8Array();
  await expect(openMedia(old.identity, file, photo.sha)).rejects.toThrow();
});

test("old words and the old sheet open nothing, the new ones open everything elsewhere", async () => {
  const { id, doc } = await story("The kettle.");
  const made = await rotate();
  const other = new Browser();
  await expect(other.account.signInWithWords("ada", WORDS)).rejects.toBeInstanceOf(ApiError);
  await expect(other.account.signInWithSheet("ada", sheet)).rejects.toBeInstanceOf(ApiError);
  await other.account.signInWithSheet("ada", made.sheet);
  expect((await other.stories.open(id)).doc.text).toBe(doc.text);
  await other.account.signInWithWords("ada", NEW);
  expect((await other.stories.list()).lines).toMatchObject([{ id, changed: false }]);
});

test("this browser goes on: what it keeps is under the new keys, also without a network", async () => {
  const { id, doc } = await story("The kettle.");
  await rotate();
  expect((await her.device.drafts.get(id))?.keptRev).toBe(2);
  server.offline = true;
  expect((await her.stories.open(id)).doc.text).toBe(doc.text);
  server.offline = false;
  const opened = await her.stories.open(id);
  const status = await her.stories.saveNow(id, { ...opened.doc, text: "And the window." });
  expect(status).toMatchObject({ kind: "kept", rev: 3 });
  const again = new Browser();
  expect(await again.account.resume()).toMatchObject({ kind: "open", name: "ada" });
  expect(again.me.pub).toEqual(her.me.pub);
});

test("a server that gives back what the old keys sealed is refused here", async () => {
  const { id } = await story("The kettle.");
  const old = onServer(id);
  await rotate();
  server.entries.set(id, { ...old, rev: 3 });
  await expect(her.stories.open(id)).rejects.toMatchObject({ code: "changed-on-the-way" });
});

test("a page for them keeps its link and its words, and is signed by the new key", async () => {
  const made = her.pages.create();
  const words = { what: "We lost her.", helps: "Soup.", please_not: "", call_instead: "" };
  const shared = await her.pages.share(made.id, { ...made.doc, ...words }, "a wren", null);
  const doc = shared.kind === "shared" ? shared.doc : made.doc;
  const link = her.pages.linkOf(doc) ?? "";
  const before = server.pages.get(doc.out?.id ?? "")?.bytes;
  await rotate();
  const { bytes, rev } = server.pages.get(doc.out?.id ?? "") ?? { bytes: before, rev: 0 };
  expect(bytes).not.toEqual(before);
  expect(rev).toBe(1);
  const { lines } = await her.pages.list();
  expect(lines).toMatchObject([{ id: made.id, state: "open" }]);
  const there = linkIn(link);
  if (there === null) throw new Error("no link");
  const fetched = await fetchPage(there, async () => new Response(bytes));
  if (fetched.kind !== "file") throw new Error(fetched.kind);
  const page = await openForThem(there, "a wren", fetched.file, Date.now());
  expect(JSON.stringify(page)).toContain("We lost her.");
});

const atLast = ({ path }: { path: string }) => path.endsWith("/finish");

test("what another device writes meanwhile is taken along", async () => {
  const one = await story("The kettle.");
  const other = new Browser();
  await other.account.signInWithWords("ada", WORDS);
  const theirs = await other.stories.open(one.id);
  const before = onServer(one.id);
  await other.stories.saveNow(one.id, { ...theirs.doc, text: "The kettle, twice." });
  const after = onServer(one.id);
  server.entries.set(one.id, before);
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  server.meanwhile = { only: atLast, does: () => server.entries.set(one.id, after) };
  await rotation.run(nothing, quiet(), false);
  expect(server.count("POST /api/rotation/finish")).toBe(2);
  expect((await her.stories.open(one.id)).doc.text).toBe("The kettle, twice.");
});

/** What somebody reads when something would be lost, and nothing is. */
async function saidInstead(missing: Missing): Promise<KeyRotation> {
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  const run = rotation.run(nothing, quiet(), false);
  await expect(run).rejects.toMatchObject({ say: new Unopened(missing).say });
  expect(server.count("POST /api/rotation/finish")).toBe(0);
  return rotation;
}

test("a story that this device has seen and the place does not list is told of first", async () => {
  const one = await story("The kettle.");
  const two = await story("The stairs.");
  server.entries.delete(two.id);
  const rotation = await saidInstead({ unopened: 0, unlisted: 1, notes: false });
  await rotation.run(nothing, quiet(), true);
  expect([...server.entries.keys()]).toEqual([one.id]);
});

test("what she erased herself is not missed", async () => {
  const { id } = await story("The kettle.");
  await her.stories.erase(id);
  await rotate();
  expect(server.entries.size).toBe(0);
});

test("the note with the keys to circles is missed, also on a device that never saw it", async () => {
  await story("The kettle.");
  const { carry } = server;
  const listed = [{ id: "c", user: "u", keeper: true, lines: 1, changed_at: 1 }];
  server.carry = async (ask) =>
    ask.path === "/api/circles"
      ? { status: 200, header: () => null, bytes: utf8(JSON.stringify(listed)) }
      : carry(ask);
  await saidInstead({ unopened: 0, unlisted: 0, notes: true });
});

test("the note with the keys to letters is missed where it was seen", async () => {
  await her.device.saw("ada", await noteId(LETTER_NOTE.about, her.me), { rev: 1, mark: "m" });
  await saidInstead({ unopened: 0, unlisted: 1, notes: true });
});

test("a place that lists something and does not give it out cannot have it left behind", async () => {
  const one = await story("The kettle.");
  const two = await story("The stairs.");
  const { carry } = server;
  server.carry = async (ask) => {
    const answer = await carry(ask);
    if (!ask.path.includes("bundle")) return answer;
    const { entries } = JSON.parse(new TextDecoder().decode(answer.bytes));
    const given = entries.filter(({ id }: { id: string }) => id !== two.id);
    return { ...answer, bytes: utf8(JSON.stringify({ entries: given })) };
  };
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  await expect(rotation.run(nothing, quiet(), true)).rejects.toMatchObject({ reason: "left-out" });
  expect(server.count("POST /api/rotation/finish")).toBe(0);
  expect([...server.entries.keys()].sort()).toEqual([one.id, two.id].sort());
});

test("wrong words change nothing", async () => {
  const rotation = her.rotation();
  await expect(rotation.begin({ words: "not those" }, NEW)).rejects.toMatchObject({ status: 403 });
  await expect(rotation.run(nothing, quiet(), false)).rejects.toBeInstanceOf(Locked);
  await new Browser().account.signInWithWords("ada", WORDS);
});

test("cancelled before the last step, everything is as it was", async () => {
  const { id } = await story("The kettle.");
  const before = onServer(id).bytes;
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  const stop = new AbortController();
  const run = rotation.run((done) => done === 1 && stop.abort(), stop.signal, false);
  await expect(run).rejects.toMatchObject({ name: "AbortError" });
  expect(rotation.isLast).toBe(false);
  await rotation.cancel();
  expect(server.rotation.entries.size).toBe(0);
  expect(onServer(id).bytes).toBe(before);
  await new Browser().account.signInWithWords("ada", WORDS);
});

test("a line that breaks is gone on with, and nothing is staged twice", async () => {
  for (const text of ["One.", "Two.", "Three."]) await story(text);
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  const breaks = (done: number) => {
    server.offline = done === 2;
  };
  await expect(rotation.run(breaks, quiet(), false)).rejects.toBeInstanceOf(Offline);
  server.offline = false;
  await rotation.run(nothing, quiet(), false);
  expect(server.count("PUT /api/rotation/entries")).toBe(3);
});

test("a yes that got lost is asked for once more, and the keys are the new ones", async () => {
  const { id, doc } = await story("The kettle.");
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  server.lose = { count: 1, only: ({ path }) => path.endsWith("/finish") };
  await expect(rotation.run(nothing, quiet(), false)).rejects.toBeInstanceOf(Offline);
  expect(rotation.isLast).toBe(true);
  await rotation.run(nothing, quiet(), false);
  expect(onServer(id).rev).toBe(2);
  expect((await her.stories.open(id)).doc.text).toBe(doc.text);
});

test("after a yes that was never heard, this browser asks for the new words", async () => {
  await story("The kettle.");
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  server.lose = { count: 1, only: ({ path }) => path.endsWith("/finish") };
  await expect(rotation.run(nothing, quiet(), false)).rejects.toBeInstanceOf(Offline);
  const reloaded = new Browser();
  expect(await reloaded.account.resume()).toMatchObject({ kind: "locked", why: "locked" });
  await reloaded.account.signInWithWords("ada", NEW);
});

test("what was changed on the way is said first, and erased only when she means it", async () => {
  const one = await story("The kettle.");
  const two = await story("The stairs.");
  server.entries.set(two.id, { ...onServer(two.id), bytes: onServer(one.id).bytes });
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  await expect(rotation.run(nothing, quiet(), false)).rejects.toMatchObject(
    new Unopened({ unopened: 1, unlisted: 0, notes: false }),
  );
  expect(server.count("POST /api/rotation/finish")).toBe(0);
  await rotation.run(nothing, quiet(), true);
  expect([...server.entries.keys()]).toEqual([one.id]);
});

test("words that are only here are sent first", async () => {
  const rotation = her.rotation();
  await rotation.begin({ words: WORDS }, NEW);
  her.unsent = 1;
  await expect(rotation.run(nothing, quiet(), false)).rejects.toBeInstanceOf(Unsent);
  her.unsent = 0;
  await rotation.run(nothing, quiet(), false);
});
