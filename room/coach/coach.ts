/** Phrases that are known to hurt, in one language: `content/coaching/<language>.json`, see its README. */
export interface Book {
  language: string;
  /** Phrases that say nothing, and are read as if they were not there. */
  fillers: string[];
  /** Before a phrase: somebody else said it, or it is not to be said. */
  reported: string[];
  /** The same, after it. */
  afterwards: string[];
  /** Words of a page on which children are told. */
  children: string[];
  rules: Rule[];
}

export interface Rule {
  id: string;
  /** `company`: answers where company is wished for and no advice; `children`: pages that speak of children. */
  where: "answers" | "company" | "children";
  /** One gentle sentence. */
  say: string;
  /** What could be said instead. */
  instead: string[];
  phrases: string[];
  /** Where one of these is beside a phrase, something else is meant. */
  unless: string[];
}

/** What is known of the place where something is being written. */
export interface Situation {
  /** A page for them is one's own words, and only what it says to children is read. */
  what: "answer" | "page";
  /** Company is wished for, and no advice. */
  company: boolean;
}

/** The rule that a text meets first, or null. */
export type Coach = (text: string, situation: Situation) => Rule | null;

/** More than anybody writes at once; what lies beyond is not looked at. */
const READ_MOST = 20_000;

/** Reads a text on the device that it is written on; nothing of it goes anywhere. */
export function coachFrom(book: Book): Coach {
  const fillers = anyOf(book.fillers, "g");
  const reported = anyOf(book.reported);
  const afterwards = anyOf(book.afterwards);
  const children = anyOf(book.children);
  const rules = book.rules.map((rule) => ({
    rule,
    phrases: anyOf(rule.phrases, "g"),
    unless: anyOf(rule.unless),
  }));
  const meets = (clause: string, { phrases, unless }: (typeof rules)[number]): boolean =>
    !unless.test(clause) &&
    [...clause.matchAll(phrases)].some(
      ({ index, 0: found }) =>
        !reported.test(clause.slice(0, index + 1)) &&
        !afterwards.test(clause.slice(index + found.length - 1)),
    );
  return (text, { what, company }) => {
    const read = clauses(text).map((clause) => clause.replace(fillers, " "));
    const said = {
      answers: what === "answer",
      company: what === "answer" && company,
      children: what === "page" && read.some((clause) => children.test(clause)),
    };
    const here = rules.filter(({ rule }) => said[rule.where]);
    for (const clause of read) {
      const met = here.find((one) => meets(clause, one));
      if (met) return met.rule;
    }
    return null;
  };
}

/** A text in small letters, a clause at a time and a space around each word; what is quoted is left out. */
function clauses(text: string): string[] {
  return text
    .slice(0, READ_MOST)
    .toLowerCase()
    .replace(/^\s*>.*$/gm, ".")
    .replace(/“[^”]*”|"[^"]*"|«[^»]*»/g, " ")
    .replace(/(^|[^\p{L}\p{N}])[‘'](?! )[^‘’'\n]+[’'](?![\p{L}\p{N}])/gu, "$1 ")
    .replace(/[’']/g, "")
    .split(/[.!?;:\n…]+|\s(?:but|however|still,|anyway,)\s/)
    .map((clause) => ` ${clause.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `)
    .filter((clause) => clause.trim() !== "");
}

/** One of these phrases, with the spaces around it. */
function anyOf(phrases: string[], flags = ""): RegExp {
  // What is nowhere: a book may have no phrases of a kind.
  const any = phrases.length === 0 ? "(?!)" : phrases.map(pattern).join("|");
  return new RegExp(`(?: )(?:${any})`, flags);
}

/** A phrase is words, `(a|b)` for one of them, `[a|b]` for one or none, `…` for up to three words. */
function pattern(phrase: string): string {
  const parts = phrase.match(/\([^)]*\)|\[[^\]]*\]|\S+/g) ?? [];
  return parts
    .map((part) => {
      if (part === "…") return "(?:\\S+ ){0,3}";
      const words = part.replace(/^[([]|[)\]]$/g, "");
      return part.startsWith("[") ? `(?:(?:${words}) )?` : `(?:${words}) `;
    })
    .join("");
}
