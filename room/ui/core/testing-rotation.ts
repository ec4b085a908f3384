import { type Bytes, b64url, randomBytes } from "../../seal/index.ts";
import type { FakeServer } from "./testing.ts";
import type { Answered, Ask } from "./transport.ts";

/** What `POST rotation/finish` brings. */
interface FinishBody {
  rotation: string;
  login: string;
  recovery: string;
  entries: Record<string, number>;
  leave: Record<string, number>;
  media: string[];
  pages: Record<string, number>;
}

type Say = (status: number, value?: unknown) => Answered;

/** A change of all keys, as the server does it: staged, then at once or not at all. */
export class FakeRotation {
  id: string | null = null;
  readonly entries = new Map<string, Bytes>();
  readonly media = new Map<string, { entry: string; bytes: Bytes }>();
  readonly pages = new Map<string, Bytes>();
  readonly #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
  }

  answer(ask: Ask, url: URL, say: Say, no: (status: number, code: string) => Answered): Answered {
    const [, , , noun = "", id = ""] = url.pathname.split("/");
    if (noun === "finish") return this.#finish(JSON.parse(String(ask.body)), say, no);
    if (noun === "") return this.#begin(ask, say, no);
    if (this.id === null || ask.headers["X-Rotation"] !== this.id) return no(409, "none-under-way");
    const bytes = ask.body as Bytes;
    if (noun === "entries") this.entries.set(id, bytes);
    if (noun === "pages") this.pages.set(id, bytes);
    const entry = url.searchParams.get("entry") ?? "";
    if (noun === "media") this.media.set(id, { entry, bytes });
    return say(204);
  }

  #begin(ask: Ask, say: Say, no: (status: number, code: string) => Answered): Answered {
    for (const staged of [this.entries, this.media, this.pages]) staged.clear();
    this.id = null;
    if (ask.method === "DELETE") return say(204);
    const row = this.#server.members.get(this.#server.signedIn ?? "");
    const body = JSON.parse(String(ask.body)) as Record<string, unknown>;
    const proven = body.login_now === row?.login || body.recovery_now === row?.recovery;
    if (!proven) return no(403, "opens-nothing");
    this.id = b64url(randomBytes(32));
    return say(200, { rotation: this.id });
  }

  #finish(body: FinishBody, say: Say, no: (status: number, code: string) => Answered): Answered {
    const server = this.#server;
    const row = server.members.get(server.signedIn ?? "");
    if (row === undefined) return no(401, "sign-in");
    const half = b64url(randomBytes(32));
    if (this.id === null || body.rotation !== this.id) {
      if (row.login !== body.login) return no(409, "none-under-way");
      server.members.set(row.name, { ...row, half });
      return say(200, { half });
    }
    if (!this.#covers(body)) return no(409, "changed-elsewhere");
    for (const id of Object.keys(body.leave)) server.entries.delete(id);
    for (const [id, there] of server.entries) {
      const bytes = this.entries.get(id) ?? there.bytes;
      server.entries.set(id, { ...there, rev: there.rev + 1, bytes });
    }
    server.media.clear();
    for (const id of body.media) {
      const staged = this.media.get(id);
      if (staged !== undefined) server.media.set(id, staged);
    }
    for (const id of Object.keys(body.pages)) {
      const there = server.pages.get(id);
      const bytes = this.pages.get(id);
      if (there !== undefined && bytes !== undefined) server.pages.set(id, { ...there, bytes });
    }
    server.members.set(row.name, { ...row, ...(body as object), half });
    this.id = null;
    return say(200, { half });
  }

  #covers(body: FinishBody): boolean {
    const listed = new Map(Object.entries({ ...body.entries, ...body.leave }));
    const entries = [...this.#server.entries].every(([id, { rev }]) => listed.get(id) === rev);
    return (
      entries &&
      listed.size === this.#server.entries.size &&
      Object.keys(body.entries).every((id) => this.entries.has(id)) &&
      body.media.every((id) => this.media.has(id)) &&
      Object.entries(body.pages).every(
        ([id, rev]) => this.pages.has(id) && this.#server.pages.get(id)?.rev === rev,
      )
    );
  }
}
