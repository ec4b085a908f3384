// What somebody reads who sent something that is not taken: a plain sentence, never the inside of the program.
import { expect } from "@playwright/test";
import type { Reply } from "./http.ts";

const INSIDE =
  /panicked|backtrace|thread '|sqlx|sqlite|rusqlite|\.rs:\d|Error\(|stack trace|RowNotFound|serde|unwrap/i;
const SENTENCE = /[A-Z“‘“][^<>{}]{8,}[.?]/;

/** The sentence in a refusal of the room API. */
export function said(reply: Reply): string {
  try {
    const { error } = JSON.parse(reply.text) as { error?: { say?: string; code?: string } };
    return error?.say ?? "";
  } catch {
    return "";
  }
}

/** Insists that a reply is a refusal somebody can read: 4xx, a sentence, nothing of the inside. */
export function expectRefused(reply: Reply, what: string, statuses?: number[]): void {
  const start = reply.text.slice(0, 300);
  expect.soft(reply.status, `${what}: status, with ${start}`).toBeGreaterThanOrEqual(400);
  expect.soft(reply.status, `${what}: status, with ${start}`).toBeLessThan(500);
  if (statuses) expect.soft(statuses, `${what}: status ${reply.status}`).toContain(reply.status);
  expect.soft(INSIDE.exec(reply.text)?.[0], `${what}: something of the inside`).toBeUndefined();
  const isJson = reply.headers["content-type"]?.includes("json") ?? false;
  const text = isJson ? said(reply) : reply.text.replaceAll(/<[^>]*>/g, "\n");
  expect.soft(text, `${what}: a sentence`).toMatch(SENTENCE);
}

/** Insists that whatever came back is not the program's fault. */
export function expectNoFault(reply: Reply, what: string): void {
  expect.soft(reply.status, `${what}: ${reply.text.slice(0, 300)}`).toBeLessThan(500);
  expect.soft(INSIDE.exec(reply.text)?.[0], `${what}: something of the inside`).toBeUndefined();
}
