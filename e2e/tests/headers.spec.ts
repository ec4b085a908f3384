// What every reply carries, on both sides.
import { Member } from "../lib/api.ts";
import { ask, type Side } from "../lib/http.ts";
import { expect, test } from "../lib/test.ts";

const policy = (value: string | undefined): Map<string, string> =>
  new Map(
    (value ?? "")
      .split(";")
      .map((part) => part.trim().split(/\s+/))
      .map(([name = "", ...rest]) => [name, rest.join(" ")]),
  );

test("policies are strict on both origins, and on pages that say no", async ({ place }) => {
  const paths: [Side, string][] = [
    ["commons", "/"],
    ["commons", "/help"],
    ["commons", "/community"],
    ["commons", "/nothing-here"],
    ["room", "/"],
    ["room", "/write"],
    ["room", "/api/nothing-here"],
  ];
  for (const [side, path] of paths) {
    const { headers } = await ask(place.program, { side, path });
    const csp = policy(headers["content-security-policy"] as string | undefined);
    const what = `${side} ${path}`;
    expect.soft(csp.get("default-src"), what).toBe("'none'");
    expect.soft(csp.get("base-uri"), what).toBe("'none'");
    expect.soft(csp.get("frame-ancestors"), what).toBe("'none'");
    expect
      .soft(headers["content-security-policy"], what)
      .not.toMatch(/unsafe-inline|'unsafe-eval|\*|https?:(?!\/\/(?:room\.)?alongside\.localhost)/);
    expect.soft(headers["x-content-type-options"], what).toBe("nosniff");
    expect.soft(headers["referrer-policy"], what).toMatch(/^(?:no-referrer|same-origin)$/);
    expect.soft(headers["cross-origin-opener-policy"], what).toBe("same-origin");
    expect.soft(headers["cross-origin-resource-policy"], what).toBe("same-origin");
    expect.soft(headers["permissions-policy"], what).toBeTruthy();
    expect.soft(headers.server, what).toBeUndefined();
    expect.soft(headers["set-cookie"], `${what}: no cookie for just looking`).toBeUndefined();
  }
  const room = policy(
    (await ask(place.program, { side: "room", path: "/" })).headers["content-security-policy"] as string,
  );
  expect(room.get("require-trusted-types-for")).toBe("'script'");
  expect(room.get("trusted-types")).toBe("alongside");
  expect(room.get("script-src")).toBe("'self' 'wasm-unsafe-eval'");
});

test("cookies are bound to their host, out of reach of scripts, and the commons’ one opens nothing sealed", async ({
  place,
}) => {
  const member = await Member.arrive(place.program);
  const signedIn = await member.post("/api/salt", { name: member.name });
  expect(signedIn.status).toBe(200);
  const { code } = await member.take<{ code: string }>("POST", "/api/handover", {});
  const reply = await ask(place.program, {
    method: "POST",
    path: "/enter",
    origin: place.room,
    body: new URLSearchParams({ code, next: "/" }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const cookie = reply.headers["set-cookie"]?.[0] ?? "";
  expect(cookie).toMatch(/^__Host-/);
  for (const part of [/;\s*HttpOnly/i, /;\s*Secure/i, /;\s*SameSite=Lax/i, /;\s*Path=\//i])
    expect(cookie).toMatch(part);
  expect(cookie).not.toMatch(/Domain=/i);
  const crossed = await member.ask({ path: "/api/session", cookie: cookie.split(";")[0] });
  expect(JSON.parse(crossed.text)).toEqual({ signed_in: false });
});

test("what is for one member is kept by nobody in between; what is for everyone can be asked again cheaply", async ({
  place,
}) => {
  const member = await place.member();
  const pen = await member.pen("linnet");
  const { story } = await member.share(pen.id, "We wait.", { audience: "everyone" });
  for (const path of ["/", "/community", `/story/${story}`, "/pen/linnet", "/help"]) {
    const { headers } = await member.ask({ side: "commons", path });
    expect.soft(headers["cache-control"], path).toMatch(/private.*no-store|no-store.*private/);
  }
  for (const path of ["/api/session", "/api/entries", "/api/pens", "/api/stories"]) {
    expect.soft((await member.ask({ path })).headers["cache-control"], path).toMatch(/no-store/);
  }
  const visitor = (headers: Record<string, string> = {}) =>
    ask(place.program, { path: `/story/${story}`, headers });
  const first = await visitor();
  const etag = first.headers.etag ?? "";
  expect(etag).toBeTruthy();
  expect(first.headers["cache-control"]).toMatch(/no-cache/);
  expect(first.headers.vary).toMatch(/cookie/i);
  expect(first.headers.vary).toMatch(/accept-encoding/i);
  const again = await visitor({ "if-none-match": etag });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  expect((await member.answer(story, { text: "I am here.", pen: pen.id })).status).toBe(303);
  const changed = await visitor({ "if-none-match": etag });
  expect(changed.status).toBe(200);
  expect(changed.text).toContain("I am here.");
  for (const encoding of ["br", "gzip"]) {
    const packed = await visitor({ "accept-encoding": encoding });
    expect.soft(packed.headers["content-encoding"]).toBe(encoding);
    expect.soft(packed.body.length).toBeLessThan(changed.body.length);
  }
  await member.ask({ method: "DELETE", path: `/api/stories/${story}` });
  expect((await visitor()).status).toBe(404);
  expect((await visitor({ "if-none-match": etag })).status).toBe(404);
});

test("the program says that it is well, on any host, and stops when asked to", async ({ place }) => {
  for (const host of ["alongside.localhost", "127.0.0.1", "elsewhere.example"]) {
    for (const path of ["/healthz", "/readyz"]) {
      expect((await ask(place.program, { path, headers: { host } })).status, `${host}${path}`).toBe(200);
    }
  }
  const began = Date.now();
  await place.program.stop();
  expect(Date.now() - began).toBeLessThan(5000);
  await place.program.start();
});

test("the log has nobody in it", async ({ place }) => {
  const member = await place.member("loggedname");
  const pen = await member.pen("loggedpen");
  const { story } = await member.share(pen.id, "loggedwords of a story", {
    audience: "everyone",
    title: "loggedtitle",
  });
  await member.answer(story, { text: "loggedanswer", pen: pen.id });
  await member.ask({ side: "commons", path: "/community?q=loggedquery" });
  await member.ask({ side: "commons", path: "/pen/loggedpen" });
  await ask(place.program, {
    path: "/",
    headers: { "user-agent": "loggedagent", "x-forwarded-for": "203.0.113.77" },
  });
  const log = place.program.logs();
  expect(log.length).toBeGreaterThan(100);
  const words = [
    "loggedname",
    "loggedpen",
    "loggedwords",
    "loggedtitle",
    "loggedanswer",
    "loggedquery",
    "loggedagent",
    "203.0.113.77",
    story,
  ];
  for (const word of [
    ...words,
    member.room.split("=")[1] ?? "none",
    member.commons.split("=")[1] ?? "none",
  ]) {
    const line = log.split("\n").find((text) => text.includes(word));
    expect.soft(line?.slice(0, 400), word).toBeUndefined();
  }
  expect(log, "no address").not.toMatch(/"(?:ip|addr|peer|remote_addr|client)[^"]*":/);
});
