import { decryptWith, encryptTo } from "./age.ts";
import { type Bytes, concat, fingerprint, fromUtf8, utf8 } from "./bytes.ts";
import type { CircleState } from "./circle.ts";
import { changed, SealError } from "./error.ts";
import { KINDS } from "./header.ts";
import type { Keyring } from "./keyring.ts";
import type { Opener } from "./opener.ts";
import { padme } from "./padme.ts";
import { parseSigned, sign, verifies } from "./signed.ts";
import { userOf } from "./user.ts";

const MAGIC = "alongside entry v1";
const NEWLINE = 10;

/** A sealed photo that an entry binds. */
export interface MediaRef {
  id: string;
  /** base64url SHA-256 of the age file */
  sha: string;
  /** media type, `image/jpeg` */
  type: string;
}

/** Who an entry is sealed for. */
export interface Audience {
  /** `self:<name>`, `circle:<id>`, `letter:<id>`, `join:<circle>` or `page:<id>` */
  aud: string;
  /** the one age recipient */
  recipient: string;
  /** the circle's key epoch, from 1; 0 for oneself */
  epoch: number;
  /** the circle log's head at sealing; empty for oneself */
  head: string;
}

/** What the author decides about one revision of an entry. */
export interface EntryMeta {
  id: string;
  /** 1 for the first revision, then one more each time */
  rev: number;
  /** the previous revision's `mark`; empty or absent for the first */
  prev?: string;
  /** milliseconds since 1970, UTC */
  at: number;
  media?: MediaRef[];
}

/** The signed header inside an entry. */
export interface EntryHeader {
  id: string;
  rev: number;
  prev: string;
  /** the sign-in name in `self:`, the opaque `user` everywhere else */
  author: string;
  aud: string;
  epoch: number;
  head: string;
  at: number;
  media: MediaRef[];
  /** body length in bytes */
  len: number;
  /** base64url SHA-256 of the body */
  sha: string;
  /** the signing key, base64url */
  by: string;
}

/** A member as the reader's verified log knows them. */
export interface MemberKeys {
  /** Ed25519 public key, base64url */
  sig: string;
  /** first and last epoch of membership; no `until` while they are a member */
  from: number;
  until?: number;
  /** memberships that ended before `from`, of somebody who came back */
  earlier?: readonly Span[];
}

/** From one epoch to another, both included. */
export interface Span {
  from: number;
  until: number;
}

/** What a reader insists on. */
export interface Want {
  id: string;
  aud: string;
  epoch: number;
  /** every log head of that epoch that the reader has verified */
  heads: ReadonlySet<string>;
  members: ReadonlyMap<string, MemberKeys>;
  /** who the list says wrote it */
  author?: string;
  /** the newest revision this reader has seen */
  seenRev?: number;
}

export interface Sealed {
  file: Bytes;
  /** base64url SHA-256 of the signed header: the next revision's `prev` */
  mark: string;
}

export interface Opened {
  header: EntryHeader;
  body: string;
  mark: string;
}

/** With all that was inside the file, padding and all. */
export interface OpenedWhole extends Opened {
  plain: Bytes;
}

/** Sealed for the author alone. */
export const selfAudience = (me: Keyring): Audience => ({
  aud: `self:${me.name}`,
  recipient: me.pub.enc,
  epoch: 0,
  head: "",
});

/** What the author's own reader insists on. */
export const selfWant = (me: Keyring, id: string, seenRev?: number): Want => ({
  id,
  aud: `self:${me.name}`,
  epoch: 0,
  heads: new Set([""]),
  members: new Map([[me.name, { sig: me.pub.sig, from: 0 }]]),
  author: me.name,
  ...(seenRev === undefined ? {} : { seenRev }),
});

/**
 * Sealed for everybody who is in the circle now.
 *
 * @throws SealError `changed-on-the-way` (`not-a-member`) when `me` is not in it
 */
export function circleAudience(state: CircleState, me: Keyring): Audience {
  const recipient = state.epochs.get(state.epoch);
  const mine = state.members.get(me.pub.user);
  const member = mine?.sig === me.pub.sig && mine.until === undefined;
  if (recipient === undefined || !member) throw changed("not-a-member");
  return { aud: `circle:${state.circle}`, recipient, epoch: state.epoch, head: state.head };
}

/**
 * What a circle's reader insists on. `epoch` is the one whose identity opens the file; `author` is
 * the `user` that the list names.
 */
export const circleWant = (
  state: CircleState,
  id: string,
  author?: string,
  seenRev?: number,
  epoch: number = state.epoch,
): Want => ({
  id,
  aud: `circle:${state.circle}`,
  epoch,
  heads: new Set([...state.heads].filter(([, at]) => at.epoch === epoch).map(([head]) => head)),
  members: state.members,
  ...(author === undefined ? {} : { author }),
  ...(seenRev === undefined ? {} : { seenRev }),
});

/** What an entry for this audience names as its author: the sign-in name leaves no `self:` entry. */
const authorFor = (me: Keyring, aud: string): string =>
  aud.startsWith("self:") ? me.name : me.pub.user;

/** A revision, signed and padded, before it is sealed. @throws SealError `too-long` */
async function signEntry(
  me: Keyring,
  audience: Audience,
  meta: EntryMeta,
  body: string,
): Promise<{ plain: Bytes; mark: string }> {
  const bytes = utf8(body);
  const header: Omit<EntryHeader, "by"> = {
    id: meta.id,
    rev: meta.rev,
    prev: meta.prev ?? "",
    author: authorFor(me, audience.aud),
    aud: audience.aud,
    epoch: audience.epoch,
    head: audience.head,
    at: meta.at,
    media: (meta.media ?? []).map(({ id, sha, type }) => ({ id, sha, type })),
    len: bytes.length,
    sha: await fingerprint(bytes),
  };
  const signed = await sign(me.signer, "entry", header);
  const used = concat(utf8(`${MAGIC}\n${signed}\n`), bytes);
  const length = padme(used.length);
  if (length > KINDS.entry.longest) throw new SealError("too-long");
  const plain = new Uint8Array(length).fill(NEWLINE);
  plain.set(used);
  return { plain, mark: await fingerprint(utf8(signed)) };
}

/**
 * Seals one revision of an entry.
 *
 * @throws SealError `too-long` when header and body pad to more than 1 MiB
 */
export async function sealEntry(
  me: Keyring,
  audience: Audience,
  meta: EntryMeta,
  body: string,
): Promise<Sealed> {
  const { plain, mark } = await signEntry(me, audience, meta, body);
  return { file: await encryptTo(audience.recipient, plain), mark };
}

/** The same signed revision, sealed for `audience` and for another recipient. @throws SealError `too-long` */
export async function sealEntryTwice(
  me: Keyring,
  audience: Audience,
  other: string,
  meta: EntryMeta,
  body: string,
): Promise<[Bytes, Bytes]> {
  const { plain } = await signEntry(me, audience, meta, body);
  return Promise.all([encryptTo(audience.recipient, plain), encryptTo(other, plain)]);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function isMedia(value: unknown): value is MediaRef {
  if (typeof value !== "object" || value === null) return false;
  const { id, sha, type } = value as Partial<Record<keyof MediaRef, unknown>>;
  return isText(id) && isText(sha) && isText(type);
}

function parseHeader(line: string): EntryHeader {
  const value = parseSigned(line);
  if (value === null) throw changed("malformed");
  const { id, rev, prev, author, aud, epoch, head, at, media, len, sha, by } = value;
  if (!isText(id) || !isText(prev) || !isText(author) || !isText(aud) || !isText(head)) {
    throw changed("malformed");
  }
  if (!isText(sha) || !isText(by)) throw changed("malformed");
  if (!isCount(rev) || !isCount(epoch) || !isCount(at) || !isCount(len)) throw changed("malformed");
  if (!Array.isArray(media) || !media.every(isMedia)) throw changed("malformed");
  return { id, rev, prev, author, aud, epoch, head, at, media, len, sha, by };
}

/** Index just past the `count`th line break, or -1. */
function afterLines(bytes: Uint8Array, count: number): number {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) return -1;
    at = end + 1;
  }
  return at;
}

function readLines(plain: Uint8Array): { line: string; signature: string; start: number } {
  const magic = utf8(`${MAGIC}\n`);
  if (!magic.every((byte, i) => plain[i] === byte)) throw changed("bad-magic");
  const start = afterLines(plain, 3);
  if (start < 0) throw changed("malformed");
  try {
    const [, line = "", signature = ""] = fromUtf8(plain.subarray(0, start)).split("\n");
    return { line, signature, start };
  } catch {
    throw changed("malformed");
  }
}

function wasMember({ from, until, earlier = [] }: MemberKeys, epoch: number): boolean {
  if (epoch >= from && epoch <= (until ?? epoch)) return true;
  return earlier.some((span) => epoch >= span.from && epoch <= span.until);
}

function checkWanted(header: EntryHeader, member: MemberKeys, want: Want): void {
  if (header.id !== want.id) throw changed("swapped-id");
  if (header.aud !== want.aud) throw changed("other-audience");
  if (header.epoch !== want.epoch) throw changed("other-epoch");
  if (!want.heads.has(header.head)) throw changed("other-head");
  if (!wasMember(member, header.epoch)) throw changed("not-a-member");
  if (want.author !== undefined && header.author !== want.author) throw changed("other-author");
  if (want.seenRev !== undefined && header.rev < want.seenRev) throw changed("rolled-back");
}

async function readBody(plain: Uint8Array, start: number, header: EntryHeader): Promise<string> {
  const end = start + header.len;
  if (end > plain.length || plain.length !== padme(end)) throw changed("bad-length");
  const body = plain.subarray(start, end);
  if ((await fingerprint(body)) !== header.sha) throw changed("body-hash");
  if (plain.subarray(end).some((byte) => byte !== NEWLINE)) throw changed("bad-padding");
  try {
    return fromUtf8(body);
  } catch {
    throw changed("not-text");
  }
}

interface Unsealed {
  plain: Bytes;
  line: string;
  signature: string;
  /** where the body starts */
  start: number;
  header: EntryHeader;
}

async function unseal(identity: string | Opener, file: Uint8Array): Promise<Unsealed> {
  const plain = await decryptWith(identity, file, "entry", changed);
  const lines = readLines(plain);
  return { plain, ...lines, header: parseHeader(lines.line) };
}

async function check(unsealed: Unsealed, want: Want): Promise<Opened> {
  const { plain, line, signature, start, header } = unsealed;
  const member = want.members.get(header.author);
  if (member === undefined) throw changed("unknown-author");
  const genuine =
    header.by === member.sig && (await verifies("entry", line, signature, member.sig));
  if (!genuine) throw changed("bad-signature");
  checkWanted(header, member, want);
  const body = await readBody(plain, start, header);
  return { header, body, mark: await fingerprint(utf8(`${line}\n${signature}`)) };
}

/**
 * Opens an entry and checks, in this order: one stanza and a padded length, the signature by the
 * author's key in `want.members`, id, audience, epoch, head, membership at that epoch, author,
 * revision, length, body hash, padding.
 *
 * @throws SealError `changed-on-the-way`, with the check that refused as its `reason`
 */
export async function openEntry(
  identity: string | Opener,
  file: Uint8Array,
  want: Want,
): Promise<Opened> {
  return check(await unseal(identity, file), want);
}

/**
 * Opens an entry whose reader knows nobody's keys: its author must be the `user` of the key that it
 * names (`wrong-user`), which must have signed it. All else is checked as in {@link openEntry}.
 *
 * @throws SealError `changed-on-the-way`, with the check that refused as its `reason`
 */
export async function openFromAnybody(
  identity: string,
  file: Uint8Array,
  want: Omit<Want, "members" | "author">,
): Promise<OpenedWhole> {
  const unsealed = await unseal(identity, file);
  const { author, by } = unsealed.header;
  if (author !== (await userOf(by))) throw changed("wrong-user");
  const members = new Map([[author, { sig: by, from: want.epoch }]]);
  return { ...(await check(unsealed, { ...want, members })), plain: unsealed.plain };
}
