// Programs started for a measurement, each pinned to one core so that the two sides of a comparison have the same.
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { ask, type Target } from "../e2e/lib/http.ts";

const run = promisify(execFile);

/** What is measured runs on this core, and what measures it on the other. */
export const MEASURED = "0";
export const MEASURING = "1";

const started = new Set<ChildProcess>();
// Nothing is left running, however this ends.
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

export function pinned(core: string, program: string, args: string[], env?: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn("taskset", ["-c", core, program, ...args], {
    stdio: "ignore",
    env: { ...process.env, ...env },
  });
  started.add(child);
  return child;
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("close", done));
  child.kill(signal);
  await gone;
}

/** Milliseconds until `path` is answered with 200. */
export async function untilAnswered(target: Target, path: string, patience = 30_000): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < patience) {
    try {
      if ((await ask(target, { path })).status === 200) return performance.now() - began;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 1));
  }
  throw new Error(`no answer at ${path} in ${patience} ms`);
}

/** Memory in use, in MiB. */
export const memoryOf = (child: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024;

export interface Load {
  url: string;
  headers?: Record<string, string>;
  connections?: number;
  seconds?: number;
  /** A Lua script for wrk. */
  script?: string;
}

export interface Measured {
  perSecond: number;
  /** Milliseconds. */
  median: number;
  p99: number;
}

const millis = (text: string | undefined): number => {
  const [, number = "NaN", unit = "ms"] = /([\d.]+)(us|ms|s)/.exec(text ?? "") ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1);
};

/** Loads a page with wrk. Throws when a single reply is not a good one. */
export async function load(what: Load): Promise<Measured> {
  const { connections = 32, seconds = 6, headers = {}, script, url } = what;
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency"];
  for (const [name, value] of Object.entries(headers)) args.push("-H", `${name}: ${value}`);
  if (script) args.push("-s", script);
  const { stdout } = await run("taskset", ["-c", MEASURING, "wrk", ...args, url]);
  const bad = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout);
  if (bad) throw new Error(`${url}: ${bad[0]}\n${stdout}`);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    median: millis(/50%\s+(\S+)/.exec(stdout)?.[1]),
    p99: millis(/99%\s+(\S+)/.exec(stdout)?.[1]),
  };
}

/** Two loads in turn, three times each, and the middle one of each: what else the machine does hits both alike. */
export async function sideBySide(first: Load, second: Load): Promise<[Measured, Measured]> {
  const results: [Measured[], Measured[]] = [[], []];
  await load({ ...first, seconds: 1 });
  await load({ ...second, seconds: 1 });
  for (let round = 0; round < 3; round++) {
    results[0].push(await load(first));
    results[1].push(await load(second));
  }
  return [middle(results[0]), middle(results[1])];
}

function middle(runs: Measured[]): Measured {
  const sorted = runs.toSorted((a, b) => a.perSecond - b.perSecond);
  const found = sorted[Math.floor(sorted.length / 2)];
  if (!found) throw new Error("nothing was measured");
  return found;
}

export const cores = (): number => Number(execFileSync("nproc", { encoding: "utf8" }));
