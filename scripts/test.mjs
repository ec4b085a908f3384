// Runs every step of `make test`, goes on after one that fails, and closes with `N passed, N failed`.
// What is counted are the real results of each step; a step without a single result has failed.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const logs = join(root, "target", "test");
const at = (name) => join(logs, name);

/** A step that only says yes or no counts as one. */
const yesOrNo = (_output, code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

/** Adds up the closing lines of every test program that Cargo ran. */
function cargoTest(output) {
  const lines = output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm);
  return [...lines].reduce(
    (sum, [, passed, failed, ignored]) => ({
      passed: sum.passed + Number(passed),
      failed: sum.failed + Number(failed),
      skipped: sum.skipped + Number(ignored),
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

function vitest() {
  const report = JSON.parse(readFileSync(at("vitest.json"), "utf8"));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + (report.testResults ?? []).filter(broken).length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
/** A test file that did not even load has no test results of its own. */
const broken = (file) =>
  file.status === "failed" && file.assertionResults.every((t) => t.status !== "failed");

function playwright() {
  const { stats, errors } = JSON.parse(readFileSync(at("playwright.json"), "utf8"));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

const lint = { kind: "lint", count: yesOrNo };
const STEPS = [
  { ...lint, name: "room is built", run: "npm run --silent build", in: "room" },
  { ...lint, name: "rustfmt", run: "cargo fmt --all --check" },
  { ...lint, name: "clippy", run: "cargo clippy --locked --workspace --all-targets -- -D warnings" },
  { ...lint, name: "scripts (shellcheck)", run: "shellcheck -x -P SCRIPTDIR scripts/*.sh .ci/run" },
  { ...lint, name: "words", run: "node scripts/check-words.mjs" },
  { ...lint, name: "room: biome", run: "npx biome ci --colors=off --error-on-warnings .", in: "room" },
  { ...lint, name: "room: types", run: "npx tsc --noEmit", in: "room" },
  { ...lint, name: "e2e: biome", run: "npm run --silent lint", in: "e2e" },
  { ...lint, name: "e2e: types", run: "npm run --silent check", in: "e2e" },
  {
    name: "room: vitest",
    run: `npx vitest run --reporter=default --reporter=json --outputFile.json=${at("vitest.json")}`,
    in: "room",
    report: "vitest.json",
    count: vitest,
  },
  { name: "cargo test", run: "cargo test --locked --workspace --no-fail-fast", count: cargoTest },
  { ...lint, kind: "test", name: "the program is built", run: "cargo build --locked -p alongside-server" },
  {
    name: "playwright",
    run: "npx playwright test --reporter=list,json",
    in: "e2e",
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: at("playwright.json") },
    report: "playwright.json",
    count: playwright,
  },
];

/** The names of what failed and the first lines that each said, from what Cargo, Vitest or Playwright printed. */
function whatFailed(output) {
  const lines = output.split("\n");
  const says = (line) => /^test .* FAILED$|^ *(?:✘|FAIL|×) /.test(line);
  const why = lines.flatMap((line, at) => {
    if (/^---- .* ----$/.test(line)) return lines.slice(at, at + 25);
    return /^ *(?:Error|AssertionError|TimeoutError|Test timeout)\b.*/.test(line)
      ? lines.slice(at, at + 16)
      : [];
  });
  return [...lines.filter(says), ...why].slice(0, 120).join("\n");
}

const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);
const tail = (text, lines) => text.split("\n").slice(-lines).join("\n");

/** Runs a command with its output going to a file; says from time to time that it is still at it. */
function run(step, log) {
  const file = openSync(log, "w");
  const started = Date.now();
  const child = spawn("bash", ["-c", step.run], {
    cwd: join(root, step.in ?? "."),
    env: { ...process.env, CARGO_TERM_COLOR: "never", NO_COLOR: "1", FORCE_COLOR: "0", ...step.env },
    stdio: ["ignore", file, file],
  });
  const heartbeat = setInterval(() => console.log(`   … ${step.name}, ${seconds(started)} s`), 60_000);
  return new Promise((resolve) => {
    const done = (code) => {
      clearInterval(heartbeat);
      closeSync(file);
      resolve(code);
    };
    child.on("error", (error) => {
      writeSync(file, String(error));
      done(127);
    });
    child.on("close", (code) => done(code ?? 128));
  });
}

/** What a step's results are, with every way in which it could fail without a failing test made into one. */
function results(step, output, code) {
  let counts;
  try {
    counts = step.count(output, code);
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, why: `left no report: ${error.message}` };
  }
  if (counts.skipped > 0) {
    return {
      ...counts,
      failed: counts.failed + counts.skipped,
      why: `${counts.skipped} skipped, which counts as failed`,
    };
  }
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, why: "ran no test" };
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1, why: `ended with ${code}` };
  return counts;
}

async function main() {
  const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
  const steps = STEPS.filter((step) => !only || step.kind === only || step.name === only);
  mkdirSync(logs, { recursive: true });
  const began = Date.now();
  const total = { passed: 0, failed: 0 };
  const failures = [];
  for (const step of steps) {
    const log = at(`${step.name.replaceAll(/\W+/g, "-")}.log`);
    if (step.report) rmSync(at(step.report), { force: true });
    const started = Date.now();
    const code = await run(step, log);
    const output = readFileSync(log, "utf8");
    const { passed, failed, why } = results(step, output, code);
    total.passed += passed;
    total.failed += failed;
    const line = `${failed ? "✗" : "✓"}  ${step.name.padEnd(22)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds(started).padStart(7)} s`;
    console.log(why ? `${line}  (${why})` : line);
    if (failed) {
      failures.push({ name: step.name, what: whatFailed(output) });
      console.log(`\n--- the end of ${log} ---\n${tail(output, 150)}\n---\n`);
    }
  }
  if (steps.length === 0) total.failed = 1;
  // Once more at the end, where it is seen when only the last lines of a long run are kept.
  for (const { name, what } of failures)
    console.log(`\nFailed: ${name}. The whole output is in target/test.\n${what}`);
  console.log(`\nTook ${seconds(began)} s.`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main();
