import "fake-indexeddb/auto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import {
  addFromNowOn,
  addMember,
  circleAudience,
  emptyStory,
  sealEntry,
} from "../../seal/index.ts";
import { trustId } from "./circle-trust.ts";
import { printCircleBody } from "./circle-words.ts";
import { ApiError, TakenBack } from "./errors.ts";
import type { FakeCircle } from "./testing-circles.ts";
import { type Keys, newKeys, type Person, Scene } from "./testing-scene.ts";
import type { CircleNow, CircleStory, StoryRoles } from "./types.ts";
import { newId } from "./vault.ts";

let keys: Keys;
let scene: Scene;
let server: FakeCircle;
let maeve: Person;
let tom: Person;
let ann: Person;

beforeAll(async () => {
  keys = await newKeys();
});

beforeEach(async () => {
  scene = await Scene.of(keys);
  server = scene.server;
  [maeve, tom, ann] = [
    await scene.somebody(keys.maeve),
    await scene.somebody(keys.tom),
    await scene.somebody(keys.ann),
  ];
});

const look = (who: Person): Promise<CircleNow> => who.circles.open(server.id);
const only = async (who: Person): Promise<CircleStory> => {
  const { stories } = await look(who);
  if (stories[0] === undefined || stories.length > 1) throw new Error(`${stories.length} stories`);
  return stories[0];
};
const trust = (by: Person, whom: Person, post: boolean, first: boolean): Promise<void> =>
  by.circles.trust(server.id, whom.user, { post, first });
const texts = (story: CircleStory): string[] => story.answers.map(({ text }) => text);
const answer = (who: Person, story: CircleStory, text: string): Promise<void> =>
  who.circles.answer(server.id, story.id, null, text, newId());

async function tell(who: Person, roles: StoryRoles): Promise<{ id: string; entry: CircleStory }> {
  const { id, doc } = who.stories.create();
  const told = { ...doc, title: "Thursday", text: "We go back on Thursday." };
  await who.circles.share.publish(id, told, server.id, () => undefined, roles);
  return { id, entry: await only(who) };
}

/** Puts something sealed and signed by `who` there, whatever the room would say to it. */
async function force(who: Person, id: string, body: object, named = {}): Promise<void> {
  const meta = { id, rev: 1, prev: "", at: 1, media: [] };
  const { file } = await sealEntry(
    who.keys,
    circleAudience(scene.state, who.keys),
    meta,
    printCircleBody(body as Parameters<typeof printCircleBody>[0]),
  );
  const row = {
    user: who.user,
    rev: 1,
    epoch: scene.state.epoch,
    bytes: file,
    first: null,
    for: null,
  };
  server.entries.set(id, { ...row, at: ++server.now, ...named });
}

test("what somebody whom she trusts tells for her is said to be hers, and she can take it back", async () => {
  await trust(maeve, tom, true, false);
  const { id } = await tell(tom, { for: maeve.user, first: null });
  for (const reader of [maeve, tom, ann]) {
    const { claim, user } = await only(reader);
    expect([user, claim?.user, claim?.holds]).toEqual([tom.user, maeve.user, true]);
  }
  expect((await only(maeve)).forMe).toBe(true);
  expect((await only(ann)).forMe).toBe(false);
  await answer(ann, await only(ann), "With you both.");
  expect(await maeve.circles.heard(), "she hears what was said to it").toHaveLength(1);
  await maeve.circles.takeBack(server.id, (await only(maeve)).id);
  expect((await look(ann)).stories).toEqual([]);
  const { doc } = await tom.stories.open(id);
  const again = tom.circles.share.publish(id, doc, server.id);
  await expect(again, "an update does not bring it back").rejects.toBeInstanceOf(TakenBack);
  await expect(tom.circles.share.publish(id, doc, server.id)).rejects.toBeInstanceOf(TakenBack);
  expect((await tom.stories.open(id)).doc).toMatchObject({ audience: "me" });
  expect((await look(ann)).stories).toEqual([]);
});

test("a false claim is nobody's but its teller's", async () => {
  await tell(tom, { for: maeve.user, first: null });
  expect(await only(ann)).toMatchObject({ user: tom.user, claim: { holds: false, why: "unsaid" } });
  expect((await only(maeve)).forMe, "she can take it out all the same").toBe(true);
  await trust(maeve, ann, true, true);
  expect((await only(ann)).claim?.holds, "trust in somebody else is none in him").toBe(false);
  await trust(maeve, tom, false, true);
  expect((await only(ann)).claim?.holds, "nor is another trust").toBe(false);
});

test("somebody who is not there did not say anything", async () => {
  await force(tom, newId(), { ...emptyStory(1), text: "words", for: "A".repeat(22) });
  expect((await only(ann)).claim).toMatchObject({ holds: false, why: "not-here" });
});

test("trust that was withdrawn holds no more, and can be given again", async () => {
  await trust(maeve, tom, true, false);
  await tell(tom, { for: maeve.user, first: null });
  expect((await only(ann)).claim?.holds).toBe(true);
  await trust(maeve, tom, false, false);
  expect((await only(ann)).claim).toMatchObject({ holds: false, why: "unsaid" });
  await trust(maeve, tom, true, false);
  expect((await only(ann)).claim?.holds).toBe(true);
});

test("trust by somebody else's signature is none", async () => {
  const body = { kind: "trust", for: { [tom.user]: { post: true, first: true } } };
  await force(tom, await trustId(server.id, maeve.user), body);
  await force(tom, newId(), body);
  await tell(tom, { for: maeve.user, first: null });
  expect((await only(ann)).claim?.holds).toBe(false);
  await force(tom, await trustId(server.id, maeve.user), body, { user: maeve.user });
  const anew = await scene.somebody(keys.ann);
  expect((await only(anew)).claim?.holds, "and one that is passed off as hers is not opened").toBe(
    false,
  );
  expect((await look(anew)).changed).toBe(1);
});

test("a trust that says something else than yes and no is not read", async () => {
  for (const said of [{ post: 1, first: true }, { post: true }, null, "yes"]) {
    await force(maeve, newId(), { kind: "trust", for: { [tom.user]: said } });
  }
  const many = Object.fromEntries(
    Array.from({ length: 151 }, (_, i) => [`u${i}`, { post: true, first: true }]),
  );
  await force(maeve, newId(), { kind: "trust", for: many });
  expect((await look(ann)).changed).toBe(5);
});

test("answers wait for whoever reads them first, and show when they are let through", async () => {
  await trust(maeve, tom, false, true);
  await tell(maeve, { for: null, first: tom.user });
  const story = await only(ann);
  expect(story.first?.user).toBe(tom.user);
  await answer(ann, story, "At least it was early.");
  await answer(ann, story, "I am at the end of the phone.");
  await answer(tom, story, "I will drive.");
  expect(texts(await only(maeve))).toEqual(["I will drive."]);
  expect((await only(ann)).answers.map(({ waits }) => waits?.user)).toEqual([
    tom.user,
    tom.user,
    undefined,
  ]);
  const [, phone] = (await only(tom)).answers;
  expect(phone?.waits?.me).toBe(true);
  await tom.circles.letThrough(server.id, phone?.id ?? "");
  await tom.circles.letThrough(server.id, phone?.id ?? "");
  expect(texts(await only(maeve))).toEqual(["I am at the end of the phone.", "I will drive."]);
  expect((await only(maeve)).answers.every(({ waits }) => waits === null)).toBe(true);
  expect((await only(ann)).answers.map(({ waits }) => waits?.user)).toEqual([
    tom.user,
    undefined,
    undefined,
  ]);
});

test("what waits with somebody else is not shown, whatever a server gives out", async () => {
  await trust(maeve, tom, false, true);
  await tell(maeve, { for: null, first: tom.user });
  await answer(ann, await only(ann), "Too early.");
  server.leaks = true;
  expect(texts(await only(maeve))).toEqual([]);
  expect(texts(await only(tom))).toEqual(["Too early."]);
});

test("who only says so in a story reads nothing first", async () => {
  await tell(maeve, { for: null, first: tom.user });
  expect((await only(ann)).first).toBeNull();
  await answer(ann, await only(ann), "With you.");
  expect(texts(await only(maeve))).toEqual(["With you."]);
});

test("told for her, the answers go first to whom she trusts so", async () => {
  await trust(maeve, tom, true, true);
  await tell(tom, { for: maeve.user, first: tom.user });
  await answer(ann, await only(ann), "With you.");
  expect(texts(await only(maeve))).toEqual([]);
  expect(texts(await only(tom))).toEqual(["With you."]);
  await answer(maeve, await only(maeve), "Thank you all.");
  expect(texts(await only(ann)), "her own answers wait for nobody").toContain("Thank you all.");
});

test("what waited is there for everybody once she reads her answers herself", async () => {
  await trust(maeve, tom, false, true);
  await tell(maeve, { for: null, first: tom.user });
  await answer(ann, await only(ann), "One.");
  await trust(maeve, tom, false, false);
  expect((await only(maeve)).answers, "she cannot open what she is not given").toEqual([]);
  await look(tom);
  expect(texts(await only(maeve))).toEqual(["One."]);
  await trust(maeve, tom, false, true);
  await answer(ann, await only(ann), "Two.");
  await trust(maeve, tom, false, false);
  await look(ann);
  expect(texts(await only(maeve)), "or by whoever wrote it").toEqual(["One.", "Two."]);
});

test("whoever left is trusted no more, also when they come back", async () => {
  await trust(maeve, tom, true, true);
  await trust(maeve, ann, true, true);
  await tell(tom, { for: maeve.user, first: tom.user });
  await answer(ann, await only(ann), "With you.");
  await scene.takeOut(tom);
  const story = await only(maeve);
  expect(story.claim).toMatchObject({ holds: false, why: "teller-gone" });
  expect([story.first, texts(story)]).toEqual([null, ["With you."]]);
  expect((await look(maeve)).trusts.get(maeve.user)?.has(tom.user)).toBe(false);
  const back = await addMember(keys.maeve, scene.state, keys.tom.pub);
  await scene.goOn(back.line, back.state);
  expect((await only(ann)).claim).toMatchObject({ holds: false, why: "unsaid" });
  await trust(maeve, ann, true, false);
  expect((await only(ann)).claim?.holds, "nor by trust in somebody else").toBe(false);
});

test("an answer for somebody who has just left is there at once", async () => {
  await trust(maeve, tom, false, true);
  await tell(maeve, { for: null, first: tom.user });
  const story = await only(ann);
  server.out(tom.user);
  await answer(ann, story, "With you.");
  expect(texts(await only(maeve))).toEqual(["With you."]);
});

test("whoever comes later learns whom she trusts when she next opens the circle", async () => {
  await trust(maeve, tom, true, true);
  const { line, state: next, identity } = await addFromNowOn(keys.maeve, scene.state, keys.una.pub);
  await scene.goOn(line, next, identity);
  const una = await scene.somebody(keys.una);
  await tell(tom, { for: maeve.user, first: tom.user });
  expect((await only(una)).claim?.holds).toBe(false);
  await look(maeve);
  expect((await only(una)).claim?.holds).toBe(true);
  expect((await only(una)).first?.user).toBe(tom.user);
});

test("nobody tells for somebody who is not there", async () => {
  await trust(ann, tom, true, false);
  await look(tom);
  server.out(ann.user);
  await expect(tell(tom, { for: ann.user, first: null })).rejects.toBeInstanceOf(ApiError);
  expect((await look(maeve)).stories).toEqual([]);
});

test("for whom it is told goes on with an update, and another choice is another copy", async () => {
  await trust(maeve, tom, true, true);
  const { id, entry } = await tell(tom, { for: maeve.user, first: tom.user });
  const { doc } = await tom.stories.open(id);
  await tom.circles.share.publish(id, { ...doc, text: "It is Friday now." }, server.id);
  const updated = await only(ann);
  expect(updated).toMatchObject({ id: entry.id, doc: { text: "It is Friday now." } });
  expect([updated.claim?.holds, updated.first?.user]).toEqual([true, tom.user]);
  const roles = { for: null, first: null };
  await tom.circles.share.publish(id, doc, server.id, () => undefined, roles);
  const own = await only(ann);
  expect([own.claim, own.first, own.id === entry.id]).toEqual([null, null, false]);
  expect(server.entries.get(own.id)?.for).toBeNull();
});

test("where somebody says whom they trust is the same for the room and the opener", async () => {
  expect(await trustId("c".repeat(22), "u".repeat(22))).toBe("LhtfouzfbhlPP_Qsek3gWg");
});
