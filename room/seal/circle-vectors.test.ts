import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type CircleState, type Known, readLog, type SeenLog } from "./circle.ts";
import { circleWant, type MemberKeys, openEntry } from "./entry.ts";
import {
  acceptJoin,
  type Invitation,
  type JoinRequest,
  openGrant,
  openKeyring,
  openPage,
  type PageLink,
  type PublicKeys,
  pageIdentity,
  parseInvitation,
  parsePageLink,
  SealError,
  safetyNumber,
  unb64url,
} from "./index.ts";

/** The vectors of circles and pages; `crates/seal/tests/circle_vectors.rs` reads the same. */
const read = (name: string) =>
  JSON.parse(readFileSync(resolve("../crates/seal/vectors", name), "utf8"));

interface Case {
  name: string;
  expect: string;
}
interface FileCase extends Case {
  file: string;
}
/** A circle and the lines that its cases name. */
interface Table {
  circle: string;
  lines: Record<string, string>;
}

const bytes = (text: string) => {
  const found = unb64url(text);
  if (found === null) throw new Error("not base64url");
  return found;
};

const linesOf = ({ lines }: Table, names: string[]) => names.map((name) => lines[name] ?? "");

/** The result, or the reason for the refusal. */
async function outcome<T>(work: () => T | Promise<T>): Promise<{ reason: string; found?: T }> {
  try {
    return { reason: "ok", found: await work() };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return { reason: error.reason };
  }
}

interface Reads {
  genesis: string;
  keeper: string;
  members: Record<string, MemberKeys>;
  renewed: Record<string, string>;
  epoch: number;
  epochs: number;
  heads: Record<string, unknown>;
  head: string;
  seq: number;
}

const readsOf = (state: CircleState): Reads => {
  const { genesis, keeper, epoch, epochs, head, seq } = state;
  const keys = ({ enc: _, ...rest }: MemberKeys & { enc: string }) => rest;
  const members = [...state.members].map(([user, member]) => [user, keys(member)]);
  return {
    genesis,
    keeper,
    members: Object.fromEntries(members),
    epoch,
    epochs: epochs.size,
    heads: Object.fromEntries(state.heads),
    renewed: Object.fromEntries(state.renewed),
    head,
    seq,
  };
};

interface LogCase extends Case {
  log: string[];
  genesis?: string;
  seen?: SeenLog;
  reads?: Reads;
}

/** Reads a log in two parts, as somebody does who has read the first `at` lines before. */
async function inParts(table: Table, log: string[], at: number, known: Known) {
  const lines = linesOf(table, log);
  if (at === 0) return readLog(table.circle, lines, known);
  const { seen: _, ...rest } = known;
  const state = await readLog(table.circle, lines.slice(0, at), rest);
  return readLog(table.circle, lines.slice(at), { ...known, state });
}

function logs(vectors: Table & { logs: LogCase[] }): void {
  test.each(vectors.logs)("$name", async ({ log, genesis, seen, reads, expect: wanted }) => {
    const known: Known = { ...(genesis ? { genesis } : {}), ...(seen ? { seen } : {}) };
    for (let at = 0; at <= log.length; at++) {
      const { reason, found } = await outcome(() => inParts(vectors, log, at, known));
      expect(reason).toBe(wanted);
      expect(found && readsOf(found)).toEqual(reads);
    }
  });
}

interface EntryCase extends FileCase {
  log: string[];
  id: string;
  epoch: number;
  author: string | null;
  seenRev: number | null;
  body: string | null;
}

function entries(vectors: Table & { identities: string[]; entries: EntryCase[] }): void {
  test.each(vectors.entries)("$name", async ({ file, expect: wanted, ...given }) => {
    const state = await readLog(vectors.circle, linesOf(vectors, given.log));
    const author = given.author ?? undefined;
    const want = circleWant(state, given.id, author, given.seenRev ?? undefined, given.epoch);
    const identity = vectors.identities[given.epoch - 1] ?? "";
    const { reason, found } = await outcome(() => openEntry(identity, bytes(file), want));
    expect(reason).toBe(wanted);
    expect(found?.body ?? null).toBe(given.body);
  });
}

interface GrantCase extends FileCase {
  to: string;
  keys: Record<string, string> | null;
}

function grants(
  vectors: Table & { keyrings: Record<string, string>; log: string[]; cases: GrantCase[] },
): void {
  test.each(vectors.cases)("$name", async ({ to, keys, file, expect: wanted }) => {
    const me = await openKeyring(vectors.keyrings[to] ?? "");
    const state = await readLog(vectors.circle, linesOf(vectors, vectors.log));
    const { reason, found } = await outcome(() => openGrant(me, state, bytes(file)));
    expect(reason).toBe(wanted);
    expect(found ? Object.fromEntries(found) : null).toEqual(keys);
  });
}

interface LinkCase<T> extends Case {
  link: string;
  reads: T | null;
}

function links<T>(cases: LinkCase<T>[], parse: (link: string) => T): void {
  test.each(cases)("link: $name", async ({ link, reads, expect: wanted }) => {
    const { reason, found } = await outcome(() => parse(link));
    expect(reason).toBe(wanted);
    expect(found ?? null).toEqual(reads);
  });
}

interface InvitationVectors extends Table {
  keeper: string;
  log: string[];
  links: LinkCase<Invitation>[];
  requests: (Case & {
    invitation: Invitation;
    request: JoinRequest;
    reads: { user: string; name: string } | null;
  })[];
  numbers: { number: string; keys: PublicKeys }[];
}

function invitations(vectors: InvitationVectors): void {
  links(vectors.links, parseInvitation);
  test.each(vectors.requests)(
    "request: $name",
    async ({ invitation, request, reads, ...given }) => {
      const keeper = await openKeyring(vectors.keeper);
      const state = await readLog(vectors.circle, linesOf(vectors, vectors.log));
      const { reason, found } = await outcome(() => acceptJoin(keeper, invitation, state, request));
      expect(reason).toBe(given.expect);
      expect(found ? { user: found.member.user, name: found.name } : null).toEqual(reads);
    },
  );
  test.each(vectors.numbers)("safety number $number", async ({ number, keys }) => {
    expect(await safetyNumber(keys)).toBe(number);
  });
}

interface PageVectors {
  links: LinkCase<PageLink>[];
  identities: (Case & { link: PageLink; passcode: string; identity: string | null })[];
  cases: (FileCase & { link: PageLink; identity: string; reads: unknown })[];
}

function pages(vectors: PageVectors): void {
  links(vectors.links, parsePageLink);
  test.each(vectors.identities)("identity: $name", async ({ link, passcode, ...given }) => {
    const { reason, found } = await outcome(() => pageIdentity(link, passcode));
    expect(reason).toBe(given.expect);
    expect(found ?? null).toBe(given.identity);
  });
  test.each(vectors.cases)("$name", async ({ link, identity, file, reads, expect: wanted }) => {
    const { reason, found } = await outcome(() => openPage(link, identity, bytes(file)));
    expect(reason).toBe(wanted);
    expect(found?.page ?? null).toEqual(reads);
  });
}

describe("circle logs", () => logs(read("circles.json")));
describe("circle entries", () => entries(read("circles.json")));
describe("grants", () => grants(read("grants.json")));
describe("invitations", () => invitations(read("invitations.json")));
describe("pages", () => pages(read("pages.json")));

describe("what this side wrote", () => {
  const written = read("from-typescript.json");
  describe("circle logs", () => logs(written.circles));
  describe("circle entries", () => entries(written.circles));
  describe("grants", () => grants(written.grants));
  describe("invitations", () => invitations(written.invitations));
  describe("pages", () => pages(written.pages));
});
