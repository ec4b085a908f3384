// The real program, started on a free port with a data folder of its own, and stopped or killed like one.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { ask, type Target } from "./http.ts";

const run = promisify(execFile);

const built = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "../../target");
export const PROGRAM = resolve(process.env.E2E_PROGRAM ?? join(built, "debug/alongside"));

/** The program listens here, and the recording wire on 127.0.0.1, both on one port: so the hosts stay the same. */
const BEHIND = "127.0.0.2";

export interface StartOptions {
  /** `demo` fills an empty place with the demo's stories first. */
  command?: "serve" | "demo";
  /** Rate limits on, as in real life. Off by default: tests are quicker than people. */
  limits?: boolean;
  address?: string;
  /** More of the program's environment. */
  env?: Record<string, string>;
  /** Its data lies on a disk of its own with only so much room, as `4m`; it is gone when the program ends. */
  disk?: string;
}

/** The data folder becomes a small disk that only this program has; then it goes on as itself. */
const ON_A_DISK =
  'mount -t tmpfs -o "size=$0,mode=700" none "$1" && "$2" migrate --data "$1" && shift && exec "$@"';

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

export class Program implements Target {
  readonly data: string;
  readonly log: string;
  private child: ChildProcess | undefined;

  private constructor(
    readonly address: string,
    readonly port: number,
    private readonly options: StartOptions,
  ) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: cargo build -p alongside-server`);
    const folder = mkdtempSync(join(tmpdir(), "alongside-test-"));
    this.data = join(folder, "data");
    this.log = join(folder, "program.log");
    mkdirSync(this.data);
  }

  static async start(options: StartOptions = {}): Promise<Program> {
    const program = new Program(options.address ?? BEHIND, await freePort(), options);
    await program.start();
    return program;
  }

  /** Starts it and waits until it is ready. The log of earlier starts is kept. `other` is for this start only. */
  async start(other: Record<string, string> = {}): Promise<void> {
    const { command = "serve", limits = false, disk } = this.options;
    const env = { ...this.options.env, ...other };
    const first = this.child === undefined;
    const log = createWriteStream(this.log, { flags: "a" });
    const listen = `${this.address}:${this.port}`;
    if (command === "serve" && first && disk === undefined) await this.tool("migrate");
    const line = [PROGRAM, command, "--data", this.data, "--listen", listen];
    const apart = ["-rm", "sh", "-c", ON_A_DISK, disk ?? "", this.data];
    const [run = "", ...args] = disk === undefined ? line : ["unshare", ...apart, ...line];
    const child = spawn(run, args, {
      // A house in which everybody has been heard before; moderation has specs of its own.
      env: {
        ...this.environment(),
        ALONGSIDE_LIMITS: String(limits),
        ALONGSIDE_FIRST_ANSWERS: "0",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    this.child = child;
    await this.ready(child);
  }

  /** What a person who runs it would have in the environment; the log is as talkative as it gets. */
  private environment(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, RUST_BACKTRACE: "1", ALONGSIDE_LOG: "trace" };
  }

  /** Runs another command of the program on the same data and returns what it prints. */
  async tool(...args: string[]): Promise<string> {
    const { stdout, stderr } = await run(PROGRAM, [...args, "--data", this.data], {
      env: this.environment(),
    });
    return stdout + stderr;
  }

  private async ready(child: ChildProcess): Promise<void> {
    const patience = Date.now() + (this.options.command === "demo" ? 120_000 : 20_000);
    while (Date.now() < patience) {
      if (child.exitCode !== null) break;
      try {
        if ((await ask(this, { path: "/readyz" })).status === 200) return;
      } catch {
        // Not listening yet.
      }
      await new Promise((done) => setTimeout(done, 15));
    }
    throw new Error(`The program did not become ready.\n${this.logs().slice(-4000)}`);
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** The data folder as the program sees it. */
  get folder(): string {
    return this.options.disk === undefined ? this.data : `/proc/${this.pid}/root${this.data}`;
  }

  logs(): string {
    return existsSync(this.log) ? readFileSync(this.log, "utf8") : "";
  }

  /** As the power cut would. */
  kill(): Promise<void> {
    return this.end("SIGKILL");
  }

  /** As systemd would. */
  stop(): Promise<void> {
    return this.end("SIGTERM");
  }

  private end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((done) => {
      const impatient = setTimeout(() => child.kill("SIGKILL"), 15_000);
      child.once("close", () => {
        clearTimeout(impatient);
        done();
      });
      child.kill(signal);
    });
  }

  /** Stops it and takes its folder away. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(join(this.data, ".."), { recursive: true, force: true });
  }
}
