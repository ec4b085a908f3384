import type { CircleStory } from "../core/index.ts";

/** Who told it, and for whom. */
export function tellerOf({ mine, name, toldFor }: CircleStory): string {
  const who = mine ? "You" : name;
  return toldFor === null
    ? who
    : `Told by ${mine ? "you" : who} for ${toldFor.me ? "you" : toldFor.name}`;
}
