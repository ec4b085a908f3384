import { Api } from "./api.ts";
import type { Account, Photos, Share, Stories } from "./types.ts";

/** Everything of the room's private side, joined up. */
export interface Room {
  api: Api;
  account: Account;
  stories: Stories;
  photos: Photos;
  share: Share;
}

/** One for the whole app; starts listening for the network coming back. */
export function openRoom(_api: Api = new Api()): Room {
  throw new Error("not yet");
}
