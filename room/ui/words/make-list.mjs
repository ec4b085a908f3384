// Makes words.txt from the EFF's large word list: `node make-list.mjs <eff_large_wordlist.txt>`.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const leftOut = readFileSync(new URL("left-out.txt", here), "utf8")
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .flatMap((line) => line.split(" "))
  .filter(Boolean);
const whole = new Set(leftOut.filter((one) => one.endsWith("$")).map((one) => one.slice(0, -1)));
const beginnings = leftOut.filter((one) => !one.endsWith("$"));

const words = readFileSync(process.argv[2], "utf8")
  .split("\n")
  .map((line) => line.split("\t")[1]?.trim() ?? "")
  .filter((word) => /^[a-z]{3,}$/.test(word))
  .filter((word) => !whole.has(word) && !beginnings.some((start) => word.startsWith(start)));

writeFileSync(new URL("words.txt", here), `${words.join("\n")}\n`);
console.log(`${words.length} words, ${(6 * Math.log2(words.length)).toFixed(1)} bits in six`);
