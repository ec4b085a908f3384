import { type CircleState, memberNow, nowOf } from "../../seal/index.ts";
import { type CircleEntry, type GoodEntry, isGood } from "./circle-entries.ts";
import type { Trust, TrustBody } from "./circle-words.ts";

export const NO_TRUST: Trust = { tell: false, first: false };

type TrustEntry = GoodEntry & { body: TrustBody };

/** What somebody wrote last about whom they trust; nobody else can write it for them. */
export function trustEntry(
  state: CircleState,
  entries: readonly CircleEntry[],
  user: string,
): TrustEntry | null {
  const own = entries.filter(
    (one): one is TrustEntry =>
      isGood(one) && one.body.kind === "trust" && nowOf(state, one.user) === nowOf(state, user),
  );
  return own.sort((a, b) => b.at - a.at)[0] ?? null;
}

/** What `by` lets `whom` do; nothing when one of them is not in the circle any more. */
export function trustOf(
  state: CircleState,
  entries: readonly CircleEntry[],
  by: string,
  whom: string,
): Trust {
  const there = [by, whom].every((user) => memberNow(state, nowOf(state, user)) !== undefined);
  const said = there ? (trustEntry(state, entries, by)?.body.trusted ?? {}) : {};
  const found = Object.entries(said).find(([user]) => nowOf(state, user) === nowOf(state, whom));
  return found?.[1] ?? NO_TRUST;
}
