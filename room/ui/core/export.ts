import {
  fingerprint,
  type Keyring,
  openEntry,
  parseStory,
  photosOf,
  sealForRecovery,
  selfWant,
  utf8,
} from "../../seal/index.ts";
import { sealWithPassphrase } from "../../seal/passfile.ts";
import type { Api } from "./api.ts";
import {
  type FetchedCircle,
  fetchCircles,
  listedCircle,
  plainCircle,
  sealedCircle,
} from "./export-circles.ts";
import { fromBase64 } from "./listing.ts";
import { storyFiles } from "./markdown-file.ts";
import type { AnswerForKeeping, EntryBytes, OwnCopy } from "./wire.ts";
import { type Files, json, zipped } from "./zip.ts";

export const FORMAT = "alongside export v1";
const BUNDLE = 20;

export interface ExportDeps {
  api: Api;
  me: () => Promise<Keyring>;
  /** hers, and those that circles may still know her by */
  keyrings: () => Promise<Keyring[]>;
  now?: () => number;
}

/** Whom an export opens for. */
export type ExportFor =
  /** the recovery sheet; everything in it stays sealed */
  | { kind: "sheet" }
  /** a passphrase of its own, with any age; what is in it is plain */
  | { kind: "passphrase"; passphrase: string };

export interface Exported {
  name: string;
  blob: Blob;
  /** entries that did not verify: in a sealed export as they are, left out of the other */
  refused: number;
}

export type ExportStep = (done: number, of: number) => void;

interface Listed {
  id: string;
  rev: number;
  sha: string;
  media: string[];
}

/**
 * Everything of one's own in one file. What was fetched is held until it is finished, so that after
 * a broken network or a pause `run` goes on where it was.
 */
export class Export {
  readonly #deps: ExportDeps;
  #entries: Map<string, EntryBytes> | null = null;
  readonly #media = new Map<string, Uint8Array>();
  readonly #open = new Map<string, unknown>();
  #circles: FetchedCircle[] | null = null;

  constructor(deps: ExportDeps) {
    this.#deps = deps;
  }

  /**
   * @throws Offline, ApiError, SignedOut: to be called again then
   * @throws the signal's reason when it was cancelled
   */
  async run(whom: ExportFor, step: ExportStep, signal: AbortSignal): Promise<Exported> {
    const me = await this.#deps.me();
    this.#entries ??= await this.#allEntries(signal);
    const entries = this.#entries;
    const { listed, refused } = await this.#listed(me, entries);
    const own = await this.#deps.api.ownStories();
    const media = [...new Set(listed.flatMap((one) => one.media))];
    const of = media.length + own.length + 1;
    const say = () => step(this.#media.size + this.#open.size, of);
    for (const id of media) {
      signal.throwIfAborted();
      if (!this.#media.has(id)) this.#media.set(id, await this.#deps.api.media(id));
      say();
    }
    for (const { id } of own) {
      signal.throwIfAborted();
      if (!this.#open.has(id)) this.#open.set(id, await this.#openCopy(id));
      say();
    }
    this.#circles ??= await fetchCircles(this.#deps.api, await this.#deps.keyrings(), signal);
    const at = new Date((this.#deps.now ?? Date.now)()).toISOString();
    const name = `alongside-${at.slice(0, 10)}`;
    signal.throwIfAborted();
    if (whom.kind === "sheet") {
      const blob = await zipped(await this.#sealedFiles(me, at, listed, entries));
      return { name: `${name}.zip`, blob, refused };
    }
    const plain = await zipped(await this.#plainFiles(me, entries));
    const bytes = new Uint8Array(await plain.arrayBuffer());
    const blob = new Blob([await sealWithPassphrase(whom.passphrase, bytes)]);
    return { name: `${name}.zip.age`, blob, refused };
  }

  async #allEntries(signal: AbortSignal): Promise<Map<string, EntryBytes>> {
    const all = new Map<string, EntryBytes>();
    let cursor: string | null = null;
    do {
      const page = await this.#deps.api.entries(cursor);
      for (let at = 0; at < page.entries.length; at += BUNDLE) {
        signal.throwIfAborted();
        const ids = page.entries.slice(at, at + BUNDLE).map(({ id }) => id);
        for (const entry of (await this.#deps.api.bundle(ids)).entries) all.set(entry.id, entry);
      }
      cursor = page.next;
    } while (cursor !== null);
    return all;
  }

  async #listed(me: Keyring, entries: Map<string, EntryBytes>) {
    const listed: Listed[] = [];
    let refused = 0;
    for (const { id, rev, bytes } of entries.values()) {
      const file = fromBase64(bytes);
      const sha = await fingerprint(file);
      try {
        const { header } = await openEntry(me.identity, file, selfWant(me, id));
        listed.push({ id, rev, sha, media: header.media.map((one) => one.id) });
      } catch {
        refused += 1;
        listed.push({ id, rev, sha, media: [] });
      }
    }
    return { listed, refused };
  }

  /** The open copy as the server has it, with every answer. */
  async #openCopy(story: string): Promise<unknown> {
    const answers: AnswerForKeeping[] = [];
    let cursor: string | null = null;
    let first: OwnCopy | null = null;
    do {
      const page: OwnCopy = await this.#deps.api.ownCopy(story, cursor);
      first ??= page;
      answers.push(...page.answers);
      cursor = page.answers.length === 0 ? null : page.next;
    } while (cursor !== null);
    return { story: first.story, answers, with: first.with };
  }

  async #sealedFiles(
    me: Keyring,
    at: string,
    listed: Listed[],
    entries: Map<string, EntryBytes>,
  ): Promise<Files> {
    const files = new Map<string, Uint8Array>();
    files.set("README.txt", utf8(README));
    const circles = await Promise.all((this.#circles ?? []).map(listedCircle));
    const manifest = { format: FORMAT, name: me.name, at, entries: listed, circles };
    files.set("manifest.json", json(manifest));
    files.set("keyring.recovery.age", await sealForRecovery(me));
    for (const { id, bytes } of entries.values()) files.set(`sealed/${id}.age`, fromBase64(bytes));
    for (const [id, bytes] of this.#media) files.set(`media/${id}.age`, bytes);
    for (const [id, copy] of this.#open) files.set(`open/${id}.json`, json(copy));
    for (const circle of this.#circles ?? []) {
      for (const [path, file] of sealedCircle(circle)) files.set(path, file);
    }
    files.set("index.html", utf8(indexPage(at, listed, [...this.#open.keys()])));
    return files;
  }

  async #plainFiles(me: Keyring, entries: Map<string, EntryBytes>): Promise<Files> {
    const files = new Map<string, Uint8Array>();
    let number = 0;
    for (const { id, bytes } of entries.values()) {
      try {
        const { body } = await openEntry(me.identity, fromBase64(bytes), selfWant(me, id));
        if (!isStory(body)) {
          files.set(`other/${id}.json`, utf8(body));
          continue;
        }
        const story = parseStory(body);
        const photos = photosOf(story).map(({ media, sha }) => ({
          file: this.#media.get(media),
          sha,
        }));
        number += 1;
        for (const [path, file] of await storyFiles(me, number, story, body, photos)) {
          files.set(path, file);
        }
      } catch {
        // Counted before; what does not verify is not passed on as hers.
      }
    }
    for (const [id, copy] of this.#open) files.set(`open/${id}.json`, json(copy));
    for (const [i, circle] of (this.#circles ?? []).entries()) {
      for (const [path, file] of await plainCircle(circle, i + 1)) files.set(path, file);
    }
    return files;
  }
}

/** Stories are told from what else is kept, such as a page for them, by their kind. */
export function isStory(body: string): boolean {
  const value: unknown = JSON.parse(body);
  return typeof value === "object" && value !== null && Reflect.get(value, "kind") === "story";
}

const README = `This is everything of yours from Alongside.

sealed/ and media/ hold your stories and photos, sealed. They open with your recovery sheet, on any
computer, without a network and without the place they came from:

    alongside open THIS-FILE.zip --out my-stories

Every file in them is an ordinary age file (https://age-encryption.org). keyring.recovery.age holds
the key to all the others, and your recovery sheet is the key to it.

circles/ holds the circles you are in: who is in each, its keys for you, and what was said, sealed.

open/ holds what you let go to the community or to everyone, with the answers, as JSON.
index.html lists what is here.
`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** What is in it, without a word of what is sealed. */
function indexPage(at: string, listed: Listed[], open: string[]): string {
  const line = ({ id, rev, media }: Listed) =>
    `<tr><td><a href="sealed/${escaped(id)}.age">${escaped(id)}</a><td>${rev}<td>${media
      .map((one, i) => `<a href="media/${escaped(one)}.age">${i + 1}</a>`)
      .join(" ")}`;
  const copy = (id: string) => `<li><a href="open/${escaped(id)}.json">${escaped(id)}</a>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Alongside export</title><style>body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}td,th{text-align:start;padding:.2rem 1rem .2rem 0;overflow-wrap:anywhere}</style>
<h1>Everything of yours from Alongside</h1><p>Made ${escaped(at.slice(0, 10))}. How to open it stands in <a href="README.txt">README.txt</a>.</p>
<h2>Sealed</h2><p>They open with your recovery sheet. Their titles are sealed too.</p>
<table><tr><th>Story<th>Revision<th>Photos${listed.map(line).join("")}</table>
<h2>Open</h2><ul>${open.map(copy).join("")}</ul></html>
`;
}
