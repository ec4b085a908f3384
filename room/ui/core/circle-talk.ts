import { allOf, type CircleState, membersNow, nowOf } from "../../seal/index.ts";
import { type CircleEntry, type GoodEntry, isGood } from "./circle-entries.ts";
import type { AnswerBody, WithBody } from "./circle-words.ts";
import type { CircleAnswer, CircleStory } from "./types.ts";

type Names = ReadonlyMap<string, string>;

const is = <K extends "answer" | "with" | "story">(
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
): { stories: CircleStory[]; lone: CircleAnswer[] } {
  const nameOf = nameIn(state, names);
  const isMine = (user: string): boolean => nowOf(state, user) === me;
  const answers = entries.filter((one) => is(one, "answer")).sort((a, b) => a.at - b.at);
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
  });
  const withLine = (one: GoodEntry & { body: WithBody }) => ({
    id: one.id,
    user: one.user,
    name: nameOf(one.user),
    at: one.at,
    kind: one.body.with,
    mine: isMine(one.user),
  });
  const stories = told.map(({ id, user, at, epoch, body }) => ({
    id,
    user,
    name: nameOf(user),
    at,
    epoch,
    doc: body,
    mine: isMine(user),
    answers: answers.filter((one) => one.body.to === id).map(answerLine),
    with: withs.filter((one) => one.body.to === id).map(withLine),
  }));
  const there = new Set(stories.map(({ id }) => id));
  const lone = answers.filter((one) => isMine(one.user) && !there.has(one.body.to)).map(answerLine);
  return { stories, lone };
}

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
