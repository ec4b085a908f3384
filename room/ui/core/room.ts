import { MemberAccount } from "./account.ts";
import { Api } from "./api.ts";
import type { Writer } from "./desk.ts";
import { Device } from "./device.ts";
import { SealedPhotos } from "./photos.ts";
import { StoryShare } from "./share.ts";
import { SealedStories } from "./sync.ts";
import type {
  Account,
  Circles,
  ForThem,
  Letters,
  Photos,
  Rotation,
  Share,
  Stories,
  WentBack,
} from "./types.ts";

/** Everything of the room's private side, joined up. */
export interface Room {
  api: Api;
  account: Account;
  stories: Stories;
  photos: Photos;
  share: Share;
  /** Pages for them; fetched when they are first needed. */
  forThem(): Promise<ForThem>;
  /** A change of all keys; each is a new one. */
  rotation(): Promise<Rotation>;
  /** Circles; fetched when they are first needed. */
  circles(): Promise<Circles>;
  /** Letters; fetched when they are first needed. */
  letters(): Promise<Letters>;
  /** Whether the server shows an older state than this device has seen, and going on from there. */
  wentBack: WentBack;
  /** Stops listening for the network and the account. */
  close(): void;
}

/** One for the whole app. Sends what waits on this device when the network or the member is back. */
export function openRoom(api: Api = new Api(), device: Device = new Device()): Room {
  const flush = async (): Promise<number> => {
    const held = await photos.flush();
    // A story whose photo is only here is only here.
    const unkept = Math.max(await stories.flush(), Math.min(held, 1));
    const pages = await device.pages.all().catch(() => []);
    const waiting = await device.pending.all().catch(() => []);
    const answers = waiting.filter(({ id }) => id.startsWith("answer/")).length;
    return (
      unkept + answers + (pages.some(({ dirty }) => dirty) ? await (await forThem()).flush() : 0)
    );
  };
  const account = new MemberAccount({ api, device, flush, sealed: () => stories.sealed() });
  const writer = async (): Promise<Writer> => {
    const { state } = account;
    return "me" in state
      ? { me: state.me, member: true }
      : { me: await device.keyring(), member: false };
  };
  const stories = new SealedStories({ api, device, writer });
  const photos = new SealedPhotos({ api, device, writer });
  const share = new StoryShare({ api, device, stories, photos, writer });

  let opened: Promise<ForThem> | undefined;
  const forThem = (): Promise<ForThem> => {
    opened ??= import("./for-them.ts").then(
      ({ SealedPages }) =>
        new SealedPages({ api, device, writer, origin: globalThis.location?.origin ?? "" }),
    );
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };

  const rotation = async (): Promise<Rotation> => {
    const { KeyRotation } = await import("./rotate.ts");
    const tell = () => keys?.postMessage("changed");
    return new KeyRotation({ api, device, account, flush, tell });
  };
  // Another tab changed all keys: those in this one's memory open nothing any more.
  const keys = typeof window === "undefined" ? null : new BroadcastChannel("alongside/keys");
  if (keys !== null) keys.onmessage = () => void account.resume();

  let around: Promise<Circles> | undefined;
  const circles = (): Promise<Circles> => {
    around ??= import("./circles.ts").then(
      ({ SealedCircles }) =>
        new SealedCircles({
          api,
          device,
          stories,
          photos,
          writer,
          origin: globalThis.location?.origin ?? "",
        }),
    );
    around.catch(() => {
      around = undefined;
    });
    return around;
  };

  const told = new Set<() => void>();
  const wentBack: WentBack = {
    now: false,
    watch: (listener) => {
      told.add(listener);
      return () => told.delete(listener);
    },
    goOn: async () => {
      const { me } = await writer();
      await (await import("./go-on.ts")).goOn({ api, device }, me);
    },
  };
  device.onOlder = () => {
    wentBack.now = true;
    for (const tell of told) tell();
  };

  const wake = (): void => {
    // Whatever fails here is tried again; each story says for itself where its words are.
    void flush().catch(() => undefined);
  };
  let post: Promise<Letters> | undefined;
  const letters = (): Promise<Letters> => {
    post ??= import("./letters.ts").then(
      ({ SealedLetters }) => new SealedLetters({ api, device, writer, circles }),
    );
    post.catch(() => {
      post = undefined;
    });
    return post;
  };

  let known: string | null = null;
  const stop = account.watch((state) => {
    const { kind } = state;
    const user = kind === "open" ? state.me.pub.user : null;
    // Somebody else, or she with other keys: what was remembered with those before is not used.
    if (user !== null && user !== known) {
      around = undefined;
      post = undefined;
    }
    known = user ?? known;
    if (kind !== "open") {
      // Whoever comes next sees nothing of what was opened here.
      if (kind === "locked") {
        around = undefined;
        post = undefined;
        wentBack.now = false;
      }
      return;
    }
    void stories
      .carryOver()
      .catch(() => [])
      .then(wake);
  });
  globalThis.addEventListener?.("online", wake);
  const close = (): void => {
    stop();
    keys?.close();
    globalThis.removeEventListener?.("online", wake);
  };
  return {
    api,
    account,
    stories,
    photos,
    share,
    forThem,
    rotation,
    circles,
    letters,
    wentBack,
    close,
  };
}
