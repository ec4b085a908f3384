import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseStory } from "./document.ts";
import { type MemberKeys, openEntry, type Want } from "./entry.ts";
import {
  b64url,
  checkHeader,
  concat,
  derive,
  isPadded,
  type Kdf,
  type Kind,
  openKeyring,
  openMedia,
  openWithPass,
  openWithSheet,
  padme,
  readSheet,
  recoveryLogin,
  SealError,
  type StanzaKind,
  unb64url,
  verify,
} from "./index.ts";
import { Opener } from "./opener.ts";

/** Every shared vector, those that this side wrote among them; `crates/seal/tests/vectors.rs` reads the same. */
const read = (name: string) =>
  JSON.parse(readFileSync(resolve("../crates/seal/vectors", name), "utf8"));

interface Case {
  name: string;
  expect: string;
}
interface FileCase extends Case {
  file: string;
}

const bytes = (text: string) => {
  const found = unb64url(text);
  if (found === null) throw new Error("not base64url");
  return found;
};

/** The result, or the reason for the refusal. */
async function outcome<T>(work: () => T | Promise<T>): Promise<{ reason: string; found?: T }> {
  try {
    return { reason: "ok", found: await work() };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return { reason: error.reason };
  }
}

function padded(cases: [number, number][]): void {
  for (const [length, wanted] of cases) {
    expect(padme(length)).toBe(wanted);
    expect(isPadded(wanted)).toBe(true);
  }
}

interface HeaderCase extends FileCase {
  kind: Kind;
  stanza: StanzaKind;
  zeros: number;
}

function headers(cases: HeaderCase[]): void {
  test.each(cases)("$name", ({ file, zeros, kind, stanza, expect: wanted }) => {
    const whole = concat(bytes(file), new Uint8Array(zeros));
    expect(checkHeader(whole, kind, stanza) ?? "ok").toBe(wanted);
  });
}

interface EntryCase extends FileCase {
  identity: "self" | "circle";
  want: Omit<Want, "heads" | "members"> & {
    heads: string[];
    members: Record<string, MemberKeys>;
  };
  body?: string;
  mark?: string;
  media?: unknown;
}

function entries(vectors: { self: string; circle: string; cases: EntryCase[] }): void {
  test.each(vectors.cases)("$name", async ({ identity, want, file, expect: wanted, ...rest }) => {
    const key = identity === "self" ? (await openKeyring(vectors.self)).identity : vectors.circle;
    const heads = new Set(want.heads);
    const members = new Map(Object.entries(want.members));
    const full: Want = { ...want, heads, members };
    const { reason, found } = await outcome(() => openEntry(key, bytes(file), full));
    const many = await outcome(() => openEntry(new Opener(key), bytes(file), full));
    expect(many, "opened as one of many").toEqual({ reason, found });
    expect(reason).toBe(wanted);
    expect(found?.body).toBe(wanted === "ok" ? rest.body : undefined);
    expect(found?.mark).toBe(wanted === "ok" ? rest.mark : undefined);
    expect(found?.header.media).toEqual(wanted === "ok" ? rest.media : undefined);
  });
}

interface MediaCase extends FileCase {
  sha: string;
  bytes: string | null;
}

function photos(vectors: { identity: string; cases: MediaCase[] }): void {
  test.each(vectors.cases)("$name", async ({ file, sha, expect: wanted, bytes: inside }) => {
    const { reason, found } = await outcome(() => openMedia(vectors.identity, bytes(file), sha));
    expect(reason).toBe(wanted);
    expect(found ? b64url(found) : null).toBe(inside);
  });
}

interface SignedCase {
  name: string;
  type: string;
  signed: string;
  by: string;
  good: boolean;
}

function signedLines(cases: SignedCase[]): void {
  test.each(cases)("$name", async ({ type, signed, by, good }) => {
    expect((await verify(type, signed, by)) !== null).toBe(good);
  });
}

interface KeyringVectors {
  texts: (Case & { text: string })[];
  files: (FileCase & { how: "pass" | "sheet"; user: string; with: string })[];
  sheets: (Case & { text: string; identity: string; login: string | null })[];
}

function keyrings(vectors: KeyringVectors): void {
  test.each(vectors.texts)("text: $name", async ({ text, expect: wanted }) => {
    const { reason, found } = await outcome(() => openKeyring(text));
    expect(reason).toBe(wanted);
    if (found) expect(found.text).toBe(text);
  });
  test.each(vectors.files)("file: $name", async ({ how, user, with: key, file, ...rest }) => {
    const { reason } = await outcome(() =>
      how === "sheet" ? openWithSheet(key, bytes(file)) : openWithPass(user, key, bytes(file)),
    );
    expect(reason).toBe(rest.expect);
  });
  test.each(vectors.sheets)("sheet: $name", async ({ text, identity, login, expect: wanted }) => {
    const { reason, found } = await outcome(() => readSheet(text));
    expect(reason).toBe(wanted);
    if (found) {
      expect(found).toBe(identity);
      expect(await recoveryLogin(text)).toBe(login);
    }
  });
}

interface PassphraseCase extends Case {
  user: string;
  passphrase: string;
  kdf: Kdf;
  login: string | null;
  wrap: string | null;
}

function passphrases(cases: PassphraseCase[]): void {
  test.each(cases)("$name", async ({ user, passphrase, kdf, login, wrap, expect: wanted }) => {
    const { reason, found } = await outcome(() => derive(user, passphrase, kdf));
    expect(reason).toBe(wanted);
    expect([found?.login ?? null, found?.wrapIdentity ?? null]).toEqual([login, wrap]);
  });
}

function documents(cases: (Case & { body: string; reads?: unknown })[]): void {
  test.each(cases)("$name", async ({ body, expect: wanted, reads }) => {
    try {
      expect(parseStory(body)).toEqual(reads);
      expect(wanted).toBe("ok");
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      expect(error.code).toBe(wanted);
    }
  });
}

test("padded lengths", () => padded(read("padme.json").cases));
describe("headers", () => headers(read("headers.json").cases));
describe("entries", () => entries(read("entries.json")));
describe("photos", () => photos(read("media.json")));
describe("signed lines", () => signedLines(read("signed.json").cases));
describe("keyrings", () => keyrings(read("keyrings.json")));
describe("passphrases", () => passphrases(read("passphrases.json").cases));
describe("documents", () => documents(read("documents.json").cases));

describe("what this side sealed", () => {
  const written = read("from-typescript.json");
  describe("entries", () => entries(written.entries));
  describe("photos", () => photos(written.media));
  describe("signed lines", () => signedLines(written.signed));
  describe("keyrings", () => keyrings(written.keyrings));
  describe("passphrases", () => passphrases(written.passphrases));
  describe("documents", () => documents(written.documents));
});
