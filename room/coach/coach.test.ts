import { expect, test } from "vitest";
import cases from "../../content/coaching/en.cases.json" with { type: "json" };
import book from "../../content/coaching/en.json" with { type: "json" };
import { type Book, coachFrom, type Situation } from "./coach.ts";

interface Case {
  text: string;
  /** The id of the rule that is met, or null. */
  finds: string | null;
  company?: boolean;
  page?: boolean;
}

const coach = coachFrom(book as Book);
const answer: Situation = { what: "answer", company: false };

test.each(cases as Case[])("$text → $finds", ({ text, finds, company = false, page = false }) => {
  expect(coach(text, { what: page ? "page" : "answer", company })?.id ?? null).toBe(finds);
});

test("every rule has one sentence, two things to say instead, and cases that meet it", () => {
  for (const { id, say, instead } of (book as Book).rules) {
    expect(say.length, id).toBeGreaterThan(20);
    expect(say, id).not.toContain("!");
    expect(instead.length, id).toBeGreaterThanOrEqual(2);
    expect((cases as Case[]).filter(({ finds }) => finds === id).length, id).toBeGreaterThanOrEqual(
      9,
    );
  }
  expect(cases.length).toBeGreaterThanOrEqual(150);
});

test("what it would say itself never meets a rule", () => {
  for (const { instead } of (book as Book).rules)
    for (const text of instead) {
      for (const what of ["answer", "page"] as const)
        expect(coach(text, { what, company: true })?.id ?? null, text).toBeNull();
    }
});

test("the rule that the text meets first is the one that is told", () => {
  expect(coach("You can try again. Everything happens for a reason.", answer)?.id).toBe("again");
  expect(coach("Everything happens for a reason. You can try again.", answer)?.id).toBe("a-reason");
});

test("marks, capitals and line ends make no difference", () => {
  for (const text of [
    "AT LEAST, you know",
    "at  least\tyou know",
    "…at least—you know",
    "**At least** you know",
  ])
    expect(coach(text, answer)?.id, text).toBe("at-least");
});

test("a long text is read in less time than a letter takes to type", () => {
  const long = "at least I said so to you and they told me of the way it was ".repeat(300);
  const start = performance.now();
  for (let n = 0; n < 5; n += 1) coach(long, { what: "answer", company: true });
  // A bound against patterns that run away, and no measurement.
  expect(performance.now() - start).toBeLessThan(5_000);
});
