import {
  allOf,
  b64url,
  type CircleState,
  membersNow,
  nowOf,
  type StoryDocument,
  sha256,
  utf8,
} from "../../seal/index.ts";
import { type CircleEntry, type GoodEntry, isGood } from "./circle-entries.ts";
import type { TrustBody, Trusted } from "./circle-words.ts";

/** Whom each member trusts with what: by who trusts, then by who is trusted, each as they are now. */
export type Trusts = ReadonlyMap<string, ReadonlyMap<string, Trusted>>;

export type TrustEntry = GoodEntry & { body: TrustBody };

/** The one place where a member says in a circle whom they trust there. */
export const trustId = async (circle: string, user: string): Promise<string> =>
  b64url((await sha256(utf8(`alongside/v1/trust\n${circle}\n${user}`))).subarray(0, 16));

/** What `user` said last about whom they trust, with whichever keys they had then. */
export async function trustOf(
  state: CircleState,
  entries: readonly CircleEntry[],
  user: string,
): Promise<TrustEntry | null> {
  for (const one of allOf(state, user)) {
    const id = await trustId(state.circle, one);
    // Under this id somebody else says nothing for them.
    const found = entries.find((entry) => entry.id === id && entry.user === one);
    if (found !== undefined && isGood(found) && found.body.kind === "trust") {
      return { ...found, body: found.body };
    }
  }
  return null;
}

/**
 * What holds of all that. Whoever left is trusted no more, also when they come back; and who is not
 * in the circle cannot take back what they said, so it counts for nothing until they are.
 */
export async function trustsIn(
  state: CircleState,
  entries: readonly CircleEntry[],
): Promise<Trusts> {
  const trusts = new Map<string, ReadonlyMap<string, Trusted>>();
  const members = [...membersNow(state).keys()];
  for (const by of members) {
    const said = await trustOf(state, entries, by);
    if (said === null) continue;
    const others = members.filter((user) => user !== by && since(state, user) <= said.epoch);
    trusts.set(by, new Map(others.map((user) => [user, trustedIn(state, said.body, user)])));
  }
  return trusts;
}

/** The epoch from which somebody has been in without a break; new keys are none. */
function since(state: CircleState, user: string): number {
  const first = allOf(state, user).at(-1) ?? user;
  return state.members.get(first)?.from ?? Number.POSITIVE_INFINITY;
}

export const NOT_TRUSTED: Trusted = { post: false, first: false };

function trustedIn(state: CircleState, body: TrustBody, user: string): Trusted {
  for (const one of allOf(state, user)) {
    const said = body.for[one];
    if (said !== undefined) return said;
  }
  return NOT_TRUSTED;
}

export const trusted = (trusts: Trusts, by: string, whom: string): Trusted =>
  trusts.get(by)?.get(whom) ?? NOT_TRUSTED;

/** What a story says of whom it was told for, and why that does not hold when it does not. */
export interface Claim {
  user: string;
  holds: boolean;
  /** `unsaid`: they do not say so; `not-here`: they are not in the circle; `teller-gone`: who told it is not */
  why: "unsaid" | "not-here" | "teller-gone" | null;
}

interface Told {
  /** who told it */
  user: string;
  body: StoryDocument;
}

/** Null when a story says nothing of the kind. */
export function claimOf(state: CircleState, trusts: Trusts, { user, body }: Told): Claim | null {
  if (!body.for) return null;
  const [teller, whom] = [nowOf(state, user), nowOf(state, body.for)];
  if (teller === whom) return null;
  const holds = trusted(trusts, whom, teller).post;
  const now = membersNow(state);
  const gone = now.has(whom) ? "teller-gone" : "not-here";
  const why = now.has(whom) && now.has(teller) ? "unsaid" : gone;
  return { user: whom, holds, why: holds ? null : why };
}

/** Whose story it is: whoever told it, or whom it was told for when that holds. */
export function ownerOf(state: CircleState, trusts: Trusts, story: Told): string {
  const claim = claimOf(state, trusts, story);
  return claim?.holds ? claim.user : nowOf(state, story.user);
}

/** Who reads answers to a story before its owner does, as long as the owner trusts them so. */
export function firstOf(state: CircleState, trusts: Trusts, story: Told): string | null {
  if (!story.body.first) return null;
  const first = nowOf(state, story.body.first);
  return trusted(trusts, ownerOf(state, trusts, story), first).first ? first : null;
}
