import { asDrawn } from "./words.ts";
import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { lockSession, utf8 } from "../../seal/index.ts";
import { deviceName, MemberAccount } from "./account.ts";
import { Api } from "./api.ts";
import { Device } from "./device.ts";
import { ApiError, Offline, SignedOut, Unkept } from "./errors.ts";
import { FakeServer } from "./testing.ts";
import type { Ask } from "./transport.ts";
import { generateWords } from "./words.ts";

// Each opening by words costs 64 MiB and three passes, by design.
vi.setConfig({ testTimeout: 60_000 });

const WORDS = "six quiet words about an evening";
const OTHER = "other quiet words for the morning";

let server: FakeServer;
let device: Device;
let unkept: number;
let sent: Ask[];

const browser = (): MemberAccount =>
  new MemberAccount({
    api: new Api((ask) => {
      sent.push(ask);
      return server.carry(ask);
    }),
    device,
    flush: async () => unkept,
    sealed: async () => {},
    agent: "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0",
  });

beforeEach(async () => {
  await lockSession();
  server = new FakeServer();
  server.signedIn = null;
  device = new Device(crypto.randomUUID());
  unkept = 0;
  sent = [];
});

test("signing up opens the keys, and neither words nor sheet reach the server", async () => {
  const account = browser();
  const { sheet } = await account.signUp(" Ada ", WORDS);
  expect(account.state).toMatchObject({ kind: "open", name: "ada", commons: "http://commons" });
  const requests = JSON.stringify(sent);
  if (account.state.kind !== "open") throw new Error("not open");
  for (const secret of [WORDS, sheet, account.state.me.identity]) {
    expect(requests).not.toContain(secret);
  }
  expect(requests).toContain("Firefox on Android");
});

test("another page load opens the session again without words", async () => {
  await browser().signUp("ada", WORDS);
  expect(await browser().resume()).toMatchObject({ kind: "open", name: "ada" });
});

test("without a network a page load says so and forgets nothing", async () => {
  await browser().signUp("ada", WORDS);
  server.offline = true;
  expect(await browser().resume()).toMatchObject({ kind: "locked", why: "offline" });
  server.offline = false;
  expect(await browser().resume()).toMatchObject({ kind: "open" });
});

test("a locked browser asks for the words of the same member only", async () => {
  const account = browser();
  await account.signUp("ada", WORDS);
  await account.lock();
  expect(account.state).toEqual({ kind: "locked", why: "locked", name: "ada" });
  expect(await browser().resume()).toEqual({ kind: "locked", why: "locked", name: "ada" });
});

test("a lost answer to signing up is no taken name, and the sheet shown is the one that fits", async () => {
  const account = browser();
  server.lose = { count: 1, only: ({ path }) => path === "/api/sign-up" };
  await expect(account.signUp("ada", WORDS)).rejects.toBeInstanceOf(Offline);
  const { sheet } = await account.signUp("ada", WORDS);
  const other = browser();
  await other.signInWithSheet("ada", sheet);
  expect(other.state.kind).toBe("open");
});

test("a name that somebody else has is refused", async () => {
  await browser().signUp("ada", WORDS);
  await expect(browser().signUp("ada", OTHER)).rejects.toMatchObject({ status: 409 });
});

test("the words open the account on another device, other words do not", async () => {
  await browser().signUp("ada", WORDS);
  const other = browser();
  await expect(other.signInWithWords("ada", OTHER)).rejects.toBeInstanceOf(ApiError);
  expect(other.state.kind).toBe("starting");
  await other.signInWithWords("ADA", WORDS);
  expect(other.state).toMatchObject({ kind: "open", name: "ada" });
});

test("a server that asks for a weak key derivation gets no login", async () => {
  await browser().signUp("ada", WORDS);
  const row = server.members.get("ada");
  if (row === undefined) throw new Error("no row");
  row.kdf = { ...row.kdf, m: 1024 };
  sent = [];
  await expect(browser().signInWithWords("ada", WORDS)).rejects.toMatchObject({ code: "weak-kdf" });
  expect(sent.map(({ path }) => path)).toEqual(["/api/salt"]);
});

test("new words open the account and the old ones no longer do", async () => {
  const account = browser();
  const { sheet } = await account.signUp("ada", WORDS);
  expect(await account.changeWords({ words: WORDS }, OTHER)).toEqual({ sheet: null });
  await expect(browser().signInWithWords("ada", WORDS)).rejects.toBeInstanceOf(ApiError);
  await browser().signInWithWords("ada", OTHER);
  await browser().signInWithSheet("ada", sheet);
});

test("wrong words change nothing and end no session", async () => {
  const account = browser();
  await account.signUp("ada", WORDS);
  await expect(account.changeWords({ words: "wrong words" }, OTHER)).rejects.toMatchObject({
    status: 401,
  });
  expect(account.state.kind).toBe("open");
});

test("a new sheet whose answer was lost is the one that is shown in the end", async () => {
  const account = browser();
  const { sheet: old } = await account.signUp("ada", WORDS);
  server.lose = { count: 1, only: ({ path }) => path === "/api/words" };
  await expect(account.changeWords({ sheet: old }, OTHER, true)).rejects.toBeInstanceOf(Offline);
  const { sheet } = await account.changeWords({ sheet: old }, OTHER, true);
  await expect(browser().signInWithSheet("ada", old)).rejects.toBeInstanceOf(ApiError);
  await browser().signInWithSheet("ada", sheet ?? "");
  expect(await browser().resume()).toMatchObject({ kind: "open" });
});

test("signing out with words that are only here is refused, unless she means it", async () => {
  const account = browser();
  await account.signUp("ada", WORDS);
  unkept = 2;
  await expect(account.signOut()).rejects.toBeInstanceOf(Unkept);
  expect(account.state.kind).toBe("open");
  await account.signOut(true);
  expect(account.state).toEqual({ kind: "locked", why: "nobody", name: null });
  expect(server.signedIn).toBeNull();
});

test("signing out leaves nothing on the device, even without a network", async () => {
  const account = browser();
  await account.signUp("ada", WORDS);
  await device.keyring();
  await device.media.put("m", { id: "m", story: "s", owner: "ada", file: utf8("x"), sha: "" });
  server.offline = true;
  await account.signOut();
  expect(await device.media.all()).toEqual([]);
  expect(await browser().resume()).toMatchObject({ kind: "locked", why: "nobody" });
});

test("a session that the server ended keeps the keys for the sentence under way", async () => {
  const api = new Api((ask) => server.carry(ask));
  const account = new MemberAccount({ api, device, flush: async () => 0, sealed: async () => {} });
  await account.signUp("ada", WORDS);
  const states: string[] = [];
  account.watch(({ kind }) => states.push(kind));
  server.signedIn = null;
  await expect(api.entries()).rejects.toBeInstanceOf(SignedOut);
  expect(states).toEqual(["open", "signed-out"]);
});

test("generated words come from the list, and an easy draw is refused", () => {
  const list = Array.from({ length: 7776 }, (_, i) => `w${i}`);
  const words = generateWords(6, list).split(" ");
  expect(words).toHaveLength(6);
  expect(words.every((one) => list.includes(one))).toBe(true);
  expect(generateWords(6, list)).not.toBe(words.join(" "));
  expect(() => generateWords(6, ["a", "b"])).toThrow(RangeError);
  expect(() => generateWords(3, list)).toThrow(RangeError);
});

test.each([
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
    "Safari on iPhone or iPad",
  ],
  ["Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"],
  ["something", "A browser"],
])("%s is called %s", (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});

test("drawn words open whatever a keyboard made of their spaces and capitals, and others stay as they are", () => {
  const drawn = "harbor mitten acorn lantern ripple cedar";
  for (const typed of [
    ` ${drawn} `,
    drawn.replaceAll(" ", "  "),
    drawn.replaceAll(" ", "-"),
    "Harbor mitten acorn lantern ripple Cedar",
    `${drawn}.`.replace(".", " "),
    "harbor, mitten, acorn, lantern, ripple, cedar",
  ]) {
    expect(asDrawn(typed), typed).toBe(drawn);
  }
  expect(asDrawn("My own Words - with 3 dashes")).toBe("My own Words - with 3 dashes");
});
