import { expect, test } from "vitest";
import { recipientOf } from "./age.ts";
import { emptyStory, parseStory, photosOf, printStory } from "./document.ts";
import { openEntry, sealEntry, selfAudience, selfWant } from "./entry.ts";
import { checkHeader } from "./header.ts";
import {
  newKeyring,
  openKeyring,
  openWithPass,
  openWithSheet,
  renewSheet,
  sealForRecovery,
  sealKeyring,
} from "./keyring.ts";
import { openMedia, sealMedia } from "./media.ts";
import { derive, newKdf } from "./passphrase.ts";

test("a new member signs up, tells, and reads on another device", async () => {
  const { text, sheet } = await newKeyring("ada");
  const me = await openKeyring(text);
  const kdf = newKdf();
  const { wrapIdentity } = await derive("ada", "six quiet words", kdf);
  const files = await sealKeyring(me, wrapIdentity);
  expect(checkHeader(files.pass, "keyring")).toBeNull();
  expect(checkHeader(files.recovery, "keyring")).toBeNull();

  const photo = await sealMedia(me.pub.enc, Uint8Array.from([1, 2, 3]));
  const story = { ...emptyStory(1), text: "Waiting." };
  const media = [{ id: "p", sha: photo.sha, type: "image/jpeg" }];
  const meta = { id: "e", rev: 1, at: 1, media };
  const sealed = await sealEntry(me, selfAudience(me), meta, printStory(story));
  expect(checkHeader(sealed.file, "entry")).toBeNull();
  expect(checkHeader(photo.file, "media")).toBeNull();

  const again = await derive("ada", "six quiet words", kdf);
  const other = await openWithPass("ada", again.wrapIdentity, files.pass);
  const opened = await openEntry(other.identity, sealed.file, selfWant(other, "e"));
  expect(parseStory(opened.body)).toEqual(story);
  const [bound] = opened.header.media;
  expect(await openMedia(other.identity, photo.file, bound?.sha ?? "")).toEqual(
    Uint8Array.from([1, 2, 3]),
  );
  expect((await openWithSheet(sheet, files.recovery)).text).toBe(text);
});

test("a renewed sheet opens what is sealed from then on, and the old one does not", async () => {
  const first = await newKeyring("ada");
  const second = await renewSheet(await openKeyring(first.text));
  const me = await openKeyring(second.text);
  expect(me.recoveryRecipient).toBe(await recipientOf(second.sheet));
  const file = await sealForRecovery(me);
  expect((await openWithSheet(second.sheet, file)).pub).toEqual(me.pub);
  await expect(openWithSheet(first.sheet, file)).rejects.toMatchObject({ code: "wrong-key" });
});

test("an entry or a photo that is too long is not sealed", async () => {
  const me = await openKeyring((await newKeyring("ada")).text);
  const meta = { id: "e", rev: 1, at: 1 };
  const long = "a".repeat(1 << 20);
  await expect(sealEntry(me, selfAudience(me), meta, long)).rejects.toMatchObject({
    code: "too-long",
  });
  await expect(sealMedia(me.pub.enc, new Uint8Array(12 << 20))).rejects.toMatchObject({
    code: "too-long",
  });
});

test("a name with white space makes no keyring", async () => {
  await expect(newKeyring("ada\nb")).rejects.toMatchObject({ code: "bad-keyring" });
});

test("every photo of a story is found", () => {
  const one = { media: "m", alt: "", w: 1, h: 1, type: "image/jpeg" as const, sha: "s" };
  const moment = { id: "a", at: 1, text: "", photos: [{ ...one, media: "n" }] };
  const story = { ...emptyStory(1), photos: [one], moments: [moment] };
  expect(photosOf(story).map((photo) => photo.media)).toEqual(["m", "n"]);
});
