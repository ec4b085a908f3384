import { beforeAll, expect, test } from "vitest";
import {
  addMember,
  type CircleState,
  type Keyring,
  newKeyring,
  openKeyring,
  removeMember,
  renewMember,
  startCircle,
} from "../../seal/index.ts";
import type { CircleEntry } from "./circle-entries.ts";
import { talkOf } from "./circle-talk.ts";
import { trustOf } from "./circle-trust.ts";
import { type CircleBody, parseCircleBody } from "./circle-words.ts";

let ada: Keyring;
let ben: Keyring;
let cleo: Keyring;
let state: CircleState;

const member = async (name: string) => openKeyring((await newKeyring(name)).text);

beforeAll(async () => {
  [ada, ben, cleo] = await Promise.all([member("ada"), member("ben"), member("cleo")]);
  const withBen = await addMember(ada, (await startCircle(ada)).state, ben.pub);
  ({ state } = await addMember(ada, withBen.state, cleo.pub));
});

const said = (id: string, by: Keyring, at: number, body: object): CircleEntry => ({
  id,
  user: by.pub.user,
  rev: 1,
  mark: "",
  at,
  head: state.head,
  epoch: 1,
  held: false,
  body: parseCircleBody(JSON.stringify(body)) as CircleBody,
});

const story = (by: Keyring, forWhom: Keyring) =>
  said("story", by, 5, {
    v: 1,
    kind: "story",
    text: "It is over.",
    told_for: forWhom.pub.user,
    first: ben.pub.user,
  });
const trusting = (by: Keyring, whom: Keyring, at: number, tell: boolean) =>
  said(`trust ${at}`, by, at, {
    kind: "trust",
    trusted: { [whom.pub.user]: { tell, first: true } },
  });

const read = (entries: CircleEntry[], now = state) => {
  const [one] = talkOf(cleo.pub.user, now, entries, new Map([[ada.pub.user, "Ada"]])).stories;
  return { toldFor: one?.toldFor?.name ?? null, claims: one?.claims };
};

test("a story is told for somebody only when that person has said so", () => {
  const told = story(ben, ada);
  expect(read([told, trusting(ada, ben, 1, true)])).toEqual({ toldFor: "Ada", claims: false });
  expect(read([told])).toEqual({ toldFor: null, claims: true });
  expect(read([told, trusting(ben, ben, 1, true)]), "nobody says it for her").toMatchObject({
    claims: true,
  });
  expect(read([told, trusting(ada, cleo, 1, true)])).toMatchObject({ claims: true });
  const withdrawn = [trusting(ada, ben, 1, true), trusting(ada, ben, 2, false)];
  expect(read([told, ...withdrawn])).toEqual({ toldFor: null, claims: true });
  expect(read([story(ben, ben)]), "for oneself is no claim").toEqual({
    toldFor: null,
    claims: false,
  });
});

test("whoever has left is trusted no more, and new keys change nothing", async () => {
  const entries = [story(ben, ada), trusting(ada, ben, 1, true)];
  const next = await member("ben");
  const renewed = (await renewMember(ada, state, ben.pub.user, next.pub)).state;
  expect(read(entries, renewed)).toEqual({ toldFor: "Ada", claims: false });
  expect(trustOf(renewed, entries, ada.pub.user, next.pub.user)).toEqual({
    tell: true,
    first: true,
  });
  const gone = (await removeMember(ada, state, ben.pub.user)).state;
  expect(read(entries, gone)).toEqual({ toldFor: null, claims: true });
  expect(talkOf(cleo.pub.user, gone, entries, new Map()).stories[0]?.first).toBeNull();
});
