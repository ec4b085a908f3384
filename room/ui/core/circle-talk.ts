import { allOf, type CircleState, membersNow, nowOf, type PublicKeys } from "../../seal/index.ts";
import { type CircleEntry, type GoodEntry, isGood } from "./circle-entries.ts";
import { type Claim, claimOf, firstOf, type Trusts } from "./circle-trust.ts";
import type { AnswerBody, WithBody } from "./circle-words.ts";
import type { CircleAnswer, CircleStory, InCircle } from "./types.ts";

type Names = ReadonlyMap<string, string>;

const is = <K extends "address" | "answer" | "with" | "story">(
  entry: CircleEntry,
  kind: K,
): entry is GoodEntry & { body: Extract<GoodEntry["body"], { kind: K }> } =>
  isGood(entry) && entry.body.kind === kind;

/** What is said in a circle, for the `user` `me`: stories, newest first, each with its answers and who stands with whom. */
export function talkOf(
  me: string,
  state: CircleState,
  entries: readonly CircleEntry[],
  names: Names,
  trusts: Trusts = new Map(),
): { stories: CircleStory[]; lone: CircleAnswer[] } {
  const nameOf = nameIn(state, names);
  const isMine = (user: string): boolean => nowOf(state, user) === me;
  const person = (user: string): InCircle => ({ user, name: nameOf(user), me: isMine(user) });
  // What waits with somebody is for them and its writer, whatever a server gives out.
  const answers = entries
    .filter((one) => is(one, "answer"))
    .filter(({ first, user }) => first === null || isMine(first) || isMine(user))
    .sort((a, b) => a.at - b.at);
  const withs = entries.filter((one) => is(one, "with")).sort((a, b) => a.at - b.at);
  const told = entries.filter((one) => is(one, "story")).sort((a, b) => b.at - a.at);
  const answerLine = (one: GoodEntry & { body: AnswerBody }): CircleAnswer => ({
    id: one.id,
    user: one.user,
    name: nameOf(one.user),
    at: one.at,
    text: one.body.text,
    parent: one.body.parent,
    mine: isMine(one.user),
    waits: one.first === null ? null : person(one.first),
  });
  const withLine = (one: GoodEntry & { body: WithBody }) => ({
    id: one.id,
    user: one.user,
    name: nameOf(one.user),
    at: one.at,
    kind: one.body.with,
    mine: isMine(one.user),
  });
  const stories = told.map(({ id, user, at, epoch, body, for: whom }) => ({
    id,
    user,
    name: nameOf(user),
    at,
    epoch,
    doc: body,
    mine: isMine(user),
    claim: claimIn(claimOf(state, trusts, { user, body }), person),
    first: personOr(firstOf(state, trusts, { user, body }), person),
    forMe: whom !== null && isMine(whom),
    answers: answers.filter((one) => one.body.to === id).map(answerLine),
    with: withs.filter((one) => one.body.to === id).map(withLine),
  }));
  const there = new Set(stories.map(({ id }) => id));
  const lone = answers.filter((one) => isMine(one.user) && !there.has(one.body.to)).map(answerLine);
  return { stories, lone };
}

/** Where letters to somebody go: what they themselves wrote last. */
export function addressIn(
  state: CircleState,
  entries: readonly CircleEntry[],
  user: string,
): PublicKeys | null {
  const own = entries
    .filter((one) => is(one, "address"))
    .filter((one) => nowOf(state, one.user) === user);
  const [newest] = own.sort((a, b) => b.at - a.at);
  return newest?.body.address ?? null;
}
type Person = (user: string) => InCircle;

const personOr = (user: string | null, person: Person): InCircle | null =>
  user === null ? null : person(user);

const claimIn = (claim: Claim | null, person: Person): CircleStory["claim"] =>
  claim === null ? null : { ...person(claim.user), holds: claim.holds, why: claim.why };

/** What the circle calls somebody, with whichever keys it got to know them. */
export function nameOf(state: CircleState, names: Names, user: string): string | null {
  for (const one of allOf(state, user)) {
    const name = names.get(one);
    if (name !== undefined) return name;
  }
  return null;
}

/** In the circle's own names; who has none, or has left, is called so. */
const nameIn = (state: CircleState, names: Names) => {
  const now = membersNow(state);
  return (then: string): string => {
    const user = nowOf(state, then);
    const name = nameOf(state, names, user) ?? "Somebody";
    return now.has(user) ? name : `${name} (not in the circle any more)`;
  };
};
