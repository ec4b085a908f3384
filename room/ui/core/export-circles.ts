import {
  type CircleState,
  circleWant,
  fingerprint,
  type Keyring,
  openEntry,
  openGrant,
  openMedia,
  readLog,
  SealError,
  sealFormer,
  utf8,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import { CircleApi, type CircleEntryBytes } from "./circle-api.ts";
import { fromBase64 } from "./listing.ts";
import { type Files, json } from "./zip.ts";

const BUNDLE = 20;
const LINES = 200;

/** A circle as it was fetched: everything in it that its member can open, still sealed. */
export interface FetchedCircle {
  id: string;
  lines: string[];
  /** the keys from before, when the circle does not know those of now yet: sealed for those */
  former: Uint8Array | null;
  grant: Uint8Array | null;
  state: CircleState;
  identities: ReadonlyMap<number, string>;
  entries: CircleEntryBytes[];
  media: Map<string, { file: Uint8Array; sha: string; epoch: number }>;
}

/**
 * Every circle that she is in. `keyrings`: hers of now first, then those that circles may still know
 * her by. @throws as the calls do; SealError for a log that does not hold
 */
export async function fetchCircles(
  api: Api,
  keyrings: readonly Keyring[],
  signal: AbortSignal,
): Promise<FetchedCircle[]> {
  const calls = new CircleApi(api);
  const circles: FetchedCircle[] = [];
  for (const { id } of await calls.list()) {
    signal.throwIfAborted();
    circles.push(await fetchOne(calls, keyrings, id, signal));
  }
  return circles;
}

async function fetchOne(
  calls: CircleApi,
  keyrings: readonly Keyring[],
  id: string,
  signal: AbortSignal,
): Promise<FetchedCircle> {
  const view = await calls.view(id, 0);
  const lines = [...view.lines];
  for (let more = lines.length === LINES; more; ) {
    const next = await calls.view(id, lines.length);
    lines.push(...next.lines);
    more = next.lines.length === LINES;
  }
  const [me] = keyrings;
  const acting = keyrings.find(({ pub }) => pub.user === view.user) ?? me;
  if (me === undefined || acting === undefined)
    throw new SealError("changed-on-the-way", "ghost-member");
  const former = acting === me ? null : await sealFormer(acting, me);
  const state = await readLog(id, lines);
  const grant = view.grant === null ? null : fromBase64(view.grant);
  const identities =
    grant === null ? new Map<number, string>() : await openGrant(acting, state, grant);
  const entries = await fetchEntries(calls, id, signal);
  const circle = { id, lines, former, grant, state, identities, entries, media: new Map() };
  await fetchMedia(calls, circle, signal);
  return circle;
}

async function fetchEntries(
  calls: CircleApi,
  id: string,
  signal: AbortSignal,
): Promise<CircleEntryBytes[]> {
  const entries: CircleEntryBytes[] = [];
  for (let cursor = "", more = true; more; ) {
    const page = await calls.entries(id, cursor);
    for (let at = 0; at < page.entries.length; at += BUNDLE) {
      signal.throwIfAborted();
      const ids = page.entries.slice(at, at + BUNDLE).map((one) => one.id);
      entries.push(...(await calls.bundle(id, ids)).entries);
    }
    cursor = page.cursor;
    more = page.more && page.entries.length > 0;
  }
  return entries;
}

/** An entry, when it holds; null for one from before her time, or changed on the way. */
async function opened(circle: FetchedCircle, entry: CircleEntryBytes) {
  const identity = circle.identities.get(entry.epoch);
  if (identity === undefined) return null;
  try {
    const want = circleWant(circle.state, entry.id, entry.user, entry.rev, entry.epoch);
    return await openEntry(identity, fromBase64(entry.bytes), want);
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

async function fetchMedia(
  calls: CircleApi,
  circle: FetchedCircle,
  signal: AbortSignal,
): Promise<void> {
  for (const entry of circle.entries) {
    for (const { id, sha } of (await opened(circle, entry))?.header.media ?? []) {
      signal.throwIfAborted();
      const file = await calls.media(circle.id, id);
      circle.media.set(id, { file, sha, epoch: entry.epoch });
    }
  }
}

/** What the manifest says of a circle: how to open what is sealed, and nothing that is. */
export async function listedCircle({ id, entries }: FetchedCircle) {
  const lines = entries.map(async ({ id: entry, user, rev, epoch, bytes }) => {
    return { id: entry, user, rev, epoch, sha: await fingerprint(fromBase64(bytes)) };
  });
  return { id, entries: await Promise.all(lines) };
}

/** The log, the grant, the entries and the photos: with the keyring they open without the server. */
export function sealedCircle(circle: FetchedCircle): Files {
  const at = `circles/${circle.id}`;
  const files = new Map<string, Uint8Array>();
  files.set(`${at}/log.txt`, utf8(`${circle.lines.join("\n")}\n`));
  if (circle.former !== null) files.set(`${at}/keyring.age`, circle.former);
  if (circle.grant !== null) files.set(`${at}/grant.age`, circle.grant);
  for (const { id, bytes } of circle.entries) {
    files.set(`${at}/entries/${id}.age`, fromBase64(bytes));
  }
  for (const [id, { file }] of circle.media) files.set(`${at}/media/${id}.age`, file);
  return files;
}

/** The same, opened: what was said, as JSON, and the photos. */
export async function plainCircle(circle: FetchedCircle, number: number): Promise<Files> {
  const at = `circles/${String(number).padStart(3, "0")}`;
  const said: unknown[] = [];
  for (const entry of circle.entries) {
    const open = await opened(circle, entry);
    if (open === null) continue;
    const { id, user } = entry;
    said.push({ id, user, at: open.header.at, body: JSON.parse(open.body) });
  }
  const files = new Map<string, Uint8Array>([[`${at}/circle.json`, json({ said })]]);
  for (const [id, { file, sha, epoch }] of circle.media) {
    const identity = circle.identities.get(epoch) ?? "";
    files.set(`${at}/${id}.jpg`, await openMedia(identity, file, sha));
  }
  return files;
}
