import { type CircleState, membersNow } from "../../seal/index.ts";
import { type CircleEntry, type GoodEntry, isGood } from "./circle-entries.ts";
import type { AnswerBody, WithBody } from "./circle-words.ts";
import type { CircleAnswer, CircleStory } from "./types.ts";

type Names = ReadonlyMap<string, string>;

const is = <K extends "answer" | "with" | "story">(
  entry: CircleEntry,
  kind: K,
): entry is GoodEntry & { body: Extract<GoodEntry["body"], { kind: K }> } =>
  isGood(entry) && entry.body.kind === kind;

/** What is said in a circle: stories, newest first, each with its answers and who stands with whom. */
export function talkOf(
  me: string,
  state: CircleState,
  entries: readonly CircleEntry[],
  names: Names,
): { stories: CircleStory[]; lone: CircleAnswer[] } {
  const nameOf = nameIn(state, names);
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
    mine: one.user === me,
  });
  const withLine = (one: GoodEntry & { body: WithBody }) => ({
    id: one.id,
    user: one.user,
    name: nameOf(one.user),
    at: one.at,
    kind: one.body.with,
    mine: one.user === me,
  });
  const stories = told.map(({ id, user, at, epoch, body }) => ({
    id,
    user,
    name: nameOf(user),
    at,
    epoch,
    doc: body,
    mine: user === me,
    answers: answers.filter((one) => one.body.to === id).map(answerLine),
    with: withs.filter((one) => one.body.to === id).map(withLine),
  }));
  const there = new Set(stories.map(({ id }) => id));
  const lone = answers.filter((one) => one.user === me && !there.has(one.body.to)).map(answerLine);
  return { stories, lone };
}

/** In the circle's own names; who has none, or has left, is called so. */
const nameIn = (state: CircleState, names: Names) => {
  const now = membersNow(state);
  return (user: string): string => {
    const name = names.get(user) ?? "Somebody";
    return now.has(user) ? name : `${name} (not in the circle any more)`;
  };
};
