import type { PageState } from "../core/index.ts";

/** Who can open a page now, in a plain sentence. */
export const STATES: Record<PageState, string> = {
  draft: "Only you can open it.",
  open: "Whoever has the link can open it.",
  behind: "Whoever has the link can open it, as it was before your last change.",
  ended: "Nobody else can open it now: its time is over, or it was taken away.",
  unknown: "There is no connection right now, so it is not known whether others can open it.",
};

export const PASSCODE_MIN = 4;
