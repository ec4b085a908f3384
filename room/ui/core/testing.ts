import {
  type Bytes,
  b64url,
  fromUtf8,
  type Kdf,
  newKdf,
  randomBytes,
  utf8,
} from "../../seal/index.ts";
import { Offline } from "./errors.ts";
import { FakeRotation } from "./testing-rotation.ts";
import type { Answered, Ask, Transport } from "./transport.ts";
import type * as wire from "./wire.ts";

interface Row {
  rev: number;
  bytes: Bytes;
  at: number;
}

interface OpenRow {
  body: wire.StoryBody & { pen: string };
  version: number;
  at: number;
  answers: wire.AnswerForKeeping[];
}

interface MemberRow extends wire.SignUpBody {
  half: string;
}

const ANSWERS_AT_ONCE = 200;

type Body = Record<string, unknown>;

const reply = (
  status: number,
  value?: unknown,
  headers: Record<string, string> = {},
): Answered => ({
  status,
  header: (name) => headers[name] ?? null,
  bytes: value instanceof Uint8Array ? (value as Bytes) : utf8(JSON.stringify(value ?? null)),
});

const no = (status: number, code: string, more: Body = {}): Answered =>
  reply(status, { error: { code, say: `No: ${code}.` }, ...more });

const same = (a: Bytes, b: Bytes): boolean => b64url(a) === b64url(b);

/** The room API in memory, for tests: the same yes and no as the server's, and a bad line to it. */
export class FakeServer {
  /** nothing gets through */
  offline = false;
  /** so many requests are done, and their answers lost; `only` says which */
  lose = { count: 0, only: (_: Ask): boolean => true };
  signedIn: string | null = "ada";
  now = 1_790_000_000_000;
  readonly entries = new Map<string, Row>();
  readonly media = new Map<string, { entry: string; bytes: Bytes }>();
  readonly photos = new Map<string, Bytes>();
  readonly stories = new Map<string, OpenRow>();
  readonly pages = new Map<string, Row & { endsAt: number | null }>();
  readonly members = new Map<string, MemberRow>();
  readonly rotation = new FakeRotation(this);
  readonly once = new Map<string, { request: string; answer: Answered }>();
  /** each request that arrived, as `PUT /api/entries/x` */
  readonly asked: string[] = [];
  /** the next request to a path with this in it is refused so */
  refuse: { path: string; status: number; code: string } | null = null;

  /** what somebody else does once, just before such a request arrives */
  meanwhile: { only: (ask: Ask) => boolean; does: () => void } | null = null;

  /** tests put something in its way */
  carry: Transport = async (ask) => {
    if (this.offline) throw new Offline();
    if (this.meanwhile?.only(ask)) {
      this.meanwhile.does();
      this.meanwhile = null;
    }
    this.asked.push(`${ask.method} ${ask.path}`);
    ask.progress?.(ask.body?.length ?? 0, ask.body?.length ?? 0);
    const answer = this.#answer(ask);
    if (this.lose.count > 0 && this.lose.only(ask)) {
      this.lose.count -= 1;
      throw new Offline();
    }
    return answer;
  };

  count = (start: string): number => this.asked.filter((one) => one.startsWith(start)).length;

  #answer(ask: Ask): Answered {
    if (this.refuse !== null && ask.path.includes(this.refuse.path)) {
      const { status, code } = this.refuse;
      this.refuse = null;
      return no(status, code);
    }
    const url = new URL(ask.path, "http://room");
    const [, , noun = "", id = "", more] = url.pathname.split("/");
    const open = this.#outside(ask, noun);
    if (open !== null) return open;
    if (this.signedIn === null) return no(401, "signed-out");
    const key = ask.headers["Idempotency-Key"];
    if (key === undefined) return this.#inside(ask, url, noun, id, more);
    const request = `${ask.path} ${typeof ask.body === "string" ? ask.body : ask.body?.length}`;
    const before = this.once.get(key);
    if (before !== undefined) return before.request === request ? before.answer : no(409, "other");
    const answer = this.#inside(ask, url, noun, id, more);
    if (answer.status < 300) this.once.set(key, { request, answer });
    return answer;
  }

  #outside(ask: Ask, noun: string): Answered | null {
    const body = (): Body => JSON.parse(String(ask.body)) as Body;
    if (noun === "session") return reply(200, this.#session());
    if (noun === "salt") return reply(200, { kdf: this.#kdf(String(body().name)) });
    if (noun === "sign-up") return this.#signUp(body() as unknown as wire.SignUpBody);
    if (noun === "sign-in") return this.#signIn(body() as unknown as wire.SignInBody);
    return null;
  }

  #session(): wire.SessionNow {
    const row = this.signedIn === null ? undefined : this.members.get(this.signedIn);
    if (row === undefined) return { signed_in: false };
    const { name, half } = row;
    return { signed_in: true, name, standing: "member", half, commons: "http://commons" };
  }

  #kdf = (name: string): Kdf => this.members.get(name)?.kdf ?? newKdf();

  #signUp(body: wire.SignUpBody): Answered {
    if (this.members.has(body.name)) return no(409, "taken");
    const half = b64url(randomBytes(32));
    this.members.set(body.name, { ...body, half });
    this.signedIn = body.name;
    return reply(201, { half });
  }

  #signIn({ name, secret, by }: wire.SignInBody): Answered {
    const row = this.members.get(name);
    const fits = row !== undefined && secret === (by === "words" ? row.login : row.recovery);
    if (!fits) return no(401, "no-match");
    this.signedIn = name;
    const keyring = by === "words" ? row.keyring_pass : row.keyring_recovery;
    return reply(200, { half: row.half, keyring });
  }

  #words(body: wire.WordsBody): Answered {
    const row = this.members.get(this.signedIn ?? "");
    if (row === undefined) return no(401, "signed-out");
    const proven = body.login_now === row.login || body.recovery_now === row.recovery;
    if (!proven) return no(401, "no-match");
    this.members.set(row.name, { ...row, ...body });
    return reply(204);
  }

  #inside(ask: Ask, url: URL, noun: string, id: string, more: string | undefined): Answered {
    switch (noun) {
      case "words":
        return this.#words(JSON.parse(String(ask.body)) as wire.WordsBody);
      case "sign-out":
      case "sign-out-everywhere":
        this.signedIn = null;
        return reply(204);
      case "entries":
        return id === "" || id === "bundle" ? this.#list(url, id) : this.#entry(ask, id);
      case "media":
        return this.#medium(ask, id, url.searchParams.get("entry") ?? "");
      case "rotation":
        return this.rotation.answer(ask, url, reply, no);
      case "for":
        return this.#read(id);
      case "letters":
      case "circles":
        // Nobody here is in one; circles are told of in a browser, with a real server.
        return reply(200, []);
      case "pages":
        return id === "" ? this.#pageList() : this.#page(ask, id);
      case "photos":
        return this.#photo(ask.body as Bytes);
      case "stories": {
        const from = Number(url.searchParams.get("cursor") ?? 0);
        return id === "" ? this.#newStory(ask) : this.#story(ask, id, more, from);
      }
      default:
        return no(404, "not-found");
    }
  }

  #list(url: URL, id: string): Answered {
    const rows = [...this.entries].sort(([, a], [, b]) => b.at - a.at);
    if (id === "bundle") {
      const ids = (url.searchParams.get("ids") ?? "").split(",");
      if (ids.length > 20) return no(422, "too-many");
      const found = rows.filter(([one]) => ids.includes(one));
      const entries = found.map(([one, { rev, at, bytes }]) => ({
        id: one,
        rev,
        at,
        bytes: b64url(bytes),
      }));
      return reply(200, { entries });
    }
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const page = rows.slice(from, from + 50);
    const entries = page.map(([one, { rev, at, bytes }]) => ({
      id: one,
      rev,
      at,
      size: bytes.length,
    }));
    return reply(200, { entries, next: rows.length > from + 50 ? String(from + 50) : null });
  }

  #entry(ask: Ask, id: string): Answered {
    const row = this.entries.get(id);
    if (ask.method === "PUT") return this.#putEntry(ask, id, row);
    if (row === undefined) return no(404, "not-found");
    if (ask.method === "GET") return reply(200, row.bytes, { "X-Rev": String(row.rev) });
    this.entries.delete(id);
    for (const [one, { entry }] of this.media) if (entry === id) this.media.delete(one);
    return reply(204);
  }

  #putEntry(ask: Ask, id: string, row: Row | undefined): Answered {
    const bytes = ask.body as Bytes;
    if (row !== undefined && same(row.bytes, bytes)) return reply(200, { rev: row.rev });
    const rev = row?.rev ?? 0;
    if (Number(ask.headers["If-Rev"]) !== rev) return no(409, "changed-elsewhere", { rev });
    this.now += 1;
    this.entries.set(id, { rev: rev + 1, bytes, at: this.now });
    return reply(200, { rev: rev + 1 });
  }

  #medium(ask: Ask, id: string, entry: string): Answered {
    if (ask.method === "PUT") {
      this.media.set(id, { entry, bytes: ask.body as Bytes });
      return reply(204);
    }
    const row = this.media.get(id);
    if (row === undefined) return no(404, "not-found");
    if (ask.method === "DELETE") this.media.delete(id);
    return ask.method === "GET" ? reply(200, row.bytes) : reply(204);
  }

  #pageList(): Answered {
    const lines = [...this.pages].map(([id, { rev, bytes, endsAt }]) => ({
      id,
      rev,
      ends_at: endsAt,
      size: bytes.length,
    }));
    return reply(200, lines);
  }

  #read(id: string): Answered {
    const row = this.pages.get(id);
    return row === undefined ? no(404, "not-here") : reply(200, row.bytes);
  }

  #page(ask: Ask, id: string): Answered {
    const row = this.pages.get(id);
    if (ask.method === "DELETE") {
      this.pages.delete(id);
      return reply(204);
    }
    const rev = row?.rev ?? 0;
    if (Number(ask.headers["If-Rev"]) !== rev) return no(409, "changed-elsewhere", { rev });
    const end = ask.headers["X-Ends-At"] ?? "";
    const endsAt = end === "" ? null : Number(end);
    this.pages.set(id, { rev: rev + 1, bytes: ask.body as Bytes, at: this.now, endsAt });
    return reply(200, { rev: rev + 1 });
  }

  #photo(bytes: Bytes): Answered {
    const photo = b64url(randomBytes(16));
    this.photos.set(photo, bytes);
    return reply(201, { photo, width: 4, height: 3 });
  }

  #newStory(ask: Ask): Answered {
    if (ask.method === "GET") {
      const mine = [...this.stories].map(([id, { body, at }]) => ({
        id,
        audience: body.audience,
        title: body.title ?? null,
        pen: body.pen,
        shared_at: at,
      }));
      return reply(200, mine);
    }
    const body = JSON.parse(String(ask.body)) as wire.StoryBody & { pen: string };
    const photos = [...body.photos, ...body.moments.flatMap((one) => one.photos)];
    if (photos.some(({ photo }) => !this.photos.has(photo))) return no(422, "photo-unknown");
    const id = b64url(randomBytes(16));
    this.stories.set(id, { body, version: 1, at: this.now, answers: [] });
    return reply(201, { story: id, version: 1, url: `http://commons/story/${id}` });
  }

  #story(ask: Ask, id: string, more: string | undefined, from: number): Answered {
    const row = this.stories.get(id);
    if (row === undefined) return no(404, "not-found");
    if (ask.method === "DELETE") {
      const seen = new URL(ask.path, "http://room").searchParams.get("version");
      if (seen !== null && Number(seen) !== versionOf(row)) return no(409, "stirred");
      this.stories.delete(id);
      return reply(204);
    }
    if (ask.method === "GET") {
      return reply(200, this.#ownCopy(row, from));
    }
    const body = JSON.parse(String(ask.body)) as wire.StoryBody;
    if (more !== "audience" && body.audience !== row.body.audience) return no(409, "changed");
    row.body =
      more === "audience" ? { ...row.body, audience: body.audience } : { ...row.body, ...body };
    row.version += 1;
    return reply(200, { version: row.version });
  }

  #ownCopy(row: OpenRow, from: number): wire.OwnCopy {
    const { body, answers } = row;
    const to = from + ANSWERS_AT_ONCE;
    const next = answers.length > to ? String(to) : null;
    const story = { text: body.text, version: versionOf(row) };
    return { story, answers: answers.slice(from, to), with: [], next };
  }

  /** Everything that ever lay on this server, as one text: to look for what must not be there. */
  everything(): string {
    const rows = [...this.entries.values(), ...this.media.values(), ...this.pages.values()].map(
      ({ bytes }) => Buffer.from(bytes).toString("latin1"),
    );
    return rows.join("\n");
  }
}

/** Every answer makes the story a newer one. */
const versionOf = (row: OpenRow): number => row.version + row.answers.length;

/** Text behind bytes, for looking into what was sent. */
export const textOf = (bytes: Bytes): string => fromUtf8(bytes);

/** A clock that only moves when it is told to. */
export class FakeClock {
  now = 1_790_000_000_000;
  readonly #waiting = new Set<{ at: number; work: () => void }>();
  readonly later = (ms: number, work: () => void): (() => void) => {
    const one = { at: this.now + ms, work };
    this.#waiting.add(one);
    return () => this.#waiting.delete(one);
  };
  get waiting(): number {
    return this.#waiting.size;
  }
  pass(ms: number): void {
    this.now += ms;
    for (const one of [...this.#waiting]) {
      if (one.at > this.now) continue;
      this.#waiting.delete(one);
      one.work();
    }
  }
}
