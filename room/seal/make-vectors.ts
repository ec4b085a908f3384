/**
 * Writes `crates/seal/vectors/from-typescript.json`: what this side seals and the Rust side must
 * open. `npm run vectors`. Keys and nonces are fresh each time, so the file differs each time.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  b64url,
  derive,
  emptyStory,
  fingerprint,
  newIdentity,
  newKdf,
  newKeyring,
  openKeyring,
  parseStory,
  printStory,
  readSheet,
  recipientOf,
  recoveryLogin,
  sealEntry,
  sealKeyring,
  sealMedia,
  selfAudience,
  selfWant,
  sign,
  utf8,
  type Want,
} from "./index.ts";
import { circleVectors } from "./make-circle-vectors.ts";

const plainWant = (want: Want): object => ({
  ...want,
  heads: [...want.heads],
  members: Object.fromEntries(want.members),
});

const fresh = await newKeyring("ada");
const me = await openKeyring(fresh.text);
const circle = await newIdentity();

const story = {
  ...emptyStory(1_790_000_000_000),
  title: "Thursday",
  text: "We wait.\nÀ bientôt 🤍 \u2028 \ud83d",
};
const body = printStory(story);

async function entries(): Promise<object> {
  const at = 1_790_000_000_000;
  const first = await sealEntry(me, selfAudience(me), { id: "entry-1", rev: 1, at }, body);
  const media = [{ id: "photo-1", sha: await fingerprint(utf8("x")), type: "image/jpeg" }];
  const meta = { id: "entry-1", rev: 2, prev: first.mark, at, media };
  const long = "waiting ".repeat(700);
  const second = await sealEntry(me, selfAudience(me), meta, long);
  const audience = {
    aud: "circle:c1",
    recipient: await recipientOf(circle),
    epoch: 2,
    head: "head-b",
  };
  const shared = await sealEntry(me, audience, { id: "entry-1", rev: 1, at }, "");
  const own = selfWant(me, "entry-1", 1);
  const inCircle: Want = {
    id: "entry-1",
    aud: audience.aud,
    epoch: audience.epoch,
    heads: new Set([audience.head]),
    members: new Map([[me.pub.user, { sig: me.pub.sig, from: 1 }]]),
  };
  const found = (name: string, identity: string, want: Want, one: typeof first, text: string) => ({
    name,
    identity,
    want: plainWant(want),
    expect: "ok",
    file: b64url(one.file),
    body: text,
    mark: one.mark,
    media: one === second ? media : [],
  });
  return {
    self: me.text,
    circle,
    cases: [
      found("a story", "self", own, first, body),
      found("a long entry with a photo", "self", own, second, long),
      found("a circle's entry", "circle", inCircle, shared, ""),
      {
        ...found("an older revision", "self", { ...own, seenRev: 2 }, first, body),
        expect: "rolled-back",
      },
    ],
  };
}

async function media(): Promise<object> {
  const identity = await newIdentity();
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i);
  const { file, sha } = await sealMedia(await recipientOf(identity), bytes);
  const photo = { name: "a photo", sha, expect: "ok", bytes: b64url(bytes), file: b64url(file) };
  return { identity, cases: [photo] };
}

async function keyrings(): Promise<object> {
  const wrap = await newIdentity();
  const { pass, recovery } = await sealKeyring(me, wrap);
  return {
    texts: [{ name: "a keyring", text: me.text, expect: "ok" }],
    files: [
      {
        name: "by passphrase",
        how: "pass",
        user: "ada",
        with: wrap,
        expect: "ok",
        file: b64url(pass),
      },
      {
        name: "by sheet",
        how: "sheet",
        user: "ada",
        with: fresh.sheet,
        expect: "ok",
        file: b64url(recovery),
      },
    ],
    sheets: [
      {
        name: "a sheet",
        text: fresh.sheet,
        expect: "ok",
        identity: readSheet(fresh.sheet),
        login: await recoveryLogin(fresh.sheet),
      },
    ],
  };
}

async function passphrases(): Promise<object[]> {
  const kdf = newKdf();
  const passphrase = "cafe\u0301 five";
  const { login, wrapIdentity } = await derive("ada", passphrase, kdf);
  return [{ name: "one", user: "ada", passphrase, kdf, expect: "ok", login, wrap: wrapIdentity }];
}

const line = await sign(me.signer, "grant", { circle: "c1", note: "à côté" });
const vectors = {
  about: "made by room/seal/make-vectors.ts; as in the files beside it",
  entries: await entries(),
  media: await media(),
  signed: [{ name: "a signed line", type: "grant", signed: line, by: me.pub.sig, good: true }],
  keyrings: await keyrings(),
  passphrases: await passphrases(),
  documents: [{ name: "a story", body, expect: "ok", reads: parseStory(body) }],
  ...(await circleVectors()),
};
const path = resolve("../crates/seal/vectors/from-typescript.json");
writeFileSync(path, `${JSON.stringify(vectors, null, 2)}\n`);
