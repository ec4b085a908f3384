// The words we do not use, in what people read: page templates, strings of the room and the program, content.
// Code, comments and tests may say what they like.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, relative } from "node:path";

const root = join(import.meta.dirname, "..");
const { transformSync } = createRequire(join(root, "room/package.json"))("esbuild");

const WORDS = [
  { bad: /\bcomment(?:s|ed|ing)?\b/i, say: "answer" },
  { bad: /\bfollowers?\b/i, say: "nothing: nobody is counted here" },
  { bad: /\btrending\b/i, say: "nothing: nothing is ranked here" },
  { bad: /\buser[- ]generated\b/i, say: "stories" },
  { bad: /\bspontaneous abortions?\b/i, say: "miscarriage" },
  { bad: /\btrigger(?:s|ed|ing)?\b/i, say: "note, or “this mentions…”" },
  { bad: /\bnick ?names?\b/i, say: "pen name" },
  {
    bad: /\b\d+ likes?\b|\blikes\b(?! (?:to|it|that|the|a|when)\b)/i,
    say: "nothing: nobody is counted here",
  },
];
const SHOUT = { bad: /[\p{L}\p{N}\s]!(?=$|[\s"'”’)<])/u, say: "it without an exclamation mark" };

/** What is read of a page: its text, and the attributes that are read out or shown. */
function ofTemplate(source) {
  const plain = source.replaceAll(/\{#.*?#\}|<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}/gs, blank);
  const spoken = [...plain.matchAll(/\b(?:aria-label|title|alt|placeholder|content|value)="([^"]*)"/g)];
  const text = plain.replaceAll(/<(script|style)\b.*?<\/\1>/gs, blank).replaceAll(/<[^>]*>/gs, blank);
  return [
    ...text.split("\n").map((line, i) => ({ line: i + 1, text: line })),
    ...spoken.map((m) => ({ line: lineOf(source, m.index), text: m[1] })),
  ];
}

const blank = (match) => match.replaceAll(/[^\n]/g, " ");
const lineOf = (source, index) => source.slice(0, index).split("\n").length;

// A string in quotes that may have escapes; a template literal; or something in which quotes mean nothing.
const SCRIPT_TOKENS =
  /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`|\/\/[^\n]*|\/\*.*?\*\/|(?<=[(,=:[!&|?{};+]\s*|return\s+)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/gs;
const RUST_TOKENS =
  /\/\/[^\n]*|\/\*.*?\*\/|b?r(#*)"(.*?)"\1|b?"((?:[^"\\]|\\.)*)"|'(?:[^'\\\n]|\\[^\n]{1,8})'/gs;

/** Strings that are read by people begin with a capital or are more than one word. */
const isRead = (text) => /^\p{Lu}/u.test(text.trim()) || /\p{L}\s+\p{L}/u.test(text);

function ofScript(source, path) {
  // esbuild takes comments and types away and makes strings of the text between tags.
  const { code } = transformSync(source, {
    loader: extname(path) === ".tsx" ? "tsx" : "ts",
    jsx: "automatic",
    legalComments: "none",
    charset: "utf8",
  });
  return [...code.matchAll(SCRIPT_TOKENS)]
    .map((m) => m[1] ?? m[2] ?? m[3]?.replaceAll(/\$\{.*?\}/gs, " ") ?? "")
    .filter(isRead)
    .map((text) => ({ line: 0, text }));
}

function ofRust(source) {
  const shown = source.split(/^#\[cfg\(test\)\]/m)[0];
  return [...shown.matchAll(RUST_TOKENS)]
    .map((m) => ({ line: lineOf(shown, m.index), text: m[2] ?? m[3] ?? "" }))
    .filter(
      ({ text }) =>
        isRead(text) && !/^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|PRAGMA|ALTER|DROP)\b/.test(text),
    );
}

const ofContent = (source) =>
  source.split("\n").map((line, i) => ({ line: i + 1, text: line.startsWith("#") ? "" : line }));

const filesBelow = (folder, endings) => {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !/node_modules|\/dist\/|\.test\.|\/tests?\/|README/.test(path));
  } catch {
    return [];
  }
};

const PLACES = [
  {
    files: filesBelow("crates/web/templates", [".html", ".txt"]),
    read: ofTemplate,
    rules: [...WORDS, SHOUT],
  },
  {
    files: [...filesBelow("room", [".ts", ".tsx"]), ...filesBelow("islands", [".ts"])],
    read: ofScript,
    rules: [...WORDS, SHOUT],
  },
  { files: filesBelow("room", [".html"]), read: ofTemplate, rules: [...WORDS, SHOUT] },
  {
    files: ["domain", "figures", "app", "web", "server"].flatMap((crate) =>
      filesBelow(`crates/${crate}/src`, [".rs"]),
    ),
    read: ofRust,
    rules: [...WORDS, SHOUT],
  },
  // People in a story may cry out, so content is only checked for words.
  { files: filesBelow("content", [".toml", ".md", ".txt"]), read: ofContent, rules: WORDS },
];

let files = 0;
let found = 0;
for (const { files: paths, read, rules } of PLACES) {
  for (const path of paths) {
    files += 1;
    for (const { line, text } of read(readFileSync(path, "utf8"), path)) {
      for (const { bad, say } of rules.filter((rule) => rule.bad.test(text))) {
        found += 1;
        const where = `${relative(root, path)}${line ? `:${line}` : ""}`;
        console.log(`${where}: “${bad.exec(text)[0].trim()}” in “${text.trim().slice(0, 100)}”: say ${say}.`);
      }
    }
  }
}
if (files === 0) console.log("There was nothing to read.");
console.log(`${files} files read, ${found} found.`);
process.exitCode = found > 0 || files === 0 ? 1 : 0;
