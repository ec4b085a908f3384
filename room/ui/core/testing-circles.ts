import { type Bytes, b64url, utf8 } from "../../seal/index.ts";
import type { AskedLine, InviteLine, NewLine } from "./circle-api.ts";
import { FakeServer } from "./testing.ts";
import type { Answered, Ask, Transport } from "./transport.ts";

interface Row {
  user: string;
  rev: number;
  epoch: number;
  at: number;
  bytes: Bytes;
  first: string | null;
  for: string | null;
}

const reply = (status: number, value?: unknown): Answered => ({
  status,
  header: () => null,
  bytes: utf8(JSON.stringify(value ?? null)),
});
const no = (status: number, code: string, more = {}): Answered =>
  reply(status, { error: { code, say: `No: ${code}.` }, ...more });

/** One circle on a server in memory: the same yes and no about entries as the server's. */
export class FakeCircle {
  readonly id: string;
  now = 1_790_000_000_000;
  lines: string[] = [];
  epoch = 1;
  keeper = "";
  /** gives out to everybody what is to wait with somebody */
  leaks = false;
  readonly members = new Set<string>();
  readonly grants = new Map<string, string>();
  readonly entries = new Map<string, Row>();
  readonly media = new Map<string, Bytes>();
  readonly invites = new Map<string, InviteLine>();
  requests: AskedLine[] = [];
  /** what somebody else does once, just before an entry arrives */
  meanwhile: (() => Promise<void>) | null = null;
  readonly #own = new Map<string, FakeServer>();

  constructor(id: string) {
    this.id = id;
  }

  /** What `user` talks to. */
  carry(user: string): Transport {
    const own = new FakeServer();
    this.#own.set(user, own);
    return async (ask) => {
      const { pathname, searchParams } = new URL(ask.path, "http://room");
      const [, , noun, id, ...rest] = pathname.split("/");
      if (noun !== "circles") return own.carry(ask);
      if (id === undefined) return reply(200, this.members.has(user) ? [this.#head(user)] : []);
      if (id !== this.id || !this.members.has(user)) return no(404, "not-here");
      if (rest[0] === "entries") {
        if (ask.method === "PUT") await this.#wait();
        return this.#entry(user, ask, searchParams, rest[1], rest[2]);
      }
      if (rest[0] === "media") return this.#medium(ask, rest[1] ?? "");
      if (rest[0] === "invites") return this.#invite(ask, rest[1]);
      if (rest[0] === "lines") return this.#line(JSON.parse(String(ask.body)) as NewLine);
      const grant = this.grants.get(user) ?? null;
      const from = Number(searchParams.get("from") ?? 0);
      const lines = this.lines.slice(from);
      const { requests, invites } = this;
      const kept = user === this.keeper ? { requests, invites: [...invites.values()] } : {};
      return reply(200, { user, lines, count: this.lines.length, grant, ...kept });
    };
  }

  async #wait(): Promise<void> {
    const does = this.meanwhile;
    this.meanwhile = null;
    await does?.();
  }

  #medium(ask: Ask, id: string): Answered {
    const there = this.media.get(id);
    if (ask.method === "PUT") this.media.set(id, ask.body as Bytes);
    if (ask.method !== "GET") return reply(204);
    return there === undefined ? no(404, "not-here") : { ...reply(200), bytes: there };
  }

  #invite(ask: Ask, id: string | undefined): Answered {
    if (id !== undefined) return this.invites.delete(id) ? reply(204) : no(404, "not-here");
    const made = JSON.parse(String(ask.body)) as { id: string; uses: number; ends_at: number };
    this.invites.set(made.id, { id: made.id, uses_left: made.uses, ends_at: made.ends_at });
    return reply(204);
  }

  #line({ line, grants = [], request }: NewLine): Answered {
    this.lines.push(line);
    for (const { user, bytes } of grants) {
      this.members.add(user);
      this.grants.set(user, bytes);
    }
    this.requests = this.requests.filter(({ id }) => id !== request);
    return reply(204);
  }

  #head = (user: string) => ({
    id: this.id,
    user,
    keeper: user === this.keeper,
    lines: this.lines.length,
    changed_at: this.now,
  });

  /** What is there for `user`. */
  #seen = (user: string): [string, Row][] =>
    [...this.entries]
      .filter(
        ([, row]) => this.leaks || row.first === null || row.first === user || row.user === user,
      )
      .sort(([, a], [, b]) => a.at - b.at);

  #entry(
    user: string,
    ask: Ask,
    query: URLSearchParams,
    id: string | undefined,
    more: string | undefined,
  ): Answered {
    const rows = this.#seen(user);
    if (id === undefined) {
      const after = Number(query.get("cursor") || 0);
      const changed = rows.filter(([, { at }]) => at > after);
      const entries = changed.map(([one, { bytes, ...row }]) => ({
        id: one,
        ...row,
        size: bytes.length,
      }));
      const cursor = String(changed.at(-1)?.[1].at ?? after);
      return reply(200, { entries, cursor, more: false, count: rows.length });
    }
    if (id === "bundle") {
      const ids = (query.get("ids") ?? "").split(",");
      const found = rows.filter(([one]) => ids.includes(one));
      const entries = found.map(([one, { bytes, ...row }]) => ({
        id: one,
        ...row,
        bytes: b64url(bytes),
      }));
      return reply(200, { entries });
    }
    if (more === "let-through") return this.#letThrough(user, id);
    return ask.method === "PUT" ? this.#put(user, ask, id) : this.#erase(user, id);
  }

  #letThrough(user: string, id: string): Answered {
    const row = this.entries.get(id);
    if (row?.first == null || ![row.first, row.user].includes(user)) return no(404, "not-here");
    this.entries.set(id, { ...row, first: null, at: ++this.now });
    return reply(204);
  }

  #erase(user: string, id: string): Answered {
    const row = this.entries.get(id);
    if (row && ![row.user, row.for, this.keeper].includes(user)) return no(403, "not-yours");
    this.entries.delete(id);
    return reply(204);
  }

  #put(user: string, ask: Ask, id: string): Answered {
    const row = this.entries.get(id);
    const { "If-Rev": seen, "X-Epoch": epoch, "X-First": first, "X-For": whom } = ask.headers;
    if (row !== undefined && row.user !== user) return no(403, "not-yours");
    if (Number(epoch) !== this.epoch) return no(409, "epoch-over", { epoch: this.epoch });
    const rev = row?.rev ?? 0;
    if (Number(seen) !== rev) return no(409, "changed-elsewhere", { rev });
    const named = row ?? { first: first ?? null, for: whom ?? null };
    for (const one of row === undefined ? [named.first, named.for] : []) {
      if (one !== null && !this.members.has(one)) return no(422, "not-them");
    }
    this.entries.set(id, {
      user,
      rev: rev + 1,
      epoch: this.epoch,
      at: ++this.now,
      bytes: ask.body as Bytes,
      first: named.first,
      for: named.for,
    });
    return reply(200, { rev: rev + 1 });
  }

  /** As the server does when somebody leaves or is taken out. */
  out(user: string): void {
    this.members.delete(user);
    for (const [id, row] of this.entries) {
      if (row.first === user) this.entries.set(id, { ...row, first: null, at: ++this.now });
    }
  }
}
