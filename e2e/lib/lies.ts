// A server that lies about a circle: what one browser is told of it is said by the test.
import { expect, type Page, type Route } from "@playwright/test";
import { b64url } from "../../room/seal/index.ts";
import { ask } from "./http.ts";
import type { Place } from "./test.ts";

export type Json = Record<string, unknown>;

export interface View {
  user: string;
  lines: string[];
  grant: string | null;
  requests?: Json[];
  left?: string[];
}

/** An entry as the list and the bundle have it. */
export interface EntrySaid {
  id: string;
  user: string;
  rev: number;
  epoch: number;
  at: number;
  bytes: string;
}

/** All that a server says of one circle. */
export interface Said {
  view: View;
  entries: EntrySaid[];
}

export const VIEW = /\/api\/circles\/[\w-]{22}\?from=/;
export const BUNDLE = /\/entries\/bundle\?ids=/;
export const CIRCLES = /\/api\/circles$/;

const CHANGED = /changed on the way/;

/** What the server really says to whoever is signed in there. */
export async function asked<T>(place: Place, page: Page, path: string): Promise<T> {
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const { status, text } = await ask(place.program, { side: "room", path, cookie });
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}

/** All that is really said of a circle of a few entries. */
export async function truth(place: Place, page: Page, circle: string): Promise<Said> {
  const path = `/api/circles/${circle}`;
  const view = await asked<View>(place, page, `${path}?from=0`);
  const list = await asked<{ entries: { id: string }[] }>(place, page, `${path}/entries?cursor=`);
  const ids = list.entries.map(({ id }) => id).join(",");
  return {
    view,
    ...(await asked<{ entries: EntrySaid[] }>(place, page, `${path}/entries/bundle?ids=${ids}`)),
  };
}

/** Until the returned function is called. */
async function routed(
  page: Page,
  path: RegExp,
  handler: (route: Route) => Promise<void>,
): Promise<() => Promise<void>> {
  const gets = (route: Route) => (route.request().method() === "GET" ? handler(route) : route.fallback());
  await page.route(path, gets);
  return () => page.unroute(path, gets);
}

/** Changes what the server says under this address. */
export const lying = (page: Page, path: RegExp, lie: (said: Json) => Json): Promise<() => Promise<void>> =>
  routed(page, path, async (route) => {
    // Names below localhost are known to the browser only.
    const url = new URL(route.request().url());
    const headers = { ...(await route.request().allHeaders()), host: url.host };
    url.hostname = "127.0.0.1";
    const answer = await route.fetch({ url: url.href, headers });
    await route.fulfill({ response: answer, json: lie((await answer.json()) as Json) });
  });

/** Says this of a circle, whatever the server knows of it. */
export function saying(page: Page, circle: string, said: Said): Promise<() => Promise<void>> {
  return routed(page, new RegExp(`/api/circles/${circle}(\\?from=|/entries)`), async (route) => {
    const url = new URL(route.request().url());
    await route.fulfill({ json: saidAt(url, said) });
  });
}

function saidAt(url: URL, { view, entries }: Said): unknown {
  if (url.pathname.endsWith("/bundle")) return { entries };
  if (url.pathname.endsWith("/entries")) {
    const all = url.searchParams.get("cursor") ? [] : entries;
    const lines = all.map(({ bytes, ...line }) => ({ ...line, size: bytes.length, first: null, for: null }));
    return { entries: lines, cursor: "end", more: false, count: entries.length };
  }
  const lines = view.lines.slice(Number(url.searchParams.get("from")));
  return { ...view, lines, count: view.lines.length };
}

/** Says other bytes of a circle's photos, by id. */
export const showing = (
  page: Page,
  circle: string,
  photos: ReadonlyMap<string, Uint8Array>,
): Promise<() => Promise<void>> =>
  routed(page, new RegExp(`/api/circles/${circle}/media/`), async (route) => {
    const body = photos.get(route.request().url().slice(-22));
    if (body === undefined) return route.fallback();
    await route.fulfill({ contentType: "application/age", body: Buffer.from(body) });
  });

/** Another letter at one place of base64url. */
export const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

/** One byte of a file is another. */
export function bent(file: Uint8Array, at: number): Uint8Array {
  const other = Uint8Array.from(file);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}

/** What the circle's member has by `user`, with more of it. */
export const withEntries = (said: Said, ...more: EntrySaid[]): Said => ({
  ...said,
  entries: [...said.entries.filter(({ id }) => more.every((one) => one.id !== id)), ...more],
});

export const fileText = (file: Uint8Array): string => b64url(file as Uint8Array<ArrayBuffer>);

/** One plain sentence, and none of these words. */
export async function nothingIsShown(page: Page, what: string, words: readonly string[]): Promise<void> {
  await expect(page.getByText(CHANGED), what).toHaveCount(1);
  for (const text of words) await expect(page.getByText(text), `${what}: ${text}`).toHaveCount(0);
}

/** The circle as it is, with a sentence about one thing in it that is not shown. */
export async function oneThingIsNotShown(page: Page, what: string, words: readonly string[]): Promise<void> {
  await expect(page.getByText(/^One thing here was changed on the way/), what).toBeVisible();
  await nothingIsShown(page, what, words);
}

/** How often something was posted to the circle's log. */
export const linesSent = (place: Place): number =>
  place.wire.exchanges.filter(({ method, path }) => method === "POST" && path.endsWith("/lines")).length;
