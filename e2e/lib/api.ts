// A member without a browser: speaks the room API as the room does, with real age files and no Argon2, so that a
// test can have sixty-four of them.
import { createHash, randomBytes } from "node:crypto";
import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { type Ask, ask, cookiesOf, type Reply, type Target } from "./http.ts";

export const id = (): string => randomBytes(16).toString("base64url");
const b64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

let recipient: Promise<string> | undefined;

/** An age file for one hybrid recipient; `size` is that of the plain bytes. */
export async function ageFile(size = 4096): Promise<Uint8Array> {
  recipient ??= generateHybridIdentity().then(identityToRecipient);
  const encrypter = new Encrypter();
  encrypter.addRecipient(await recipient);
  return encrypter.encrypt(new Uint8Array(randomBytes(size)));
}

let keyring: Promise<Uint8Array> | undefined;

export interface SignUpBody {
  name: string;
  kdf: Record<string, unknown>;
  login: string;
  recovery: string;
  keyring_pass: string;
  keyring_recovery: string;
  device: string;
}

export async function signUpBody(name: string, secret: Uint8Array = randomBytes(32)): Promise<SignUpBody> {
  keyring ??= ageFile(2600);
  const file = b64url(await keyring);
  return {
    name,
    kdf: { alg: "argon2id", v: 19, m: 65536, t: 3, p: 1, salt: b64url(randomBytes(16)) },
    login: b64url(secret),
    recovery: b64url(randomBytes(32)),
    keyring_pass: file,
    keyring_recovery: file,
    device: "computer",
  };
}

export const AROUND = {
  state: null,
  about: { kind: null, weeks: null, when: null, role: null, path: [] },
  notes: [],
  wish: [],
  answers: "at-once",
  quoting: "no",
  words: null,
  findable: false,
};

/** A list under a name, or the list itself: what matters to a test is what is in it. */
const listIn = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : (Object.values(value as object).find(Array.isArray) ?? []);

/** An answer as its story's author keeps it. */
export interface Kept {
  id: string;
  parent: string | null;
  pen: string;
  text: string;
}

export class Member {
  room = "";
  commons = "";

  private constructor(
    readonly target: Target,
    readonly name: string,
    readonly secret: Uint8Array,
  ) {}

  /** Signs up, in the room only. */
  static async join(target: Target, name = `m${randomBytes(6).toString("hex")}`): Promise<Member> {
    const member = new Member(target, name, randomBytes(32));
    const reply = await member.post("/api/sign-up", await signUpBody(name, member.secret));
    if (reply.status !== 201) throw new Error(`sign-up: ${reply.status} ${reply.text}`);
    member.room = cookiesOf(reply);
    return member;
  }

  /** Signs up and goes over to the commons. */
  static async arrive(target: Target, name?: string): Promise<Member> {
    const member = await Member.join(target, name);
    await member.enter();
    return member;
  }

  ask(what: Ask): Promise<Reply> {
    const side = what.side ?? "room";
    return ask(this.target, { cookie: side === "room" ? this.room : this.commons, ...what, side });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.json("POST", path, body, headers);
  }

  json(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const text = JSON.stringify(body);
    return this.ask({
      method,
      path,
      body: text,
      headers: { "content-type": "application/json", ...headers },
    });
  }

  /** A form of the commons, as a browser without script would send it. */
  form(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
    return this.ask({
      side: "commons",
      method: "POST",
      path,
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  }

  async enter(): Promise<void> {
    const { code } = await this.take<{ code: string }>("POST", "/api/handover", {});
    const port = this.target.port;
    const reply = await ask(this.target, {
      side: "commons",
      method: "POST",
      path: "/enter",
      origin: `http://room.alongside.localhost:${port}`,
      body: new URLSearchParams({ code, next: "/community" }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    if (reply.status !== 303 && reply.status !== 200) throw new Error(`enter: ${reply.status} ${reply.text}`);
    this.commons = cookiesOf(reply);
  }

  /** Asks for JSON and insists on a yes. */
  async take<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const reply = await (body === undefined
      ? this.ask({ method, path, headers })
      : this.json(method, path, body, headers));
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return (reply.text === "" ? undefined : JSON.parse(reply.text)) as T;
  }

  pen(name: string): Promise<{ id: string; name: string }> {
    return this.take("POST", "/api/pens", { name }, { "idempotency-key": id() });
  }

  async pens(): Promise<{ id: string; name: string }[]> {
    return listIn(await this.take("GET", "/api/pens")) as { id: string; name: string }[];
  }

  storyBody(pen: string, text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      pen,
      audience: "community",
      title: null,
      text,
      around: AROUND,
      photos: [],
      moments: [],
      master_rev: 1,
      ...more,
    };
  }

  share(
    pen: string,
    text: string,
    more: Record<string, unknown> = {},
    key = id(),
  ): Promise<{ story: string; version: number; url: string }> {
    return this.take("POST", "/api/stories", this.storyBody(pen, text, more), { "idempotency-key": key });
  }

  async keep(entry = id(), bytes?: Uint8Array, rev = 0): Promise<Reply> {
    return this.ask({
      method: "PUT",
      path: `/api/entries/${entry}`,
      body: bytes ?? (await ageFile(4096)),
      headers: { "content-type": "application/age", "if-rev": String(rev) },
    });
  }

  /** All answers to one's own story, page by page. */
  async answersTo(story: string): Promise<Kept[]> {
    const all: Kept[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const path: string = `/api/stories/${story}${cursor ? `?cursor=${cursor}` : ""}`;
      const page: { answers: Kept[]; next: string | null } = await this.take("GET", path);
      all.push(...page.answers);
      cursor = page.next;
    }
    return all;
  }

  answer(story: string, fields: Record<string, string>): Promise<Reply> {
    return this.form(`/story/${story}/answer`, { once: id(), ...fields });
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64url");
