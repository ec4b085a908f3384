// Whatever is sent: a clear sentence, status 4xx, nothing half-written. Never a 500, never the inside of the program.
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { AROUND, ageFile, id, Member, signUpBody } from "../lib/api.ts";
import { MARKUP, NEVER_TEXT, NOT_CURSORS, NOT_IDS, NOT_JSON } from "../lib/bad.ts";
import { ask, sendBytes } from "../lib/http.ts";
import { makePhoto } from "../lib/photo.ts";
import { expectNoFault, expectRefused, said } from "../lib/sentence.ts";
import { expect, type Place, test } from "../lib/test.ts";

test.describe.configure({ timeout: 60_000 });

const json = { "content-type": "application/json" };
const NOWHERE = "AAAAAAAAAAAAAAAAAAAAAA";

/** Everything of the room API that takes JSON, with a body that would be taken. */
async function takesJson(_place: Place, member: Member): Promise<[string, string, unknown][]> {
  const pen = await member.pen(`pen ${id().replaceAll(/[-_]/g, "a").slice(0, 10)}`);
  const { story } = await member.share(pen.id, "A story that is there.");
  const body = member.storyBody(pen.id, "A story.");
  return [
    ["POST", "/api/salt", { name: member.name }],
    ["POST", "/api/sign-up", await signUpBody("somebody-else")],
    ["POST", "/api/sign-in", { name: member.name, secret: "A".repeat(43), by: "words", device: "computer" }],
    ["POST", "/api/words", { login_now: "A".repeat(43) }],
    ["POST", "/api/pens", { name: "willow" }],
    ["POST", "/api/stories", body],
    ["PUT", `/api/stories/${story}`, body],
    ["POST", `/api/stories/${story}/audience`, { audience: "everyone" }],
  ];
}

/** How much there is: what a refusal must not change. */
async function stock(member: Member): Promise<string> {
  const parts = await Promise.all(
    ["/api/pens", "/api/stories", "/api/entries"].map(async (path) => (await member.ask({ path })).text),
  );
  return parts.join("\n");
}

test("JSON that is none is refused with a sentence, on every route that takes it", async ({ place }) => {
  const member = await place.member();
  const routes = await takesJson(place, member);
  const before = await stock(member);
  for (const [method, path] of routes) {
    for (const [what, body] of NOT_JSON) {
      const reply = await member.ask({ method, path, body, headers: { ...json, "idempotency-key": id() } });
      expectRefused(reply, `${method} ${path} with ${what}`);
    }
  }
  expect(await stock(member)).toBe(before);
});

test("another content type is not read as JSON: that is how other sites would send it", async ({ place }) => {
  const member = await place.member();
  for (const [method, path, body] of await takesJson(place, member)) {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]) {
      const reply = await member.ask({
        method,
        path,
        body: JSON.stringify(body),
        headers: { ...(type ? { "content-type": type } : {}), "idempotency-key": id() },
      });
      expectRefused(reply, `${method} ${path} as ${type || "nothing"}`);
    }
  }
});

test("every field of a sign-up is checked", async ({ place }) => {
  const good = await signUpBody("somebody");
  const send = (body: unknown) =>
    ask(place.program, {
      side: "room",
      method: "POST",
      path: "/api/sign-up",
      headers: json,
      body: JSON.stringify(body),
    });
  const names = [
    "",
    "ab",
    "x".repeat(33),
    "ma eve",
    "-maeve",
    "мaeve",
    "a\u0000b",
    "<b>",
    "../x",
    "a\nb",
    "\u202eabc",
  ];
  for (const name of names) expectRefused(await send({ ...good, name }), `name ${JSON.stringify(name)}`);
  for (const field of Object.keys(good)) {
    const { [field]: _, ...without } = good as unknown as Record<string, unknown>;
    // The kind of device is a nicety: anything else is just "a device".
    if (field === "device") continue;
    expectRefused(await send(without), `without ${field}`);
    for (const [what, value] of NEVER_TEXT) {
      expectRefused(await send({ ...good, [field]: value }), `${field}: ${what}`);
    }
  }
  const kdf = good.kdf;
  for (const worse of [
    { m: 1024 },
    { t: 1 },
    { m: 2 ** 31 },
    { t: -1 },
    { p: 0 },
    { alg: "pbkdf2" },
    { salt: "AA" },
    { m: 1.5 },
  ]) {
    expectRefused(await send({ ...good, kdf: { ...kdf, ...worse } }), `kdf ${JSON.stringify(worse)}`);
  }
  for (const login of ["AA", "A".repeat(42), "A".repeat(44), "!".repeat(43), `${"A".repeat(42)}=`]) {
    expectRefused(await send({ ...good, login }), `login ${login}`);
  }
  const text = Buffer.from(await ageFile(4096)).toString("base64url");
  for (const keyring of [
    "AAAA",
    Buffer.from("no age file").toString("base64url"),
    text.repeat(9),
    text.slice(0, 100),
  ]) {
    expectRefused(await send({ ...good, keyring_pass: keyring }), `keyring ${keyring.slice(0, 20)}`);
  }
  const taken = await place.member();
  expectRefused(await send({ ...good, name: taken.name }), "a taken name", [409]);
  expectRefused(await send({ ...good, name: taken.name.toUpperCase() }), "a taken name in capitals", [409]);
  expect((await send(good)).status, "and after all that, the good one is taken").toBe(201);
});

test("a name that exists and one that does not cannot be told apart", async ({ place }) => {
  const member = await place.member();
  const post = (path: string, body: unknown) =>
    ask(place.program, { side: "room", method: "POST", path, headers: json, body: JSON.stringify(body) });
  const salts = await Promise.all([member.name, "nobody-here"].map((name) => post("/api/salt", { name })));
  const shapes = salts.map((reply) => [
    reply.status,
    Object.keys(JSON.parse(reply.text).kdf).sort(),
    reply.body.length,
  ]);
  expect(shapes[0]).toEqual(shapes[1]);
  const again = await post("/api/salt", { name: "nobody-here" });
  expect(again.text, "the salt of nobody stays the same").toBe(salts[1]?.text);
  const wrong = { secret: randomBytes(32).toString("base64url"), by: "words", device: "computer" };
  const [known, unknown] = await Promise.all(
    [member.name, "nobody-here"].map((name) => post("/api/sign-in", { ...wrong, name })),
  );
  expect(known?.status).toBe(401);
  expect([unknown?.status, unknown?.text]).toEqual([known?.status, known?.text]);
});

test("ids that are none lead nowhere, on every route", async ({ place }) => {
  const member = await place.member();
  const pen = await member.pen("linnet");
  const { story } = await member.share(pen.id, "There is a story.", { audience: "everyone" });
  const commons = (i: string): [string, string][] => [
    ["GET", `/story/${i}`],
    ["GET", `/story/${story}/answer/${i}`],
    ["GET", `/pen/${i}`],
    ["GET", `/photo/${i}/small.jpg`],
    ["POST", `/story/${i}/answer`],
    ["POST", `/story/${i}/with`],
    ["POST", `/story/${i}/hold`],
    ["POST", `/story/${i}/release`],
    ["POST", `/story/${story}/answer/${i}/withdraw`],
    ["POST", `/story/${story}/answer/${i}/hold`],
  ];
  const room = (i: string): [string, string][] => [
    ["GET", `/api/entries/${i}`],
    ["GET", `/api/entries/bundle?ids=${i}`],
    ["GET", `/api/media/${i}`],
    ["GET", `/api/stories/${i}`],
    ["POST", `/api/stories/${i}/audience`],
    ["PUT", `/api/stories/${i}`],
  ];
  for (const i of NOT_IDS) {
    for (const [method, path] of commons(i)) {
      const fields = { text: "x", pen: pen.id, kind: "with-you", once: id(), reason: "A reason." };
      const reply =
        method === "GET" ? await member.ask({ side: "commons", path }) : await member.form(path, fields);
      expectRefused(reply, `${method} ${path.slice(0, 60)}`);
    }
    for (const [method, path] of room(i)) {
      const body = path.endsWith("audience") ? { audience: "everyone" } : member.storyBody(pen.id, "x");
      const reply =
        method === "GET"
          ? await member.ask({ path })
          : await member.json(method, path, body, { "idempotency-key": id() });
      if (path.includes("bundle") && reply.status === 200) {
        expect.soft(JSON.parse(reply.text).entries, `bundle of ${i.slice(0, 30)}`).toEqual([]);
      } else expectRefused(reply, `${method} ${path.slice(0, 60)}`);
    }
    for (const path of [`/api/entries/${i}`, `/api/media/${i}`, `/api/sessions/${i}`]) {
      expectNoFault(await member.ask({ method: "DELETE", path }), `DELETE ${path.slice(0, 60)}`);
    }
  }
});

test("cursors and searches that are none are answered gently", async ({ place }) => {
  const member = await place.member();
  const pen = await member.pen("linnet");
  const { story } = await member.share(pen.id, "There is a story.", { audience: "everyone" });
  for (const cursor of NOT_CURSORS) {
    for (const path of [`/community?after=`, `/story/${story}?after=`, "/pen/linnet?after="]) {
      expectRefused(await member.ask({ side: "commons", path: path + cursor }), path + cursor.slice(0, 40));
    }
    for (const path of ["/api/entries?cursor=", "/api/heard?cursor="]) {
      expectRefused(await member.ask({ path: path + cursor }), path + cursor.slice(0, 40));
    }
  }
  const queries = [
    '"',
    "*",
    "a* OR b",
    "NEAR(",
    "title:x",
    "-",
    "(",
    ")",
    "AND",
    "'",
    "%00",
    "%ff",
    "x".repeat(3000),
    "^a",
    "{a}",
    "\\",
  ];
  for (const q of queries) {
    const path = `/community?q=${q.startsWith("%") ? q : encodeURIComponent(q)}`;
    expectNoFault(await member.ask({ side: "commons", path }), path.slice(0, 60));
  }
  for (const order of ["", "nothing", "newest%00", "answered'--"]) {
    expectNoFault(await member.ask({ side: "commons", path: `/community?order=${order}` }), `order=${order}`);
  }
});

test("an answer that is not taken says why, keeps what was typed, and leaves nothing behind", async ({
  place,
}) => {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "There is a story.");
  const member = await place.member();
  const own = await member.pen("robin");
  const typed = "Typed with care, then a control character: \u0001";
  const reply = await member.answer(story, { text: typed, pen: own.id });
  expectRefused(reply, "a control character", [422]);
  expect(reply.text).toContain("Typed with care");
  // A form cannot carry half a character: what arrives is the sign for one that was lost.
  for (const [what, text] of NEVER_TEXT.filter(
    ([what, value]) => typeof value === "string" && !what.includes("surrogate"),
  )) {
    expectRefused(await member.answer(story, { text: String(text), pen: own.id }), what, [413, 422]);
  }
  for (const bad of ["", "no id", pen.id, NOWHERE]) {
    expectRefused(await member.answer(story, { text: "Not under this name.", pen: bad }), `pen ${bad}`);
  }
  for (const name of ["x", "<b>", "x".repeat(31), "linnet", "LINNET", "l\u0456nnet"]) {
    expectRefused(
      await member.answer(story, { text: "Not under this name.", new_pen: name }),
      `new pen ${name}`,
    );
  }
  for (const parent of ["no id", NOWHERE, story]) {
    expectRefused(
      await member.answer(story, { text: "To nothing.", pen: own.id, parent }),
      `parent ${parent}`,
    );
  }
  for (const kind of ["", "like", "with-you\u0000"]) {
    expectRefused(
      await member.form(`/story/${story}/with`, { kind, pen: own.id, once: id() }),
      `with ${kind}`,
    );
  }
  const raw = (body: Uint8Array | string, type = "application/x-www-form-urlencoded") =>
    member.ask({
      side: "commons",
      method: "POST",
      path: `/story/${story}/answer`,
      body,
      headers: { "content-type": type },
    });
  expectRefused(await raw(new Uint8Array([0x74, 0x65, 0x78, 0x74, 0x3d, 0xff, 0xfe])), "not UTF-8");
  expectRefused(await raw("text=%ff%fe&pen=x"), "not UTF-8, escaped");
  expectRefused(await raw(`text=${"x".repeat(70_000)}`), "over 64 KiB", [413]);
  expectRefused(await raw('{"text":"x"}', "application/json"), "JSON");
  expectRefused(await raw("%%%=%%%&&&===", "application/x-www-form-urlencoded"), "no form");
  const kept = await author.take<{ answers: unknown[] }>("GET", `/api/stories/${story}`);
  expect(kept.answers).toEqual([]);
});

test("a story that is not taken says which field, and is not there", async ({ place }) => {
  const member = await place.member();
  const pen = await member.pen("linnet");
  const before = await stock(member);
  const send = (more: Record<string, unknown>) =>
    member.post("/api/stories", member.storyBody(pen.id, "A story.", more), { "idempotency-key": id() });
  for (const [what, text] of NEVER_TEXT) expectRefused(await send({ text }), `text: ${what}`);
  const around = (more: Record<string, unknown>) => send({ around: { ...AROUND, ...more } });
  for (const bad of ["", "me", "circle", "public", null, 7])
    expectRefused(await send({ audience: bad }), `audience ${bad}`);
  for (const bad of ["", "no id", NOWHERE, null, 7]) expectRefused(await send({ pen: bad }), `pen ${bad}`);
  expectRefused(await send({ title: "x".repeat(121) }), "title");
  expectRefused(await send({ master_rev: -1 }), "master_rev");
  expectRefused(await send({ master_rev: "1" }), "master_rev");
  expectRefused(await around({ notes: ["nonsense"] }), "notes");
  expectRefused(await around({ notes: "scan" }), "notes as a text");
  expectRefused(await around({ wish: ["company; DROP TABLE"] }), "wish");
  expectRefused(await around({ state: "unknown" }), "state");
  expectRefused(await around({ answers: "sometimes" }), "answers");
  expectRefused(await around({ quoting: "yes" }), "quoting");
  expectRefused(await around({ words: "x".repeat(81) }), "words");
  expectRefused(await around({ about: { kind: "nonsense" } }), "kind");
  expectRefused(await around({ about: { path: Array(500).fill("ivf-x") } }), "path");
  expectRefused(await send({ photos: [{ photo: NOWHERE, alt: "x" }] }), "a photo that is not there");
  expectRefused(await send({ photos: Array(60).fill({ photo: NOWHERE, alt: "" }) }), "too many photos");
  expectRefused(
    await send({ moments: [{ at: -9e15, text: "x", photos: [] }] }),
    "a moment before time began",
  );
  expectRefused(await send({ moments: [{ at: 9e15, text: "x", photos: [] }] }), "a moment after it ends");
  expectRefused(await send({ moments: [{ at: 1, text: "", photos: [] }] }), "an empty moment");
  expectRefused(
    await send({ moments: Array(3000).fill({ at: 1, text: "x", photos: [] }) }),
    "too many moments",
  );
  const withoutKey = await member.post("/api/stories", member.storyBody(pen.id, "A story."));
  expectRefused(withoutKey, "no idempotency key");
  for (const key of ["short", "x".repeat(65), "with space and more", "ü".repeat(20)]) {
    const reply = await member
      .post("/api/stories", member.storyBody(pen.id, "A story."), {
        "idempotency-key": Buffer.from(key).toString("latin1"),
      })
      .catch(() => undefined);
    if (reply) expectRefused(reply, `key ${key}`);
  }
  expect(await stock(member)).toBe(before);
  const tooLong = await send({ title: "x".repeat(125) });
  expect(said(tooLong)).toContain("5 characters too long");
});

test("sealed entries: only age files of the one kind, padded, within bounds, in order", async ({ place }) => {
  const member = await place.member();
  const good = Buffer.from(await ageFile(4096));
  const header = good.subarray(0, good.indexOf("\n---"));
  const stanza = header.subarray(header.indexOf("\n") + 1);
  const swap = (from: string, to: string) => Buffer.from(good.toString("latin1").replace(from, to), "latin1");
  const files: [string, Uint8Array][] = [
    ["nothing", new Uint8Array()],
    ["plain words", Buffer.from("They found a heartbeat, but it is slow.")],
    ["no age file", randomBytes(5000)],
    ["the header alone", header],
    ["half a header", good.subarray(0, 100)],
    ["no body", good.subarray(0, good.indexOf("\n", good.indexOf("\n---") + 4) + 1)],
    ["a body cut short", good.subarray(0, good.length - 9)],
    ["a body with something after it", Buffer.concat([good, Buffer.from("more")])],
    ["unpadded", await ageFile(4097)],
    ["too small", await ageFile(100)],
    ["two stanzas", Buffer.concat([header, Buffer.from("\n"), stanza, good.subarray(header.length)])],
    ["another version", swap("age-encryption.org/v1", "age-encryption.org/v2")],
    ["another stanza", swap("mlkem768x25519", "X25519")],
    [
      "a scrypt stanza",
      Buffer.from(
        `age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 1\n${"A".repeat(43)}\n--- ${"A".repeat(43)}\n${"x".repeat(4200)}`,
      ),
    ],
    ["Windows line ends", swap("v1\n", "v1\r\n")],
    [
      "armour",
      Buffer.from(
        `-----BEGIN AGE ENCRYPTED FILE-----\n${good.toString("base64")}\n-----END AGE ENCRYPTED FILE-----\n`,
      ),
    ],
    [
      "a stanza without an end",
      Buffer.from(`age-encryption.org/v1\n-> mlkem768x25519 ${"A".repeat(60_000)}`),
    ],
  ];
  for (const [what, bytes] of files) expectRefused(await member.keep(id(), bytes), `entry: ${what}`);
  expectRefused(
    await member.keep(id(), Buffer.concat([good, Buffer.alloc(2 * 1024 * 1024)])),
    "too large",
    [413],
  );
  const entry = id();
  expect((await member.keep(entry, good)).status).toBeLessThan(300);
  expect((await member.keep(entry, good)).status, "the same once more is fine").toBeLessThan(300);
  const other = await ageFile(4096);
  expectRefused(await member.keep(entry, other, 0), "an old revision", [409]);
  expectRefused(await member.keep(entry, other, 7), "a revision to come", [409]);
  for (const rev of ["", "x", "-1", "1.5", "99999999999999999999"]) {
    const headers = { "content-type": "application/age", "if-rev": rev };
    expectRefused(
      await member.ask({ method: "PUT", path: `/api/entries/${entry}`, body: other, headers }),
      `If-Rev ${rev}`,
    );
  }
  const back = await member.ask({ path: `/api/entries/${entry}` });
  expect(back.body.equals(good), "what was kept is what comes back").toBe(true);
  const somebody = await place.member();
  expectRefused(await somebody.ask({ path: `/api/entries/${entry}` }), "another member's entry", [404]);
  for (const size of [0, 10]) {
    const path = `/api/media/${id()}?entry=${entry}`;
    expectRefused(
      await member.ask({ method: "PUT", path, body: randomBytes(size) }),
      `media of ${size} bytes`,
    );
  }
  const media = await ageFile(4096);
  // An entry may come after its photos, so only what is no id at all is refused.
  for (const of of ["", "x", "no%20id"]) {
    const path = `/api/media/${id()}?entry=${of}`;
    expectRefused(await member.ask({ method: "PUT", path, body: media }), `media of entry ${of}`);
  }
});

function png(width: number, height: number, data: Buffer): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length);
    head.write(type, 4, "latin1");
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])));
    return Buffer.concat([head, body, crc]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  size.set([8, 0, 0, 0, 0], 8);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk("IHDR", size), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

test("uploads that are no photo, or want to be too much, are refused quickly and cost little", async ({
  place,
  browser,
}) => {
  const member = await place.member();
  const photo = await makePhoto(browser, 800, 600);
  const upload = (body: Uint8Array) => member.ask({ method: "POST", path: "/api/photos", body });
  const bomb = deflateSync(Buffer.alloc(60_000_000));
  const heic = Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from("ftypheic\0\0\0\0mif1heic"),
    randomBytes(500),
  ]);
  const files: [string, Uint8Array, number[]?][] = [
    ["nothing", new Uint8Array()],
    ["words", Buffer.from("a photo, honestly")],
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="xss()"/>')],
    ["HTML", Buffer.from("<!doctype html><script>xss()</script>")],
    ["a HEIC", heic, [415]],
    ["a GIF", Buffer.from("GIF89a\x01\x00\x01\x00\x00\x00\x00;", "latin1")],
    ["half a JPEG", photo.bytes.subarray(0, 400)],
    ["the head of a JPEG", photo.bytes.subarray(0, 20)],
    ["a JPEG head and noise", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(5000)])],
    ["a PNG that says it is enormous", png(60_000, 60_000, deflateSync(Buffer.alloc(10)))],
    ["a PNG with too many pixels", png(7_500, 7_500, bomb)],
    ["a PNG with a very long side", png(12_500, 10, deflateSync(Buffer.alloc(125_100)))],
    ["a PNG of no size", png(0, 0, deflateSync(Buffer.alloc(1)))],
    ["a PNG with a broken inside", png(100, 100, randomBytes(50))],
    ["too many bytes", Buffer.concat([photo.bytes, Buffer.alloc(21 * 1024 * 1024)]), [413]],
  ];
  for (const [what, bytes, statuses] of files) {
    const began = performance.now();
    expectRefused(await upload(bytes), what, statuses);
    expect.soft(performance.now() - began, `${what}: how long it took`).toBeLessThan(3000);
  }
  const good = await upload(photo.bytes);
  expect(good.status, good.text).toBe(201);
  const shown = JSON.parse(good.text) as { photo: string; width: number; height: number };
  expect([shown.width, shown.height], "turned as its orientation says").toEqual([600, 800]);
  const path = `/photo/${shown.photo}/small.jpg`;
  expect((await member.ask({ side: "commons", path })).status, "its own member sees it").toBe(200);
  const somebody = await place.member();
  expectRefused(await somebody.ask({ side: "commons", path }), "somebody else's unplaced photo", [404]);
  const pen = await somebody.pen("linnet");
  const theft = somebody.storyBody(pen.id, "Not my photo.", { photos: [{ photo: shown.photo, alt: "" }] });
  expectRefused(
    await somebody.post("/api/stories", theft, { "idempotency-key": id() }),
    "another member's photo",
  );
  for (const size of ["huge", "small", "small.png", "../small.jpg", "small.jpg%00", "%2e%2e%2fsmall.jpg"]) {
    expectRefused(await member.ask({ side: "commons", path: `/photo/${shown.photo}/${size}` }), size);
  }
});

test("what belongs to another member cannot be changed, and does not say whether it is there", async ({
  place,
}) => {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "There is a story.");
  const answerer = await place.member();
  const other = await answerer.pen("robin");
  expect((await answerer.answer(story, { text: "I am here.", pen: other.id })).status).toBe(303);
  const kept = await author.take<{ answers: { id: string }[] }>("GET", `/api/stories/${story}`);
  const answer = kept.answers[0]?.id ?? "";
  const thief = await place.member();
  const body = thief.storyBody((await thief.pen("magpie")).id, "Mine now.");
  const tries: [string, Promise<import("../lib/http.ts").Reply>][] = [
    ["replace", thief.json("PUT", `/api/stories/${story}`, body)],
    ["widen", thief.post(`/api/stories/${story}/audience`, { audience: "everyone" })],
    ["keep", thief.ask({ path: `/api/stories/${story}` })],
    ["withdraw", thief.form(`/story/${story}/answer/${answer}/withdraw`, { once: id() })],
    ["hold", thief.form(`/story/${story}/hold`, { reason: "Because." })],
    ["release", thief.form(`/story/${story}/release`, {})],
    ["hold an answer", thief.form(`/story/${story}/answer/${answer}/hold`, { reason: "Because." })],
    [
      "share under another's pen name",
      thief.post("/api/stories", thief.storyBody(pen.id, "x"), { "idempotency-key": id() }),
    ],
    [
      "the author's answers withdrawn by the author",
      author.form(`/story/${story}/answer/${answer}/withdraw`, {}),
    ],
  ];
  for (const [what, reply] of tries) expectRefused(await reply, what, [403, 404, 422]);
  const theirs = await thief.ask({ path: `/api/stories/${story}` });
  const nothing = await thief.ask({ path: `/api/stories/${NOWHERE}` });
  expect([theirs.status, theirs.text]).toEqual([nothing.status, nothing.text]);
  await thief.ask({ method: "DELETE", path: `/api/stories/${story}` });
  const sessions = await author.take<unknown>("GET", "/api/sessions");
  const session = /"id":"([\w-]{22})"/.exec(JSON.stringify(sessions))?.[1] ?? "";
  await thief.ask({ method: "DELETE", path: `/api/sessions/${session}` });
  const after = await author.take<{ answers: unknown[] }>("GET", `/api/stories/${story}`);
  expect(after.answers).toHaveLength(1);
});

test("visitors see nothing of the community, and the page is the same as for what does not exist", async ({
  place,
}) => {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "There is a story.");
  const get = (path: string) => ask(place.program, { path });
  const there = await get(`/story/${story}`);
  const notThere = await get(`/story/${NOWHERE}`);
  expect(there.status).toBe(404);
  const same = (text: string, path: string) =>
    text.replaceAll(encodeURIComponent(path), "").replaceAll(path, "");
  expect(same(there.text, `/story/${story}`)).toBe(same(notThere.text, `/story/${NOWHERE}`));
  const community = await get("/community");
  expectRefused(community, "the community for visitors", [401]);
  expect(community.text).not.toContain("There is a story");
  expect((await get("/pen/linnet")).text).not.toContain("There is a story");
});

test("another site cannot act for somebody", async ({ place }) => {
  const member = await place.member();
  const pen = await member.pen("linnet");
  const { story } = await member.share(pen.id, "There is a story.");
  const before = await stock(member);
  const origins: (string | false)[] = [
    "https://elsewhere.example",
    "null",
    "http://alongside.localhost",
    `http://alongside.localhost.elsewhere.example:${place.program.port}`,
    `https://alongside.localhost:${place.program.port}`,
    `http://xalongside.localhost:${place.program.port}`,
    false,
  ];
  const form = { "content-type": "application/x-www-form-urlencoded" };
  for (const origin of [...origins, place.room]) {
    for (const path of [`/story/${story}/answer`, `/story/${story}/with`, "/leave", `/story/${story}/hold`]) {
      const body = new URLSearchParams({
        text: "Forged.",
        pen: pen.id,
        kind: "with-you",
        once: id(),
      }).toString();
      expectRefused(
        await member.ask({ side: "commons", method: "POST", path, origin, body, headers: form }),
        `POST ${path} from ${origin}`,
        [403],
      );
    }
  }
  for (const origin of [...origins, place.commons]) {
    const tries: [string, string, unknown][] = [
      ["POST", "/api/pens", { name: "forged" }],
      ["POST", "/api/handover", {}],
      ["POST", "/api/sign-out", {}],
      ["POST", "/api/sign-out-everywhere", {}],
      ["DELETE", `/api/stories/${story}`, {}],
      ["PUT", `/api/stories/${story}`, member.storyBody(pen.id, "Forged.")],
    ];
    for (const [method, path, body] of tries) {
      const reply = await member.ask({
        method,
        path,
        origin,
        body: JSON.stringify(body),
        headers: { ...json, "idempotency-key": id() },
      });
      expectRefused(reply, `${method} ${path} from ${origin}`, [403]);
    }
  }
  for (const origin of [...origins, place.commons]) {
    const reply = await ask(place.program, {
      method: "POST",
      path: "/enter",
      origin,
      body: "code=x&next=/",
      headers: form,
    });
    expectRefused(reply, `enter from ${origin}`, [403]);
  }
  expect(await stock(member)).toBe(before);
  for (const side of ["commons", "room"] as const) {
    const reply = await member.ask({ side, path: "/", headers: { origin: "https://elsewhere.example" } });
    expect
      .soft(reply.headers["access-control-allow-origin"], `${side} does not share with others`)
      .toBeUndefined();
  }
});

test("a handover code works once, goes only to our own pages, and another's cookie opens nothing", async ({
  place,
}) => {
  const member = await place.member();
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const enter = (code: string, next: string) =>
    ask(place.program, {
      method: "POST",
      path: "/enter",
      origin: place.room,
      headers: form,
      body: new URLSearchParams({ code, next }).toString(),
    });
  const nexts = [
    "//elsewhere.example",
    "https://elsewhere.example",
    "/\\elsewhere.example",
    "javascript:xss()",
    "/a\r\nSet-Cookie: x=y",
    "@elsewhere.example",
    "\t//elsewhere.example",
    "/%5c%5celsewhere.example",
  ];
  for (const next of nexts) {
    const { code } = await member.take<{ code: string }>("POST", "/api/handover", {});
    const reply = await enter(code, next);
    expectNoFault(reply, next);
    const to = new URL(reply.headers.location ?? "/", place.commons);
    expect.soft(to.origin, `next=${next} led to ${reply.headers.location}`).toBe(place.commons);
    expect.soft(JSON.stringify(reply.headers), next).not.toContain("x=y");
  }
  const { code } = await member.take<{ code: string }>("POST", "/api/handover", {});
  expect((await enter(code, "/community")).status).toBe(303);
  expectRefused(await enter(code, "/community"), "the same code again");
  for (const bad of ["", "x", "A".repeat(43), "A".repeat(5000), "%00", "\u0000"])
    expectRefused(await enter(bad, "/"), `code ${bad.slice(0, 20)}`);
  const value = (cookie: string) => cookie.split("=").slice(1).join("=");
  const name = (cookie: string) => cookie.split("=")[0];
  const crossed = await member.ask({
    path: "/api/entries",
    cookie: `${name(member.room)}=${value(member.commons)}`,
  });
  expectRefused(crossed, "the commons' session in the room", [401]);
  const back = await member.ask({
    side: "commons",
    path: "/community",
    cookie: `${name(member.commons)}=${value(member.room)}`,
  });
  expectRefused(back, "the room's session in the commons", [401]);
  for (const bad of ["", "x", "A".repeat(43), "A".repeat(7000), "%00", '"quoted"', "a,b", "\u00ff"]) {
    expectNoFault(
      await member.ask({ path: "/api/session", cookie: `__Host-room=${bad}` }),
      `cookie ${bad.slice(0, 20)}`,
    );
    const reply = await member.ask({ path: "/api/entries", cookie: `__Host-room=${bad}` });
    expectRefused(reply, `cookie ${bad.slice(0, 20)}`);
  }
  await member.post("/api/sign-out", {});
  expectRefused(await member.ask({ path: "/api/entries" }), "after signing out", [401]);
  expectRefused(
    await member.ask({ side: "commons", path: "/community" }),
    "the commons after signing out in the room",
    [401],
  );
});

test("sending the same again changes nothing, and sending something else under the same key is said", async ({
  place,
}) => {
  const member = await place.member();
  const key = id();
  const [one, two] = [
    await member.post("/api/pens", { name: "linnet" }, { "idempotency-key": key }),
    await member.post("/api/pens", { name: "linnet" }, { "idempotency-key": key }),
  ];
  expect([two.status, two.text]).toEqual([one.status, one.text]);
  expectRefused(
    await member.post("/api/pens", { name: "robin" }, { "idempotency-key": key }),
    "another name",
    [409],
  );
  const pen = JSON.parse(one.text) as { id: string };
  const first = await member.share(pen.id, "Told once.", {}, key.replaceAll(/./g, "k"));
  const second = await member.share(pen.id, "Told once.", {}, key.replaceAll(/./g, "k"));
  expect(second.story).toBe(first.story);
  const once = id();
  const answering = await place.member();
  const own = await answering.pen("robin");
  const fields = { text: "Said once.", pen: own.id, once };
  const together = await Promise.all(Array.from({ length: 8 }, () => answering.answer(first.story, fields)));
  for (const reply of together) expectNoFault(reply, "eight at once");
  expectRefused(
    await answering.answer(first.story, { ...fields, text: "Something else." }),
    "something else",
    [409, 422],
  );
  for (let i = 0; i < 2; i++)
    await answering.form(`/story/${first.story}/with`, {
      kind: "with-you",
      pen: own.id,
      once: "w".repeat(22),
    });
  const kept = await member.take<{ answers: unknown[]; with: unknown[] }>(
    "GET",
    `/api/stories/${first.story}`,
  );
  expect(kept.answers).toHaveLength(1);
  expect(kept.with).toHaveLength(1);
});

test("requests that are none, and hosts that are not ours", async ({ place }) => {
  const { program } = place;
  for (const host of [
    "elsewhere.example",
    "127.0.0.1",
    `evil.alongside.localhost:${program.port}`,
    "alongside.localhost@evil",
    "a".repeat(5000),
    "\u00ff",
  ]) {
    const reply = await ask(program, { path: "/", headers: { host } }).catch(() => undefined);
    if (reply) expectRefused(reply, `host ${host.slice(0, 40)}`, [400, 421, 431]);
  }
  const host = `Host: alongside.localhost:${program.port}`;
  const lines = [
    "GET / HTTP/1.1\r\n\r\n",
    `GET / HTTP/1.1\r\n${host}\r\nHost: elsewhere.example\r\n\r\n`,
    `GET http://elsewhere.example/ HTTP/1.1\r\n${host}\r\n\r\n`,
    `GET /../../../../etc/passwd HTTP/1.1\r\n${host}\r\n\r\n`,
    `GET /assets/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\n${host}\r\n\r\n`,
    `GET //etc/passwd HTTP/1.1\r\nHost: room.alongside.localhost:${program.port}\r\n\r\n`,
    `GET /%00 HTTP/1.1\r\nHost: room.alongside.localhost:${program.port}\r\n\r\n`,
    `GET /\xff\xfe HTTP/1.1\r\n${host}\r\n\r\n`,
    `BREW / HTTP/1.1\r\n${host}\r\n\r\n`,
    `TRACE / HTTP/1.1\r\n${host}\r\n\r\n`,
    `POST /leave HTTP/1.1\r\n${host}\r\nContent-Length: -1\r\n\r\n`,
    `POST /leave HTTP/1.1\r\n${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    `POST /leave HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nZZZ\r\n`,
    `GET / HTTP/1.1\r\n${host}\r\nX: ${"x".repeat(200_000)}\r\n\r\n`,
    `GET /${"x".repeat(100_000)} HTTP/1.1\r\n${host}\r\n\r\n`,
    `${Array.from({ length: 500 }, (_, i) => (i ? `X-${i}: x` : `GET / HTTP/1.1\r\n${host}`)).join("\r\n")}\r\n\r\n`,
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\r\n\r\n\r\n",
  ];
  for (const line of lines) {
    const reply = await sendBytes(program, Buffer.from(line, "latin1"), 400);
    expect.soft(reply.split("\r\n")[0], JSON.stringify(line.slice(0, 60))).not.toMatch(/^HTTP\/1\.[01] 5/);
    expect.soft(reply).not.toContain("root:x:0");
  }
  for (const [side, path] of [
    ["commons", "/nothing-here"],
    ["room", "/api/nothing-here"],
    ["commons", "/api/session"],
  ] as const) {
    expectRefused(await ask(program, { side, path }), `${side} ${path}`, [404]);
  }
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
    expectNoFault(await ask(program, { method, path: "/community" }), method);
  }
  expect((await ask(program, { path: "/healthz" })).status, "still there").toBe(200);
});

test("markup in every field is shown as what it is, and none of it runs", async ({ place }) => {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const all = MARKUP.join("\n\n");
  const { story } = await author.share(pen.id, all, {
    audience: "everyone",
    title: "<img src=x onerror=xss()>",
    around: { ...AROUND, words: '"><svg onload=xss()>' },
    moments: [{ at: Date.now() - 60_000, text: all, photos: [] }],
  });
  const other = await place.member();
  const own = await other.pen("robin");
  for (const [i, text] of MARKUP.entries()) {
    expect((await other.answer(story, { text, pen: own.id })).status, `answer ${i}`).toBe(303);
  }
  for (const context of [await place.device(), await place.deviceOf(other), await place.deviceOf(author)]) {
    const page = await context.newPage();
    const ran: string[] = [];
    await page.exposeFunction("xss", () => ran.push(page.url()));
    page.on("dialog", (dialog) => dialog.dismiss());
    const paths = [
      `/story/${story}`,
      "/community",
      `/community?q=${encodeURIComponent("<script>xss()</script>")}`,
      "/pen/linnet",
    ];
    for (const path of paths) {
      await page.goto(place.commons + path, { waitUntil: "load" });
      const handlers = await page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .flatMap((e) => [...e.attributes].map((a) => `${e.tagName} ${a.name}=${a.value}`))
          .filter((a) => /^\S+ on|javascript:|elsewhere\.example/i.test(a)),
      );
      expect.soft(handlers, path).toEqual([]);
      const odd = await page
        .locator("main :is(iframe, object, embed, style, link, meta, base, svg[onload], math, form form)")
        .count();
      expect.soft(odd, `${path}: elements that nobody may write`).toBe(0);
    }
    expect.soft(ran).toEqual([]);
  }
});

test.describe("with limits as in real life", () => {
  test.use({ placeOptions: { limits: true } });

  test("guessing words is slowed down with a sentence, and the right ones still work elsewhere", async ({
    place,
  }) => {
    const member = await Member.arrive(place.program);
    const guess = () =>
      ask(place.program, {
        side: "room",
        method: "POST",
        path: "/api/sign-in",
        headers: json,
        body: JSON.stringify({
          name: member.name,
          secret: randomBytes(32).toString("base64url"),
          by: "words",
          device: "phone",
        }),
      });
    const replies = [];
    for (let i = 0; i < 60; i++) replies.push(await guess());
    const last = replies.at(-1);
    expect(last?.status).toBe(429);
    expect(last?.headers["retry-after"]).toBe("60");
    if (last) expectRefused(last, "too many guesses", [429]);
    expect((await member.ask({ path: "/api/entries" })).status, "who is signed in stays so").toBe(200);
  });
});
