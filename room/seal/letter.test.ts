import { beforeAll, expect, test } from "vitest";
import { sealEntry } from "./entry.ts";
import { type Keyring, newKeyring, openKeyring } from "./keyring.ts";
import { addressLine, openLetter, readAddress, sealLetter } from "./letter.ts";

let her: Keyring;
let his: Keyring;
let other: Keyring;
const refuses = (reason: string) => ({ code: "changed-on-the-way", reason });
const said = { text: "I read what you wrote.", about: null };

beforeAll(async () => {
  const make = async () => openKeyring((await newKeyring("letters")).text);
  [her, his, other] = await Promise.all([make(), make(), make()]);
});

const wanted = () => ({ id: "one", from: his.pub.user, to: her.pub.user });

test("a letter opens for both, and for nobody else", async () => {
  const about = { title: "Thursday", text: "We go back." };
  const { mine, theirs } = await sealLetter(his, her.pub, "one", { ...said, about }, 7);
  for (const [who, file] of [
    [her, theirs],
    [his, mine],
  ] as const) {
    const letter = await openLetter(who.identity, file, wanted());
    expect(letter).toMatchObject({ ...said, about, from: his.pub, at: 7 });
    expect(letter.opened).toContain(said.text);
  }
  await expect(openLetter(other.identity, theirs, wanted())).rejects.toThrow();
});

test("a letter that is passed on, taken over or swapped is refused", async () => {
  const { theirs } = await sealLetter(his, her.pub, "one", said, 7);
  const refused = async (file: Uint8Array, want: object, reason: string, who = her) =>
    expect(openLetter(who.identity, file, { ...wanted(), ...want })).rejects.toMatchObject(
      refuses(reason),
    );
  await refused(theirs, { id: "two" }, "swapped-id");
  await refused(theirs, { from: other.pub.user }, "other-author");
  await refused(theirs, { to: other.pub.user }, "other-receiver");
  const body = JSON.stringify({ kind: "letter", from: his.pub, to: her.pub.user, ...said });
  const aud = { aud: "letter:one", recipient: her.pub.enc, epoch: 0, head: "" };
  const meta = { id: "one", rev: 1, at: 7 };
  const claimed = await sealEntry(other, aud, meta, body);
  await refused(claimed.file, {}, "other-author");
  await refused(claimed.file, { from: other.pub.user }, "other-author");
  const passedOn = await sealEntry(his, { ...aud, aud: "letter:two" }, meta, body);
  await refused(passedOn.file, {}, "other-audience");
  const story = await sealEntry(his, aud, meta, JSON.stringify({ kind: "story" }));
  await refused(story.file, {}, "bad-document");
  const bent = Uint8Array.from(theirs);
  bent[bent.length - 9] = (bent.at(-9) ?? 0) ^ 1;
  await expect(openLetter(her.identity, bent, wanted())).rejects.toMatchObject({
    code: "changed-on-the-way",
  });
});

test("an address is signed by its own keys", async () => {
  const line = await addressLine(her, "pen");
  expect(await readAddress(line, her.pub.user)).toEqual(her.pub);
  await expect(readAddress(line, his.pub.user)).rejects.toMatchObject(refuses("wrong-user"));
  const swapped = line.replace(her.pub.enc, his.pub.enc);
  await expect(readAddress(swapped, her.pub.user)).rejects.toMatchObject(refuses("bad-signature"));
  await expect(readAddress("words", her.pub.user)).rejects.toMatchObject(refuses("malformed"));
});
