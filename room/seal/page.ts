import { identityFromSeed, recipientOf } from "./age.ts";
import { b64url, hkdf, randomBytes, sha256, unb64url, utf8 } from "./bytes.ts";
import {
  type EntryHeader,
  type EntryMeta,
  openFromAnybody,
  type Sealed,
  sealEntry,
} from "./entry.ts";
import { changed, SealError } from "./error.ts";
import type { Keyring } from "./keyring.ts";
import { KDF_FLOOR } from "./passphrase.ts";
import { parseSigned } from "./signed.ts";
import { type Stretch, stretchHere } from "./stretch.ts";

/** What the link to a page for them says. */
export interface PageLink {
  /** what the server knows the page by, 16 bytes as base64url */
  id: string;
  /** 32 bytes as base64url; never sent to a server */
  secret: string;
  /** whether a passcode is needed too */
  passcode: boolean;
}

/** What somebody writes for those around her. Fields that are not known are kept. */
export interface PageForThem {
  kind: "page";
  what: string;
  helps: string;
  please_not: string;
  call_instead: string;
  passcode: boolean;
  [unknown: string]: unknown;
}

/** An opened page. */
export interface OpenedPage {
  page: PageForThem;
  header: EntryHeader;
  mark: string;
}

/** A link to a page that is not there yet. */
export const newPageLink = (passcode: boolean): PageLink => ({
  id: b64url(randomBytes(16)),
  secret: b64url(randomBytes(32)),
  passcode,
});

/** The link to hand on; `room` is the room's origin. What follows `#` never reaches a server. */
export const printPageLink = (room: string, { id, secret, passcode }: PageLink): string =>
  `${room}/for/${id}#v1${passcode ? "p" : ""}.${secret}`;

/** Reads the link to a page. @throws SealError `changed-on-the-way` (`bad-link`) */
export function parsePageLink(link: string): PageLink {
  const match = /\/for\/([\w-]+)#v1(p?)\.([\w-]+)$/.exec(link);
  const [, id = "", passcode = "", secret = ""] = match ?? [];
  if (unb64url(id)?.length !== 16 || unb64url(secret)?.length !== 32) throw changed("bad-link");
  return { id, secret, passcode: passcode === "p" };
}

async function stretched(id: string, passcode: string, stretch: Stretch): Promise<Uint8Array> {
  if (passcode === "") throw new SealError("bad-passphrase");
  const salt = await sha256(utf8(`alongside/v1/page\n${id}`));
  return stretch({ password: passcode.normalize("NFKC"), salt, ...KDF_FLOOR });
}

/**
 * The identity that a page is sealed for: HKDF-SHA256 over the link's secret, info
 * `alongside/v1/page`, the salt empty or Argon2id of the passcode. With a passcode it takes as long
 * as `stretch` does; without one, `passcode` is not looked at.
 *
 * @throws SealError `changed-on-the-way` (`bad-link`); `bad-passphrase` when a passcode is needed
 *   and there is none
 */
export async function pageIdentity(
  link: PageLink,
  passcode = "",
  stretch: Stretch = stretchHere,
): Promise<string> {
  const secret = unb64url(link.secret);
  if (secret?.length !== 32) throw changed("bad-link");
  const salt = link.passcode ? await stretched(link.id, passcode, stretch) : new Uint8Array(0);
  return identityFromSeed(await hkdf(secret, "alongside/v1/page", salt));
}

/**
 * Seals one revision of a page for the identity of its link. `meta.id` is the link's id.
 *
 * @throws SealError `too-long`
 */
export async function sealPage(
  me: Keyring,
  link: PageLink,
  identity: string,
  meta: Omit<EntryMeta, "id" | "media">,
  page: PageForThem,
): Promise<Sealed> {
  const recipient = await recipientOf(identity);
  const audience = { aud: `page:${link.id}`, recipient, epoch: 0, head: "" };
  const body = JSON.stringify({ ...page, passcode: link.passcode });
  return sealEntry(me, audience, { ...meta, id: link.id }, body);
}

function parsePage(body: string): PageForThem {
  const value = parseSigned(body);
  if (value?.kind !== "page") throw new SealError("bad-document");
  const text = (field: string): string => {
    const found = value[field] ?? "";
    if (typeof found !== "string") throw new SealError("bad-document");
    return found;
  };
  return {
    ...value,
    kind: "page",
    what: text("what"),
    helps: text("helps"),
    please_not: text("please_not"),
    call_instead: text("call_instead"),
    passcode: value.passcode === true,
  };
}

/**
 * Opens a page with the identity of its link. Its reader knows nobody's keys: the signature must be
 * by the key that the page names, and its author the `user` of that key.
 *
 * @throws SealError `wrong-key` when the link needs a passcode and this was another one (or the
 *   file was changed, age does not say); `changed-on-the-way`, with the check that refused as its
 *   `reason`; `bad-document`
 */
export async function openPage(
  link: PageLink,
  identity: string,
  file: Uint8Array,
): Promise<OpenedPage> {
  try {
    const want = { id: link.id, aud: `page:${link.id}`, epoch: 0, heads: new Set([""]) };
    const { header, body, mark } = await openFromAnybody(identity, file, want);
    return { page: parsePage(body), header, mark };
  } catch (error) {
    const closed = error instanceof SealError && error.reason === "cannot-decrypt";
    throw closed && link.passcode ? new SealError("wrong-key", error.reason) : error;
  }
}
