import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";

const guesser = new ZxcvbnFactory({
  graphs: adjacencyGraphs,
  dictionary: { ...common, ...english },
});

/** From which score on words are taken: more than 10^8 guesses. */
export const ENOUGH = 3;

/** How hard words are to guess, from 0 to 4, for somebody who knows the name. */
export const strength = (words: string, name: string): number =>
  guesser.check(words, [name, "alongside"]).score;
