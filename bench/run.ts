// `make bench`: what is measured, against what, and what it should be. Prints a table and writes JSON.
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { id, Member } from "../e2e/lib/api.ts";
import { ask, hostOf, originOf, type Target } from "../e2e/lib/http.ts";
import { freePort } from "../e2e/lib/program.ts";
import { waits } from "../e2e/lib/waits.ts";
import { firstView } from "../e2e/lib/weight.ts";
import { cores, ended, load, MEASURED, memoryOf, pinned, sideBySide, untilAnswered } from "./machine.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const work = join(root, "target/bench");
const PROGRAM = process.env.E2E_PROGRAM ?? join(target, "release/alongside");
const TOOL = join(target, "release/examples/bench");

/** The ids that bench.sql gives. */
const WITH_TEN = Buffer.alloc(16, 0xaa).toString("base64url");
const WITH_FIVE_THOUSAND = Buffer.alloc(16, 0xbb).toString("base64url");

interface Row {
  what: string;
  is: string;
  against: string;
  target: string;
  reached: boolean | null;
  numbers: Record<string, number>;
}
const rows: Row[] = [];
const number = (n: number): string =>
  n >= 100 ? Math.round(n).toLocaleString("en") : n.toLocaleString("en", { maximumSignificantDigits: 3 });

function ratio(what: string, ours: [string, number], theirs: [string, number], atLeast: number): void {
  const is = ours[1] / theirs[1];
  rows.push({
    what,
    is: `${number(ours[1])}/s ${ours[0]}`,
    against: `${number(theirs[1])}/s ${theirs[0]}: ${is.toFixed(2)}`,
    target: `at least ${atLeast.toFixed(2)}`,
    reached: is >= atLeast,
    numbers: { ours: ours[1], theirs: theirs[1], ratio: is, target: atLeast },
  });
}

function plain(what: string, is: number, unit: string, atMost?: number, against?: [string, number]): void {
  rows.push({
    what,
    is: `${number(is)} ${unit}`,
    against: against === undefined ? "" : `${number(against[1])} ${unit} ${against[0]}`,
    target: atMost === undefined ? "" : `at most ${atMost} ${unit}`,
    reached: atMost === undefined ? null : is <= atMost,
    numbers: {
      is,
      ...(atMost === undefined ? {} : { target: atMost }),
      ...(against === undefined ? {} : { against: against[1] }),
    },
  });
}

/** A migrated place with this many stories. */
async function place(name: string, stories: number): Promise<string> {
  const data = join(work, name);
  mkdirSync(data, { recursive: true });
  await run(PROGRAM, ["migrate", "--data", data]);
  const database = readdirSync(data).find((file) => /\.(db|sqlite3?)$/.test(file));
  if (!database) throw new Error(`no database in ${data}`);
  await run(TOOL, ["seed", join(data, database), String(stories)]);
  return data;
}

interface Served extends Target {
  child: ReturnType<typeof pinned>;
  readyAfter: number;
}

async function serve(data: string): Promise<Served> {
  const port = await freePort();
  // Not 127.0.0.1: there the wire of the weight measurement listens, on the same port.
  const target = { address: "127.0.0.2", port };
  const child = pinned(MEASURED, PROGRAM, ["serve", "--data", data, "--listen", `127.0.0.2:${port}`], {
    ALONGSIDE_WORKER_THREADS: "1",
    ALONGSIDE_LIMITS: "false",
    ALONGSIDE_FIRST_ANSWERS: "0",
  });
  const readyAfter = await untilAnswered(target, `/story/${WITH_TEN}`);
  return { ...target, child, readyAfter };
}

/** nginx with one worker, serving exactly these bytes under exactly these headers from a file. */
async function nginx(bytes: Buffer, headers: Record<string, string>) {
  const folder = join(work, "nginx");
  mkdirSync(join(folder, "www"), { recursive: true });
  writeFileSync(join(folder, "www/story"), bytes);
  const port = await freePort();
  const extra = Object.entries(headers)
    .map(([name, value]) => `add_header ${name} "${value.replaceAll('"', '\\"')}";`)
    .join("\n");
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type "text/html; charset=utf-8";
  client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
  uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5; open_file_cache max=10;
  server { listen 127.0.0.1:${port}; root ${folder}/www; ${extra} }
}`,
  );
  const child = pinned(MEASURED, "nginx", ["-c", join(folder, "nginx.conf"), "-p", folder]);
  await untilAnswered({ address: "127.0.0.1", port }, "/story");
  return { child, url: `http://127.0.0.1:${port}/story` };
}

/** Headers that say something about the page and are not nginx's to make. */
const ITS_OWN =
  /^(?:connection|content-length|content-type|date|etag|last-modified|transfer-encoding|server)$/;

async function hotPage(served: Served): Promise<void> {
  const path = `/story/${WITH_TEN}`;
  const headers = { Host: hostOf("commons", served.port), "Accept-Encoding": "br" };
  const page = await ask(served, { path, headers: { "accept-encoding": "br" } });
  const same: Record<string, string> = {};
  for (const [name, value] of Object.entries(page.headers)) {
    if (!ITS_OWN.test(name) && typeof value === "string") same[name] = value;
  }
  const other = await nginx(page.body, same);
  const url = `http://127.0.0.2:${served.port}${path}`;
  const [ours, theirs] = await sideBySide({ url, headers }, { url: other.url, headers });
  await ended(other.child);
  ratio("Hot public story page", ["here", ours.perSecond], ["nginx", theirs.perSecond], 0.6);
}

async function manyAnswers(served: Served, cookie: string): Promise<void> {
  const base = `http://127.0.0.2:${served.port}/story/`;
  const headers = { Host: hostOf("commons", served.port), "Accept-Encoding": "br" };
  for (const [who, more] of [
    ["visitor", {}],
    ["member", { Cookie: cookie }],
  ] as const) {
    const [many, few] = await sideBySide(
      { url: `${base}${WITH_FIVE_THOUSAND}`, headers: { ...headers, ...more }, seconds: 4 },
      { url: `${base}${WITH_TEN}`, headers: { ...headers, ...more }, seconds: 4 },
    );
    const title = `Story with 5,000 answers, first page, ${who}`;
    ratio(title, ["with 5,000", many.perSecond], ["with 10", few.perSecond], 1 / 1.3);
  }
}

async function community(large: Served, small: Served): Promise<void> {
  const loadOf = async (served: Served) => {
    const member = await Member.arrive(served);
    const headers = {
      Host: hostOf("commons", served.port),
      Cookie: member.commons,
      "Accept-Encoding": "br",
    };
    return { url: `http://127.0.0.2:${served.port}/community`, headers, connections: 16, seconds: 4 };
  };
  const [many, few] = await sideBySide(await loadOf(large), await loadOf(small));
  ratio(
    "Community, first page, signed in",
    ["at 200,000 stories", many.perSecond],
    ["at 1,000", few.perSecond],
    1 / 1.3,
  );
  plain("Community, first page, at 200,000 stories: 99 in 100 within", many.p99, "ms");
}

/** Sixty-four members who answer at once, over and over: wrk does the sending. */
async function answers(served: Served): Promise<void> {
  const members = await Promise.all(Array.from({ length: 64 }, () => Member.arrive(served)));
  const pens = await Promise.all(
    members.map((member, i) => member.pen(`answering ${i} ${id().slice(0, 4)}`.replaceAll(/[-_]/g, "x"))),
  );
  const lines = members.map((member, i) => `{ "${member.commons}", "${pens[i]?.id}" },`).join("\n");
  const script = join(work, "answers.lua");
  writeFileSync(
    script,
    `local who = { ${lines} }
local n, run = 0, "${id().slice(0, 12)}"
request = function()
  n = n + 1
  local one = who[n % 64 + 1]
  local body = "pen=" .. one[2] .. "&once=" .. run .. string.format("%010d", n) .. "&text=" ..
    string.rep("I+waited+five+days+between+the+two+scans.+I+remember+the+quiet+in+the+car.+", 4) .. n
  return wrk.format("POST", "/story/${WITH_TEN}/answer", {
    Host = "${hostOf("commons", served.port)}", Cookie = one[1], Origin = "${originOf("commons", served.port)}",
    ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end`,
  );
  const ours: number[] = [];
  const theirs: number[] = [];
  const seconds = 6;
  for (let round = 0; round < 3; round++) {
    const done = await load({ url: `http://127.0.0.2:${served.port}/`, connections: 64, seconds, script });
    ours.push(done.perSecond);
    const folder = join(work, `raw-${round}`);
    mkdirSync(folder, { recursive: true });
    const { stdout } = await run("taskset", ["-c", MEASURED, TOOL, "raw", folder, String(seconds)]);
    theirs.push((JSON.parse(stdout) as { perSecond: number }).perSecond);
  }
  const middle = (all: number[]) => all.toSorted((a, b) => a - b)[1] ?? Number.NaN;
  ratio(
    "Answers accepted, durable, 64 members at once",
    ["answers", middle(ours)],
    ["raw SQLite inserts", middle(theirs)],
    1,
  );
}

async function weight(served: Served): Promise<void> {
  const view = await firstView(served, `/story/${WITH_TEN}`);
  plain("First view of a public story, over the wire", view.bytes / 1000, "KB", 60);
  plain("First view of a public story, requests", view.requests, "requests", 6);
  plain("First view of a public story, layout shift", view.shift, "", 0);
  const dist = join(root, "room/dist");
  const scripts = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );
  const first = scripts.filter((name) => readFileSync(join(dist, "index.html"), "utf8").includes(name));
  const gz = (names: string[]) =>
    names.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length, 0) /
    1000;
  plain("The room's script, gzipped", gz(first), "KB", 110);
  plain("The room's script with what is loaded later, gzipped", gz(scripts), "KB");
}

/** What somebody waits for in the room, in Chromium. */
async function inTheRoom(served: Served): Promise<void> {
  const { none, hundred, noneSlow, hundredSlow, signIn } = await waits(
    served,
    `m${id().slice(0, 8).toLowerCase().replaceAll(/[-_]/g, "x")}`,
  );
  const what = "A circle with 100 entries, opened and verified";
  plain(what, hundred, "ms", 500, ["with one", none]);
  plain(`${what}, at a sixth of the speed`, hundredSlow, "ms", 2500, ["with one", noneSlow]);
  plain("Unlocking with one's words, on a new device", signIn, "ms", 1000);
}

function report(): void {
  const table = rows.map(({ what, is, against, target, reached }) => [
    what,
    is,
    against,
    target,
    reached === null ? "" : reached ? "reached" : "NOT REACHED",
  ]);
  const all = [["what", "is", "against", "target", ""], ...table];
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  for (const row of all)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  const folder = join(root, "bench/results");
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  const result = { at, commit, cores: cores(), cpu: cpus()[0]?.model ?? "", rows };
  writeFileSync(join(folder, `${at.replaceAll(":", "-")}.json`), JSON.stringify(result, null, 2));
  writeFileSync(join(folder, "latest.json"), JSON.stringify(result, null, 2));
  console.log(`\n${cores()} cores, ${result.cpu}. Written to bench/results/latest.json.`);
}

const step = async <T>(name: string, what: () => Promise<T>): Promise<T | undefined> => {
  const began = performance.now();
  try {
    return await what();
  } catch (error) {
    rows.push({ what: name, is: "FAILED", against: "", target: "", reached: false, numbers: {} });
    console.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
    return undefined;
  } finally {
    console.error(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
};

/** With a step's name as argument only that one is measured, which is for working on it. */
const only = process.argv[2];
const measure = async (name: string, what: () => Promise<void>): Promise<void> => {
  if (only === undefined || only === name) await step(name, what);
};

async function measureLarge(small: Served): Promise<void> {
  const many = await step("seeding 200,000 stories", () => place("many", 200_000));
  if (!many) throw new Error("There is nothing to measure.");
  const large = await serve(many);
  await step("community", () => community(large, small));
  plain("Memory at 200,000 stories, after", memoryOf(large.child), "MiB");
  await ended(large.child);
}

async function main(): Promise<void> {
  rmSync(work, { recursive: true, force: true });
  const few = await step("seeding 1,000 stories", () => place("few", 1_000));
  if (!few) throw new Error("There is nothing to measure.");
  const small = await serve(few);
  plain("From start to first answer", small.readyAfter, "ms");
  plain("Memory at rest", memoryOf(small.child), "MiB");
  await measure("hot", () => hotPage(small));
  const reader = await Member.arrive(small);
  await measure("thread", () => manyAnswers(small, reader.commons));
  await measure("weight", () => weight(small));
  await measure("room", () => inTheRoom(small));
  await measure("community", () => measureLarge(small));
  await measure("answers", () => answers(small));
  plain("Memory after all of the above", memoryOf(small.child), "MiB");
  await ended(small.child);
  report();
  rmSync(work, { recursive: true, force: true });
  process.exit(rows.some((row) => row.is === "FAILED") ? 1 : 0);
}

await main();
