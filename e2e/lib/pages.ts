// Every page there is, for those who look at all of them.
import type { Page } from "@playwright/test";
import type { Side } from "./http.ts";

export interface Screen {
  name: string;
  side: Side;
  /** As whom: a visitor, or somebody signed in on both sides. */
  as: "visitor" | "newreader" | "maeve" | "moderator";
  path: string;
  /** What is there when it is ready. */
  ready?: (page: Page) => Promise<void>;
}

/** What only a running demo knows: a story of each kind, and a circle with a story in it. */
export interface Found {
  community: string;
  everyone: string;
  answer: string;
  pen: string;
  circle: string;
  told: string;
}

export function screens(found: Found): Screen[] {
  const commons = (name: string, as: Screen["as"], path: string): Screen => ({
    name,
    side: "commons",
    as,
    path,
  });
  const room = (name: string, as: Screen["as"], path: string): Screen => ({ name, side: "room", as, path });
  return [
    commons("front-visitor", "visitor", "/"),
    commons("front", "newreader", "/"),
    commons("community-visitor", "visitor", "/community"),
    commons("community", "newreader", "/community"),
    commons("community-answered", "newreader", "/community?order=answered"),
    commons("community-search", "newreader", "/community?q=scan"),
    commons("community-search-nothing", "newreader", "/community?q=xylophone"),
    commons("story", "newreader", `/story/${found.community}`),
    commons("story-public-visitor", "visitor", `/story/${found.everyone}`),
    commons("story-public", "newreader", `/story/${found.everyone}`),
    commons("story-moderator", "moderator", `/story/${found.community}`),
    commons("thread", "newreader", `/story/${found.community}/answer/${found.answer}`),
    commons("pen", "newreader", `/pen/${found.pen}`),
    commons("answers", "maeve", "/answers"),
    commons("answers-aside", "maeve", "/answers/aside"),
    commons("answers-choices", "maeve", "/answers/choices"),
    commons("decided", "maeve", "/decided"),
    commons("queue", "moderator", "/queue"),
    commons("asking", "moderator", "/asking"),
    commons("letters-reported", "moderator", "/letters/reported"),
    commons("help", "visitor", "/help"),
    commons("help-search", "visitor", "/help?q=child"),
    commons("guide", "visitor", "/help/for-friends"),
    commons("phone", "visitor", "/phone"),
    commons("reading", "visitor", "/reading"),
    commons("numbers", "visitor", "/numbers"),
    commons("numbers-after", "visitor", "/numbers/after"),
    commons("numbers-context", "visitor", "/numbers/context"),
    commons("numbers-method", "visitor", "/numbers/method"),
    commons("sealed", "visitor", "/sealed"),
    commons("not-here", "visitor", "/story/AAAAAAAAAAAAAAAAAAAAAA"),
    commons("away", "visitor", "/away"),
    room("room-visitor", "visitor", "/"),
    room("sign-up", "visitor", "/sign-up"),
    room("sign-in", "visitor", "/sign-in"),
    room("sheet-sign-in", "visitor", "/sheet-sign-in"),
    room("write-visitor", "visitor", "/write"),
    room("for-broken", "visitor", "/for/AAAAAAAAAAAAAAAAAAAAAA"),
    room("journey", "maeve", "/journey"),
    room("write", "maeve", "/write"),
    room("journey-years", "maeve", "/journey/years"),
    room("export", "maeve", "/export"),
    room("pens", "maeve", "/pens"),
    room("heard", "maeve", "/heard"),
    room("for-them", "maeve", "/for-them"),
    room("for-them-new", "maeve", "/for-them/new"),
    room("circles", "maeve", "/circles"),
    room("circle", "maeve", `/circles/${found.circle}`),
    room("circle-story", "maeve", `/circles/${found.circle}/${found.told}`),
    room("letters", "maeve", "/letters"),
    room("settings", "maeve", "/settings"),
    room("keys", "maeve", "/settings/keys"),
    room("erase", "maeve", "/settings/erase"),
    room("held", "maeve", "/settings/held"),
    room("room-not-here", "maeve", "/nothing-here"),
  ];
}
