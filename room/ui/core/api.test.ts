import { expect, test } from "vitest";
import { utf8 } from "../../seal/index.ts";
import { Api } from "./api.ts";
import { ApiError, Offline, SignedOut } from "./errors.ts";
import type { Transport } from "./transport.ts";

const answering =
  (status: number, text: string): Transport =>
  async () => ({ status, header: () => null, bytes: utf8(text) });

test("a refusal has the server's sentence, its field and its revision", async () => {
  const body = { error: { code: "taken", say: "That name is taken.", field: "name" }, rev: 7 };
  const api = new Api(answering(409, JSON.stringify(body)));
  await expect(api.newPen("wren", "key")).rejects.toMatchObject({
    code: "taken",
    say: "That name is taken.",
    field: "name",
    status: 409,
    rev: 7,
  });
});

test.each(["<html>Bad gateway</html>", "", "null", '{"error":"x"}', '{"error":{"say":5}}'])(
  "an error page that is %j is a kind sentence",
  async (text) => {
    const error = await new Api(answering(502, text)).pens().catch((one: unknown) => one);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "unexpected", status: 502 });
  },
);

test("a yes that is not JSON is an error and not a crash", async () => {
  await expect(new Api(answering(200, "<html>")).session()).rejects.toBeInstanceOf(ApiError);
});

test("an unknown session is told to whoever listens; a proof that does not fit is not", async () => {
  const api = new Api(answering(401, "{}"));
  let told = 0;
  api.onSignedOut = () => {
    told += 1;
  };
  await expect(api.pens()).rejects.toBeInstanceOf(SignedOut);
  expect(told).toBe(1);
  const body = { name: "ada", secret: "x", by: "words", device: "d" } as const;
  await expect(api.signIn(body)).rejects.toBeInstanceOf(ApiError);
  expect(told).toBe(1);
});

test("no answer is Offline", async () => {
  const api = new Api(async () => {
    throw new Offline();
  });
  await expect(api.place()).rejects.toBeInstanceOf(Offline);
});

test("ids never reach into another path", async () => {
  const paths: string[] = [];
  const api = new Api(async ({ path }) => {
    paths.push(path);
    return { status: 204, header: () => null, bytes: utf8("") };
  });
  await api.eraseEntry("../pens?x#y");
  await api.endSession("a/b");
  expect(paths).toEqual(["/api/entries/..%2Fpens%3Fx%23y", "/api/sessions/a%2Fb"]);
});
