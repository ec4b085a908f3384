import "fake-indexeddb/auto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { joinRequest, parseInvitation, safetyNumber } from "../../seal/index.ts";
import { type Keys, newKeys, type Person, Scene } from "./testing-scene.ts";
import type { Waiting } from "./types.ts";

const SOON = Date.now() + 86_400_000;

let keys: Keys;
let scene: Scene;
let maeve: Person;

beforeAll(async () => {
  keys = await newKeys();
});

beforeEach(async () => {
  scene = await Scene.of(keys);
  maeve = await scene.somebody(keys.maeve);
});

const invite = (uses: number, endsAt: number): Promise<string> =>
  maeve.circles.invite(scene.server.id, uses, endsAt);

/** Puts a request before the keeper, as a server may at any time. */
async function asks(who: keyof Keys, link: string, id = who as string): Promise<void> {
  const invitation = parseInvitation(link);
  const request = await joinRequest(keys[who], invitation, scene.state, who, 1);
  scene.server.requests.push({ id, invite: invitation.id, at: 1, ...request });
}

const waiting = async (): Promise<Waiting[]> => (await maeve.circles.open(scene.server.id)).waiting;

const approve = async (who: keyof Keys): Promise<void> =>
  maeve.circles.approve(scene.server.id, who, await safetyNumber(keys[who].pub), true);

test("whoever has the link is shown by name", async () => {
  await asks("una", await invite(1, SOON));
  const safety = await safetyNumber(keys.una.pub);
  expect(await waiting()).toEqual([
    { id: "una", changed: false, name: "una", safety, was: false, ended: null },
  ]);
});

test("a link that was withdrawn lets nobody ask, whatever a server shows", async () => {
  const link = await invite(5, SOON);
  await maeve.circles.withdraw(scene.server.id, parseInvitation(link).id);
  await asks("una", link);
  expect(await waiting()).toEqual([{ id: "una", changed: true }]);
  await expect(approve("una")).rejects.toMatchObject({ reason: "unknown-invitation" });
  expect(scene.server.lines).toHaveLength(3);
});

test("no more people come by a link than it was made for", async () => {
  const link = await invite(1, SOON);
  await asks("una", link);
  await approve("una");
  expect(scene.server.lines).toHaveLength(4);
  const other = (await newKeys()).ann;
  keys = { ...keys, tom: other };
  await asks("tom", link);
  expect(await waiting()).toEqual([{ id: "tom", changed: true }]);
  await expect(approve("tom")).rejects.toMatchObject({ reason: "invitation-over" });
});

test("whoever asks by a link that has ended meanwhile is shown with that", async () => {
  const ended = Date.now() - 1;
  await asks("una", await invite(1, ended));
  expect(await waiting()).toMatchObject([{ changed: false, name: "una", ended }]);
});

test("taking somebody out ends every link, and whoever comes back is said to have been here", async () => {
  const link = await invite(5, SOON);
  await maeve.circles.remove(scene.server.id, keys.ann.pub.user);
  await asks("una", link);
  expect(await waiting()).toEqual([{ id: "una", changed: true }]);
  scene.server.requests = [];
  await asks("ann", await invite(1, SOON));
  expect(await waiting()).toMatchObject([{ changed: false, name: "ann", was: true }]);
});
