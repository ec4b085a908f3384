import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lockSession, utf8 } from "../../seal/index.ts";
import { Api } from "./api.ts";
import { Device } from "./device.ts";
import { SealedPhotos } from "./photos.ts";
import { openRoom, type Room } from "./room.ts";
import { FakeClock, FakeServer } from "./testing.ts";

// Each opening by words costs 64 MiB and three passes, by design.
vi.setConfig({ testTimeout: 60_000 });
const SOON = { timeout: 20_000 };

const WORDS = "six quiet words about an evening";
let server: FakeServer;
let device: Device;
let room: Room;

beforeEach(async () => {
  await lockSession();
  server = new FakeServer();
  server.signedIn = null;
  device = new Device(crypto.randomUUID());
  room = openRoom(new Api(server.carry), device);
});

afterEach(() => room.close());

/** Photos that redraw nothing: there is no canvas here. */
const plainPhotos = (clock = new FakeClock()): SealedPhotos =>
  new SealedPhotos({
    api: room.api,
    device,
    later: clock.later,
    writer: async () => {
      const { state } = room.account;
      return "me" in state
        ? { me: state.me, member: true }
        : { me: await device.keyring(), member: false };
    },
    clean: async (file) => ({
      bytes: new Uint8Array(await file.arrayBuffer()),
      w: 4,
      h: 3,
      type: "image/jpeg",
    }),
  });

const picture = new Blob([utf8("a picture of the window")]);

test("a story and its photo from before there was an account go up after signing up", async () => {
  const { id, doc } = room.stories.create();
  const { photo, sent } = await plainPhotos().add(id, picture);
  expect(await sent).toBe("kept-here");
  const early = { ...doc, text: "early", photos: [photo] };
  expect(await room.stories.saveNow(id, early)).toEqual({ kind: "no-account-kept-here" });
  expect(server.asked).toEqual([]);

  await room.account.signUp("ada", WORDS);
  await vi.waitFor(() => expect([server.entries.size, server.media.size]).toEqual([1, 1]), SOON);
  // The page that was open all the time still has the photo's old hash.
  await room.stories.saveNow(id, { ...early, text: "early and more" });
  const now = (await room.stories.open(id)).doc;
  expect(now.text).toBe("early and more");
  const [carried] = now.photos;
  if (carried === undefined) throw new Error("no photo");
  expect(await room.photos.bytes(carried)).toEqual(utf8("a picture of the window"));
});

test("words kept here go up when the session is opened again", async () => {
  await room.account.signUp("ada", WORDS);
  const { id, doc } = room.stories.create();
  server.signedIn = null;
  expect(await room.stories.saveNow(id, { ...doc, text: "late" })).toEqual({
    kind: "signed-out-kept-here",
  });
  expect(room.account.state.kind).toBe("signed-out");
  await room.account.signInWithWords("ada", WORDS);
  await vi.waitFor(() => expect(server.entries.get(id)?.rev).toBe(1), SOON);
});

test("signing out is refused while a story is only here", async () => {
  await room.account.signUp("ada", WORDS);
  const { id, doc } = room.stories.create();
  server.offline = true;
  await room.stories.saveNow(id, { ...doc, text: "only here" });
  await expect(room.account.signOut()).rejects.toMatchObject({ count: 1 });
  expect((await room.stories.open(id)).doc.text).toBe("only here");
});

test("a photo waits on the device without a network, sealed, and is tried again", async () => {
  await room.account.signUp("ada", WORDS);
  const clock = new FakeClock();
  const photos = plainPhotos(clock);
  server.offline = true;
  const { photo, sent } = await photos.add("story", picture);
  expect(await sent).toBe("kept-here");
  const [held] = await device.media.all();
  expect(Buffer.from(held?.file ?? []).toString("latin1")).not.toContain("window");
  expect(await photos.bytes(photo)).toEqual(utf8("a picture of the window"));
  server.offline = false;
  clock.pass(2_000);
  await vi.waitFor(async () => expect(await device.media.all()).toEqual([]), SOON);
  expect(await photos.bytes(photo)).toEqual(utf8("a picture of the window"));
});

test("a photo that was swapped on the server is refused", async () => {
  await room.account.signUp("ada", WORDS);
  const photos = plainPhotos();
  const one = await photos.add("story", picture);
  const two = await photos.add("story", new Blob([utf8("another picture")]));
  await Promise.all([one.sent, two.sent]);
  const swapped = server.media.get(two.photo.media);
  if (swapped === undefined) throw new Error("not sent");
  server.media.set(one.photo.media, swapped);
  await expect(photos.bytes(one.photo)).rejects.toMatchObject({ reason: "media-hash" });
});

test("the whole of a photo's way is told while it goes up", async () => {
  await room.account.signUp("ada", WORDS);
  const told: number[][] = [];
  const { sent } = await plainPhotos().add("story", picture, (done, whole) =>
    told.push([done, whole]),
  );
  await sent;
  expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
});
