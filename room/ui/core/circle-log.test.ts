import { beforeAll, expect, test } from "vitest";
import {
  addFromNowOn,
  addMember,
  type CircleState,
  circleAudience,
  circleWant,
  handOver,
  type Keyring,
  newKeyring,
  openEntry,
  openGrant,
  openKeyring,
  removeMember,
  renewMember,
  sealEntry,
  startCircle,
} from "../../seal/index.ts";
import { grantsFor } from "./circle-log.ts";
import { fromBase64 } from "./listing.ts";

let ada: Keyring;
let ben: Keyring;
let cleo: Keyring;

beforeAll(async () => {
  const make = async (name: string) => openKeyring((await newKeyring(name)).text);
  [ada, ben, cleo] = await Promise.all([make("ada"), make("ben"), make("cleo")]);
});

/** The epochs that each one's grant opens, by name. */
async function opened(
  by: Keyring,
  state: CircleState,
  identities: ReadonlyMap<number, string>,
): Promise<Record<string, number[]>> {
  const grants = await grantsFor(by, state, identities);
  const all: Record<string, number[]> = {};
  for (const one of [ada, ben, cleo]) {
    const bytes = grants.find(({ user }) => user === one.pub.user)?.bytes;
    if (bytes === undefined) continue;
    all[one.name] = [...(await openGrant(one, state, fromBase64(bytes))).keys()];
  }
  return all;
}

test("everybody keeps what they could open, and whoever keeps the circle has every key", async () => {
  const start = await startCircle(ada);
  const withBen = await addMember(ada, start.state, ben.pub);
  const withCleo = await addFromNowOn(ada, withBen.state, cleo.pub);
  const identities = new Map([
    [1, start.identity],
    [2, withCleo.identity],
  ]);
  expect(await opened(ada, withCleo.state, identities)).toEqual({
    ada: [1, 2],
    ben: [1, 2],
    cleo: [2],
  });
  const over = await handOver(ada, withCleo.state, cleo.pub.user);
  const without = await removeMember(cleo, over.state, ada.pub.user);
  const three = new Map([...identities, [3, without.identity] as const]);
  expect(await opened(cleo, without.state, three)).toEqual({ ben: [1, 2, 3], cleo: [1, 2, 3] });
  const back = await handOver(cleo, without.state, ben.pub.user);
  expect(await opened(ben, back.state, three), "who kept it once still has them").toEqual({
    ben: [1, 2, 3],
    cleo: [1, 2, 3],
  });
});

test("new keys open what the old ones opened, and no more", async () => {
  const start = await startCircle(ada);
  const withCleo = await addFromNowOn(ada, start.state, cleo.pub);
  const fresh = await openKeyring((await newKeyring("cleo")).text);
  const renewed = await renewMember(ada, withCleo.state, cleo.pub.user, fresh.pub);
  const identities = new Map([
    [1, start.identity],
    [2, withCleo.identity],
    [3, renewed.identity],
  ]);
  const grants = await grantsFor(ada, renewed.state, identities);
  const bytes = grants.find(({ user }) => user === fresh.pub.user)?.bytes ?? "";
  const opens = await openGrant(fresh, renewed.state, fromBase64(bytes));
  expect([...opens.keys()], "not what was said before she came").toEqual([2, 3]);
  expect(
    grants.some(({ user }) => user === cleo.pub.user),
    "the old keys get nothing",
  ).toBe(false);
});

test("whoever was taken out opens nothing of the next epoch, whatever the server hands them", async () => {
  const start = await startCircle(ada);
  const withBen = await addMember(ada, start.state, ben.pub);
  const withCleo = await addFromNowOn(ada, withBen.state, cleo.pub);
  const until = new Map([
    [1, start.identity],
    [2, withCleo.identity],
  ]);
  const after = await removeMember(ada, withCleo.state, ben.pub.user);
  const next = new Map([...until, [3, after.identity] as const]);
  const last = (await grantsFor(ada, withCleo.state, until)).find(
    ({ user }) => user === ben.pub.user,
  );
  const his = await openGrant(ben, after.state, fromBase64(last?.bytes ?? ""));
  expect([...his.keys()], "all that he was ever given").toEqual([1, 2]);

  const id = "o1mPkS9aQ3eYc0Zr7uVwXg";
  const meta = { id, rev: 1, at: Date.UTC(2026, 9, 1) };
  const { file } = await sealEntry(ada, circleAudience(after.state, ada), meta, "Not for him.");
  const want = circleWant(after.state, id);
  const shut = { code: "changed-on-the-way", reason: "cannot-decrypt" };
  for (const identity of [...his.values(), ben.identity]) {
    await expect(openEntry(identity, file, want)).rejects.toMatchObject(shut);
  }
  const grants = await grantsFor(ada, after.state, next);
  expect(grants.map(({ user }) => user).sort()).toEqual([ada.pub.user, cleo.pub.user].sort());
  for (const { bytes } of grants) {
    const grant = fromBase64(bytes);
    await expect(openGrant(ben, after.state, grant)).rejects.toMatchObject(shut);
  }

  const hers = grants.find(({ user }) => user === cleo.pub.user);
  const keys = await openGrant(cleo, after.state, fromBase64(hers?.bytes ?? ""));
  const { body } = await openEntry(keys.get(3) ?? "", file, want);
  expect(body, "and whoever stays reads it").toBe("Not for him.");
});
