/** Words with a capital that are nobody: days, months, feasts, languages, and what stands so in any sentence. */
const NOBODY = new Set(
  (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August " +
    "September October November December Christmas Easter Ramadan Eid Diwali Hanukkah God Allah Jesus Mary Bible Quran " +
    "English Irish Scottish Welsh British American European French German Spanish Polish Mother Father Day Google " +
    "Mum Mam Mom Dad Mammy Daddy Mummy Granny Grandad Nana Doctor Nurse Sister Hospital Church Internet Instagram " +
    "Facebook WhatsApp Covid Alongside"
  ).split(" "),
);
const SAYING =
  "said|says|told|asked|thinks|thought|cried|cries|held|drove|came|left|called|wrote|lost|had|was|is";
const MIDDLE = /(?<=[\p{Ll}\d,;:)’']\s+)\p{Lu}\p{Ll}[\p{L}’'-]*(?:\s\p{Lu}\p{Ll}[\p{L}’'-]*)?/gu;
const START = new RegExp(
  `(?<=^|[.!?…]["”’)]?\\s+|\\n)\\p{Lu}\\p{Ll}[\\p{L}’'-]+(?=\\s(?:${SAYING})\\b)`,
  "gu",
);
const TITLED = /\b(?:Dr|Mr|Mrs|Ms|Prof|Sr|Nurse|Doctor|Midwife)\.?\s\p{Lu}\p{Ll}[\p{L}’'-]*/gu;
const PRONOUNS = new Set(
  "He She They We It You This That There Who Which What Everyone Everybody Nobody Somebody Nothing Everything One My Her His Their Our The And But Then Today Yesterday Tomorrow Here".split(
    " ",
  ),
);
/** Names enough for one sentence. */
const MOST = 3;

/**
 * Names of other people in what somebody wrote, as far as a plain look can tell; at most three, each once. `mine` are
 * words she uses herself, a child's name perhaps, which is not somebody else. On this device alone; it decides
 * nothing, and what it takes for a name may be a town.
 */
export function namesOfOthers(texts: readonly string[], mine: string): string[] {
  const own = mine.toLocaleLowerCase();
  const found: string[] = [];
  for (const text of texts) {
    for (const pattern of [TITLED, MIDDLE, START]) {
      for (const [whole] of text.matchAll(pattern)) {
        const name = whole.replace(/[’']s$/u, "");
        const words = name.split(/\s/u);
        const isNobody = words.every((word) => NOBODY.has(word) || PRONOUNS.has(word));
        const isKnown = found.some((one) => one.includes(name));
        if (!isNobody && !isKnown && !own.includes(name.toLocaleLowerCase())) found.push(name);
      }
    }
  }
  return found.slice(0, MOST);
}
