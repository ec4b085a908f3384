// Two pen names of one member: nothing that anybody else can get hold of says that they are one.
import { id, type Member } from "../lib/api.ts";
import type { Reply } from "../lib/http.ts";
import { expect, test } from "../lib/test.ts";

/** Ids of everything, as they stand in pages. */
const idsIn = (text: string): string[] => [...text.matchAll(/[\w-]{22}/g)].map(([match]) => match);

/** What a reply looks like with everything taken away that is allowed to differ. */
function shape(reply: Reply, away: string[]): string {
  let text = reply.text;
  for (const word of away.filter(Boolean)) text = text.replaceAll(word, "·");
  return text.replaceAll(/[\w-]{22}/g, "ID").replaceAll(/\s+/g, " ");
}

/** The names of the headers, and the values that are not allowed to tell anything. */
const headersOf = (reply: Reply): string[] =>
  Object.entries(reply.headers)
    .filter(([name]) => !/^(?:date|content-length|etag)$/.test(name))
    .map(([name, value]) => `${name}: ${String(value)}`)
    .sort();

test("two pen names of one member look like two of two members, to members, moderators and visitors", async ({
  place,
}) => {
  const both = await place.member();
  const [one, two] = [await both.pen("linnet"), await both.pen("robin")];
  const alone = await place.member();
  const third = await alone.pen("wren");
  const share = (member: Member, pen: string) => member.share(pen, "We wait.", { audience: "everyone" });
  const stories = [await share(both, one.id), await share(both, two.id), await share(alone, third.id)];
  const somebody = await place.member();
  const { story: ground } = await somebody.share((await somebody.pen("ground")).id, "Where all answer.");
  for (const [member, pen] of [
    [both, one],
    [both, two],
    [alone, third],
  ] as const) {
    expect((await member.answer(ground, { text: "I am here.", pen: pen.id })).status).toBe(303);
    await member.form(`/story/${ground}/with`, { kind: "with-you", pen: pen.id, once: id() });
  }
  const names = ["linnet", "robin", "wren"];
  const moderator = await place.member("keeper");
  await place.program.tool("admin", "moderator", "keeper");
  const viewers: [string, (path: string) => Promise<Reply>][] = [
    ["a visitor", (path) => somebody.ask({ side: "commons", path, cookie: "" })],
    ["a member", (path) => somebody.ask({ side: "commons", path })],
    ["a moderator", (path) => moderator.ask({ side: "commons", path })],
  ];
  for (const [who, get] of viewers) {
    const pens = await Promise.all(names.map((name) => get(`/pen/${name}`)));
    const told = await Promise.all(stories.map(({ story }) => get(`/story/${story}`)));
    for (const pages of [pens, told]) {
      const away = [...names, ...names.map((n) => n[0]?.toUpperCase() ?? "")];
      const shapes = pages.map((page) =>
        shape(
          page,
          away.filter((w) => w.length > 1),
        ),
      );
      const initials = (text: string) => text.replaceAll(/>\s*[LRW]\s*</g, ">·<");
      expect.soft(new Set(shapes.map(initials)).size, `${who}: the pages differ only in the name`).toBe(1);
      expect
        .soft(new Set(pages.map((page) => headersOf(page).join("\n"))).size, `${who}: the headers are alike`)
        .toBe(1);
      const etags = pages.map((page) => page.headers.etag).filter(Boolean);
      expect.soft(new Set(etags).size, `${who}: no tag twice`).toBe(etags.length);
    }
    const [a, b, c] = told.map((page) => new Set(idsIn(page.text)));
    const shared = (x?: Set<string>, y?: Set<string>) => [...(x ?? [])].filter((i) => y?.has(i));
    expect
      .soft(shared(a, b), `${who}: what both pages of one member have, others have too`)
      .toEqual(shared(a, c));
  }
  const community = await somebody.ask({ side: "commons", path: "/community" });
  const thread = await somebody.ask({ side: "commons", path: `/story/${ground}` });
  for (const page of [community, thread]) {
    for (const name of [both.name, alone.name]) expect.soft(page.text).not.toContain(name);
    for (const pen of [one, two, third])
      expect.soft(page.text, "the id of a pen name stays inside").not.toContain(pen.id);
  }
});

test("ids say nothing about when or by whom they were made", async ({ place }) => {
  const member = await place.member();
  const pen = await member.pen("linnet");
  const ids: string[] = [];
  for (let i = 0; i < 24; i++) ids.push((await member.share(pen.id, `Number ${i}.`)).story);
  const bytes = ids.map((text) => Buffer.from(text, "base64url"));
  expect(bytes.every((b) => b.length === 16)).toBe(true);
  for (let at = 0; at < 16; at++) {
    expect.soft(new Set(bytes.map((b) => b[at])).size, `byte ${at} varies`).toBeGreaterThan(12);
  }
  const rises = ids.slice(1).filter((text, i) => text > (ids[i] ?? "")).length;
  expect(rises, "they do not rise with time").toBeLessThan(22);
});

test("no page of the commons has the name one signs in with, or a number of people", async ({ place }) => {
  const author = await place.member("secretname");
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "We wait.", { audience: "everyone" });
  for (let i = 0; i < 3; i++) {
    const other = await place.member();
    const own = await other.pen(`robin ${"abc"[i]}`);
    await other.form(`/story/${story}/with`, { kind: "me-too", pen: own.id, once: id() });
    await other.answer(story, { text: "Here.", pen: own.id });
  }
  const reader = await place.member();
  for (const path of ["/", "/community", `/story/${story}`, "/pen/linnet", "/help"]) {
    const page = await reader.ask({ side: "commons", path });
    expect.soft(page.status, path).toBe(200);
    expect.soft(page.text, path).not.toContain("secretname");
    const text = page.text.replaceAll(/<[^>]*>/g, " ");
    expect
      .soft(text, `${path}: nobody is counted`)
      .not.toMatch(/\b\d+\s+(?:people|answers?|members?|with you|stories|readers?)\b/i);
    expect.soft(page.text, path).not.toContain(reader.name);
    if (path.startsWith("/story"))
      expect
        .soft(text, "who stands with the author is the author’s to see")
        .not.toMatch(/robin \w[^.]{0,40}happened to me too/);
  }
});

test("below everyone nothing reaches search engines, previews or titles", async ({ place }) => {
  const author = await place.member();
  const pen = await author.pen("linnet");
  const { story } = await author.share(pen.id, "We wait for Thursday.", {
    audience: "everyone",
    title: "A title of mine",
  });
  const visitor = (path: string) => author.ask({ side: "commons", path, cookie: "" });
  const page = await visitor(`/story/${story}`);
  expect(page.status).toBe(200);
  const robots = `${page.headers["x-robots-tag"] ?? ""} ${/<meta name="robots" content="([^"]*)"/.exec(page.text)?.[1] ?? ""}`;
  expect(robots, "not findable unless the author says so").toContain("noindex");
  const { story: inside } = await author.share(pen.id, "Only for members.", { title: "A title inside" });
  const member = await place.member();
  const read = await member.ask({ side: "commons", path: `/story/${inside}` });
  expect(read.headers["cache-control"]).toMatch(/no-store/);
  expect(read.text).not.toMatch(/og:|twitter:|application\/(?:rss|atom)/);
  expect(/<title>([^<]*)/.exec(read.text)?.[1] ?? "", "the tab gives nothing away").not.toContain(
    "A title inside",
  );
});
