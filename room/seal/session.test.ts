import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { randomBytes } from "./bytes.ts";
import { hasSession, IDLE_MS, lockSession, resumeSession, storeSession } from "./session.ts";

const NOON = 1_790_000_000_000;
const half = randomBytes(32);

beforeEach(async () => {
  await lockSession();
});

test("nothing is resumed where nothing was stored", async () => {
  expect(await hasSession(NOON)).toBe(false);
  expect(await resumeSession(half, NOON)).toBeNull();
});

test("a session resumes with the server's half, and use keeps it awake", async () => {
  await storeSession("keys", half, NOON);
  expect(await hasSession(NOON)).toBe(true);
  expect(await resumeSession(half, NOON + IDLE_MS)).toBe("keys");
  expect(await resumeSession(half, NOON + 2 * IDLE_MS)).toBe("keys");
});

test("another half opens nothing and ends the session", async () => {
  await storeSession("keys", half, NOON);
  expect(await resumeSession(randomBytes(32), NOON)).toBeNull();
  expect(await resumeSession(half, NOON)).toBeNull();
});

test("an idle session locks itself", async () => {
  await storeSession("keys", half, NOON);
  expect(await hasSession(NOON + IDLE_MS + 1)).toBe(false);
  expect(await resumeSession(half, NOON + IDLE_MS + 1)).toBeNull();
  expect(await resumeSession(half, NOON)).toBeNull();
});

test("a locked session is gone", async () => {
  await storeSession("keys", half, NOON);
  await lockSession();
  expect(await resumeSession(half, NOON)).toBeNull();
});

test("a half of another length is a mistake, not a session", async () => {
  await expect(storeSession("keys", randomBytes(31), NOON)).rejects.toThrow(RangeError);
});
