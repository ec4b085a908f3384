import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import graphs from "@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs";
import passwords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";
import common from "@zxcvbn-ts/language-en/dist/commonWords.json.mjs";
import firstNames from "@zxcvbn-ts/language-en/dist/firstnames.json.mjs";

/** The longest lists (surnames, an encyclopaedia) stay away: this is fetched over a telephone. */
const guesser = new ZxcvbnFactory({
  graphs,
  dictionary: { passwords, "commonWords-en": common, "firstnames-en": firstNames },
});

/** From which score on words are taken: more than 10^8 guesses. */
export const ENOUGH = 3;

/** How hard words are to guess, from 0 to 4, for somebody who knows the name. */
export const strength = (words: string, name: string): number =>
  guesser.check(words, [name, "alongside"]).score;
