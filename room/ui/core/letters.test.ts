import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import {
  addressLine,
  b64url,
  type Keyring,
  newKeyring,
  openKeyring,
  sealLetter,
  utf8,
} from "../../seal/index.ts";
import { Api } from "./api.ts";
import { Device } from "./device.ts";
import { Offline } from "./errors.ts";
import type { AddressHead, LetterBytes, WithLine } from "./letter-api.ts";
import { SealedLetters } from "./letters.ts";
import { FakeServer } from "./testing.ts";
import type { Answered, Ask } from "./transport.ts";
import { newId } from "./vault.ts";

interface Sent {
  id: string;
  from: string;
  to: string;
  mine: string;
  theirs: string;
}

const ring = async (): Promise<Keyring> => openKeyring((await newKeyring("letters")).text);
const reply = (status: number, value: unknown): Answered => ({
  status,
  header: () => null,
  bytes: utf8(JSON.stringify(value)),
});
const TAKEN = { error: { code: "taken", say: "This is there already." } };

/** Letters as the server keeps them; all else is the double's of every other test. */
class Post {
  readonly server = new FakeServer();
  readonly sent = new Map<string, Sent>();
  readonly addresses: AddressHead[] = [];
  /** whose address the pen name willow is */
  willow: Keyring | null = null;
  lines: WithLine[] = [];
  got: LetterBytes[] = [];
  /** how many yeses get lost */
  lose = 0;

  carry = async (ask: Ask): Promise<Answered> => {
    const [, , noun, one = "", two = ""] = ask.path.split("?")[0]?.split("/") ?? [];
    if (noun === "addresses") return this.#address(ask, one);
    if (noun !== "letters") return this.server.carry(ask);
    if (ask.method === "POST" && one === "") return this.#write(JSON.parse(String(ask.body)));
    if (one === "") return reply(200, this.lines);
    if (ask.method === "POST") return reply(200, {});
    const own = [...this.sent.values()].filter(({ from, to }) => from === one && to === two);
    const mine = own.map(({ id, from, to, mine: bytes }) => {
      return { id, from, to, mine: true, at: 1, read: true, bytes };
    });
    return reply(200, { letters: [...this.got, ...mine], next: null });
  };

  async #address(ask: Ask, user: string): Promise<Answered> {
    if (user === "of" && this.willow !== null) {
      const line = await addressLine(this.willow, "pen-w");
      return reply(200, { user: this.willow.pub.user, name: "willow", line });
    }
    if (ask.method === "GET") return reply(200, this.addresses);
    const { pen, open } = JSON.parse(String(ask.body)) as { pen: string; open: boolean };
    this.addresses.push({ user, pen: { id: pen, name: "rowan" }, open });
    return reply(200, {});
  }

  #write(body: Sent): Answered {
    const was = this.sent.get(body.id);
    if (was !== undefined && was.mine !== body.mine) return reply(409, TAKEN);
    this.sent.set(body.id, body);
    this.lose -= 1;
    if (this.lose >= 0) throw new Offline();
    return reply(201, {});
  }
}

async function scene() {
  const post = new Post();
  const me = await openKeyring((await newKeyring("ada")).text);
  const letters = new SealedLetters({
    api: new Api(post.carry),
    device: new Device(crypto.randomUUID()),
    writer: async () => ({ me, member: true }),
    circles: async () => {
      throw new Error("no circles here");
    },
  });
  post.willow = await ring();
  return { post, letters, to: await letters.toPen("willow") };
}

test("a letter whose yes was lost is there once, however often it is sent", async () => {
  const { post, letters, to } = await scene();
  const letter = { key: newId(), text: "I read what you wrote.", about: null };
  post.lose = 1;
  await expect(letters.write("pen-r", to, letter)).rejects.toBeInstanceOf(Offline);
  await letters.write("pen-r", to, letter);
  expect([...post.sent.keys()]).toEqual([letter.key]);
});

test("words that changed after a lost yes are another letter, and nothing is lost", async () => {
  const { post, letters, to } = await scene();
  const letter = { key: newId(), text: "I read what you wrote.", about: null };
  post.lose = 1;
  await expect(letters.write("pen-r", to, letter)).rejects.toBeInstanceOf(Offline);
  await letters.write("pen-r", to, { ...letter, text: "And I am here." });
  expect(post.sent.size).toBe(2);
});

test("a letter by other keys under a pen name that was known says so", async () => {
  const { post, letters, to } = await scene();
  const letter = { key: newId(), text: "Hello.", about: null };
  const of = await letters.write("pen-r", to, letter);
  const line = { of, at: 7, unread: 1, stand: "asked", blocked: false } as const;
  const own = await letters.take("pen-r", true);
  for (const [who, other] of [
    [await ring(), true],
    [post.willow ?? (await ring()), false],
  ] as const) {
    const id = newId();
    const { theirs } = await sealLetter(who, own, id, { text: "It is me.", about: null }, 7);
    const { user } = who.pub;
    post.lines = [{ ...line, with: user, pen: "willow", own_pen: "rowan" }];
    const bytes = b64url(theirs);
    post.got = [{ id, from: user, to: of, mine: false, at: 7, read: false, bytes }];
    const now = await letters.open(of, user);
    expect(now.letters.at(-1)).toMatchObject({ changed: false });
    expect(now.otherKeys).toBe(other);
  }
});
