import type {
  CircleState,
  CleanPhoto,
  Invitation,
  Keyring,
  LetterAbout,
  PublicKeys,
  StoryDocument,
  StoryPhoto,
} from "../../seal/index.ts";
import type { Claim, Trusts } from "./circle-trust.ts";
import type { Trusted } from "./circle-words.ts";
import type { PageDocument } from "./page-doc.ts";
import type { PasskeyLine } from "./wire.ts";

/** What the app knows of who is here. */
export type AccountState =
  /** Before `resume()` has answered. */
  | { kind: "starting" }
  /** No keys in memory. `name` when the server still knows a session, so only the words are asked; `passkey` when one has just signed in that opens nothing sealed. */
  | { kind: "locked"; why: "nobody" | "locked" | "offline" | "passkey"; name: string | null }
  /** Keys in memory and a session on the server. */
  | { kind: "open"; me: Keyring; name: string; standing: string; commons: string }
  /** Keys in memory, but the server ended the session: writing goes on and is kept on the device. */
  | { kind: "signed-out"; me: Keyring; name: string };

export interface SignedUp {
  /** The recovery sheet's identity: shown and printed once, kept nowhere. */
  sheet: string;
}

export type Proof = { words: string } | { sheet: string };

export interface Account {
  readonly state: AccountState;
  /** Calls `listener` at once and after each change; returns what stops it. */
  watch(listener: (state: AccountState) => void): () => void;
  /** Opens this browser's session again. Never throws: no network is `locked` with `why: "offline"`. */
  resume(): Promise<AccountState>;
  /** `admission` is the secret of an invitation, or of a yes, where not everybody can sign up. */
  signUp(name: string, words: string, admission?: string): Promise<SignedUp>;
  signInWithWords(name: string, words: string): Promise<void>;
  signInWithSheet(name: string, sheet: string): Promise<void>;
  /** With one touch. Where the passkey opens nothing sealed, the state is `locked`, `why: "passkey"`. */
  signInWithPasskey(): Promise<void>;
  /** Makes one on this device. @throws Locked, and what the browser or the server says no with */
  addPasskey(name: string): Promise<PasskeyLine>;
  /** Throws `Unkept` when words are on this device only, unless `anyway`. */
  signOut(anyway?: boolean): Promise<void>;
  signOutEverywhere(anyway?: boolean): Promise<void>;
  /** Signed out here on both sides, as fast as can be; what lies sealed on the device stays. */
  leaveQuickly(): Promise<void>;
  /** New words, and with `newSheet` a new recovery sheet: the old one opens nothing from then on. */
  changeWords(proof: Proof, words: string, newSheet?: boolean): Promise<{ sheet: string | null }>;
  /**
   * Erases the account with everything of it, here too; with `endCircles` the circles that one keeps
   * end. `done` is called before the account is nobody's, so that a page can say so.
   */
  erase(proof: Proof, endCircles: boolean, done: () => void): Promise<void>;
  /** Forgets the keys in this browser; the words on the device stay, sealed. */
  lock(): Promise<void>;
}

/** Where the newest words of a story are. `say` is a sentence for the person. */
export type KeptStatus =
  | { kind: "kept-here" }
  | { kind: "kept"; rev: number; at: number }
  | { kind: "offline-kept-here" }
  | { kind: "signed-out-kept-here" }
  /** Written with no account: sealed on the device under the device's own key. */
  | { kind: "no-account-kept-here" }
  /** Too long to seal; this version is NOT kept anywhere yet. */
  | { kind: "too-large"; say: string }
  /** The browser would not store it and the server has not said yes yet. */
  | { kind: "not-kept"; say: string }
  /** The server said no for good; the words are on the device. */
  | { kind: "refused-kept-here"; say: string }
  /** Changed elsewhere: the story now shows their version, mine is the new story `mine`. */
  | { kind: "both-kept"; mine: string; doc: StoryDocument }
  /** Changed elsewhere and nothing of mine differed: show `doc`. */
  | { kind: "newer"; doc: StoryDocument }
  /** Erased on another device while words of mine were only here: they are the new story `mine`. */
  | { kind: "erased-elsewhere"; mine: string }
  /** What the server gave back did not verify; the words are on the device. */
  | { kind: "changed-on-the-way" };

export interface OpenStory {
  id: string;
  doc: StoryDocument;
  /** the revision of the sealed master that this is; 0 before the first save */
  rev: number;
  /** `device` when the server could not be asked or has older words */
  from: "server" | "device";
}

/** One line of the journey: a story, or an entry that failed its checks. */
export type StoryLine =
  | { id: string; changed: false; rev: number; doc: StoryDocument; unkept: boolean }
  | { id: string; changed: true; say: string };

export interface StoryList {
  lines: StoryLine[];
  next: string | null;
  /** The server could not be asked: this is what the device has. */
  offline: boolean;
}

export interface Amended {
  doc: StoryDocument;
  status: KeptStatus;
}

export interface Stories {
  create(): OpenStory;
  open(id: string): Promise<OpenStory>;
  /** Resolves when the words are sealed on the device; what the server says comes through `watch`. */
  save(id: string, doc: StoryDocument): Promise<KeptStatus>;
  /** Saves and waits for the server's answer, or for the reason there is none. */
  saveNow(id: string, doc: StoryDocument): Promise<KeptStatus>;
  /**
   * Changes the newest words there are, not what a page still shows, and waits as `saveNow` does.
   * Only so can `open`, `kept` and how far an open story goes be changed: `save` leaves them as
   * they are, so that a page with an older copy undoes none of it.
   */
  amend(id: string, change: (doc: StoryDocument) => StoryDocument): Promise<Amended>;
  /** The newest status at once (if there is one) and each that follows; returns what stops it. */
  watch(id: string, listener: (status: KeptStatus) => void): () => void;
  list(cursor?: string | null): Promise<StoryList>;
  /**
   * For good, here and on the server; without a network here now and there as soon as it can be.
   * A story with an open copy is refused (`still-open`): `Share.takeBack` is for that.
   */
  erase(id: string): Promise<"erased" | "erased-here">;
  /** The revision the server said yes to last; 0 when it never has. */
  rev(id: string): Promise<number>;
  /** Sends what is only on the device. Resolves with how many stories are still only here. */
  flush(): Promise<number>;
  /** Resolves when nothing handed to `save` so far is still on its way to this device's store; never rejects. */
  sealed(): Promise<void>;
  /** Moves stories written before there was an account to the member's keys; their ids. */
  carryOver(): Promise<string[]>;
}

export type Progress = (done: number, whole: number) => void;

export interface Photos {
  /** Cleans, seals, keeps on the device, sends. Resolves when it is on the device. */
  add(story: string, file: Blob, progress?: Progress): Promise<AddedPhoto>;
  /** The same for one that was cleaned before, as those in an export were. */
  addCleaned(story: string, photo: CleanPhoto, progress?: Progress): Promise<AddedPhoto>;
  /** The opened JPEG. @throws SealError `changed-on-the-way`, Offline */
  bytes(photo: StoryPhoto): Promise<Uint8Array<ArrayBuffer>>;
  /** An object URL for `<img>`; call `release` when the picture is gone. */
  open(photo: StoryPhoto): Promise<{ url: string; release: () => void }>;
  /** After the document without it was saved. */
  remove(media: string): Promise<void>;
  /** Sends photos that are only on the device; how many still are. */
  flush(): Promise<number>;
}

export interface AddedPhoto {
  photo: StoryPhoto;
  /** settles when the server has it (`kept`) or why not; never rejects */
  sent: Promise<"kept" | "kept-here">;
}

export type OpenAudience = "community" | "everyone";

export type ShareStep =
  | { kind: "photos"; done: number; of: number }
  | { kind: "sharing" }
  | { kind: "keeping" };

export type ShareResult =
  | { kind: "shared"; doc: StoryDocument; url: string | null }
  /** The open copy had been taken back elsewhere: nothing was shared, `doc` says so now. */
  | { kind: "gone"; doc: StoryDocument };

export interface Share {
  publish(
    id: string,
    doc: StoryDocument,
    audience: OpenAudience,
    pen: string,
    step?: (step: ShareStep) => void,
  ): Promise<ShareResult>;
  /** Back to only me. Answers are kept in the story unless `letGo`. */
  narrow(id: string, doc: StoryDocument, letGo?: boolean): Promise<StoryDocument>;
  /** Narrow, then erase. */
  takeBack(id: string, doc: StoryDocument): Promise<"erased" | "erased-here">;
  /** Stories whose sharing was never answered: share again, or narrow, settles them. */
  unsettled(): Promise<string[]>;
}

/**
 * Whether others can open a page: never shared, open as it is, open in an older wording, over or
 * taken away, or not known without a connection.
 */
export type PageState = "draft" | "open" | "behind" | "ended" | "unknown";

export interface PageLine {
  id: string;
  doc: PageDocument;
  state: PageState;
  /** has words that are only on this device */
  unkept: boolean;
}

export interface PageList {
  lines: PageLine[];
  /** Links that open something, but no page of hers that could be opened here tells what. */
  loose: string[];
  offline: boolean;
}

export type PageKept =
  | { kind: "kept" }
  /** `say` when the server said no for good */
  | { kind: "kept-here"; say: string | null }
  /** Changed elsewhere: theirs is the page now, mine is the new page `mine`, not shared. */
  | { kind: "both-kept"; mine: string };

export type PageShared =
  /** `fresh`: the link is another one than before */
  { kind: "shared"; doc: PageDocument; fresh: boolean } | { kind: "both-kept"; mine: string };

/** Pages for them: what others can open without an account, and the author's own copies. */
export interface ForThem {
  create(): { id: string; doc: PageDocument };
  open(id: string): Promise<PageLine>;
  list(): Promise<PageList>;
  /** The link as it is sent; null when there is none. */
  linkOf(doc: PageDocument): string | null;
  /** Sealed on this device first, then on the server. Others see what was shared last. */
  save(id: string, doc: PageDocument): Promise<PageKept>;
  /** Lets others open it, or shows them what changed. @throws NotKept, Offline, ApiError */
  share(
    id: string,
    doc: PageDocument,
    passcode: string | null,
    endsAt: number | null,
  ): Promise<PageShared>;
  /** At once: the link opens nothing from then on. The author keeps her words. */
  takeAway(id: string, doc: PageDocument): Promise<PageDocument>;
  takeAwayLoose(page: string): Promise<void>;
  /** Taken away, and the author's own copy too. */
  erase(id: string, doc: PageDocument): Promise<void>;
  /** Sends what is only on the device; how many pages still are. */
  flush(): Promise<number>;
}

/** All keys were changed. */
export interface Rotated {
  /** whom others knew until now: what others sealed for these is to be sealed for `after` */
  before: PublicKeys;
  after: PublicKeys;
}

/** Changing all keys: everything is sealed for new ones, and takes its place in one step. */
export interface Rotation {
  /** Makes the new keys and says what goes onto their sheet. @throws ApiError, Offline */
  begin(proof: Proof, words: string): Promise<{ sheet: string }>;
  /**
   * Seals everything anew and puts it in its place. After a broken network it may be called again
   * and goes on where it was.
   *
   * @param leave goes on without what cannot be opened any more, or is not there
   * @throws Unopened, Unsent, Offline, ApiError; the signal's reason when it was cancelled
   */
  run(
    step: (done: number, of: number) => void,
    signal: AbortSignal,
    leave: boolean,
  ): Promise<Rotated>;
  /** Whether the last step went out: from then on it cannot be cancelled any more. */
  readonly isLast: boolean;
  /** Throws away what was prepared; the keys stay as they were. */
  cancel(): Promise<void>;
}

/** A circle in the list, or one whose log does not hold. */
export type CircleLine =
  | {
      id: string;
      changed: false;
      name: string;
      keeper: boolean;
      /** the others, as the circle calls them */
      names: string[];
      /** how many wait for the keeper's yes */
      waiting: number;
    }
  | { id: string; changed: true };

export interface MemberLine {
  user: string;
  name: string | null;
  /** six groups of five digits, to compare by voice */
  safety: string;
  keeper: boolean;
  me: boolean;
  /** reads only what was said since they came */
  fresh: boolean;
  /** where letters to them go, when they take letters from this circle */
  letters: PublicKeys | null;
}

/** Somebody who asks to join; `changed` when the keys were not sent by whoever holds the link. */
export type Waiting =
  | {
      id: string;
      changed: false;
      name: string;
      safety: string;
      /** was in this circle before, by the same keys */
      was: boolean;
      /** when the link ended, where it has; milliseconds since 1970 */
      ended: number | null;
    }
  | { id: string; changed: true };

/** Somebody, as a circle knows them. */
export interface InCircle {
  user: string;
  name: string;
  me: boolean;
}

export interface CircleAnswer {
  id: string;
  user: string;
  name: string;
  at: number;
  text: string;
  parent: string | null;
  mine: boolean;
  /** with whom it waits, before the others are shown it */
  waits: InCircle | null;
}

export interface CircleWith {
  id: string;
  user: string;
  name: string;
  at: number;
  kind: "with-you" | "me-too";
  mine: boolean;
}

export interface CircleStory {
  id: string;
  user: string;
  name: string;
  at: number;
  epoch: number;
  doc: StoryDocument;
  mine: boolean;
  /** whom it says it was told for, and whether they say so too */
  claim: (InCircle & Claim) | null;
  /** who reads the answers first */
  first: InCircle | null;
  /** she may take it back: it was put there for her */
  forMe: boolean;
  answers: CircleAnswer[];
  with: CircleWith[];
}

/** What somebody said to a story of one's own in a circle. */
export interface CircleHeard {
  circle: string;
  /** what the circle is called */
  in: string;
  story: string;
  title: string;
  said: CircleAnswer | CircleWith;
}

/** A circle as it is now, opened and checked. */
export interface CircleNow {
  id: string;
  name: string;
  me: string;
  keeper: boolean;
  /** it still knows her by the keys from before she changed all of them */
  oldKeys: boolean;
  /** the safety number of her keys of now */
  newSafety: string;
  members: MemberLine[];
  /** who asks for new keys; for the keeper */
  renewals: RenewalLine[];
  /** who has left, as the place says, and is in the log still; for the keeper */
  left: { user: string; name: string | null }[];
  waiting: Waiting[];
  invites: { id: string; uses_left: number; ends_at: number; link: string | null }[];
  stories: CircleStory[];
  /** whom everybody in it trusts with what */
  trusts: Trusts;
  /** one's own answers to stories that were taken back */
  lone: CircleAnswer[];
  /** entries that were changed on the way, or that this version does not know */
  changed: number;
  /** entries from before one's time */
  before: number;
}

/** A member who changed all their keys. */
export type RenewalLine =
  | { user: string; changed: false; safety: string }
  | { user: string; changed: true };

/** What a link invites to, checked against the link. */
export interface Invited {
  invitation: Invitation;
  state: CircleState;
  isIn: boolean;
  /** the keeper's safety number, and one's own */
  keeperSafety: string;
  mySafety: string;
  people: number;
}

/** The server shows an older state than this device has seen: a backup was put back, or it lies. */
export interface WentBack {
  now: boolean;
  watch(listener: () => void): () => void;
  /** After her yes only. The page is to be loaded anew afterwards. */
  goOn(): Promise<void>;
}

/** An answer that is being written: what it says so far, and the id that it will have. */
export interface HalfAnswer {
  key: string;
  text: string;
}

/** What is being answered and was not sent yet: sealed, on this device only. */
export interface HalfSaid {
  read(circle: string, to: string, parent: string | null): Promise<HalfAnswer | null>;
  /** An empty text forgets it. */
  keep(circle: string, to: string, parent: string | null, half: HalfAnswer): Promise<void>;
}

/** One's own address for letters. */
export interface AddressOfMine {
  user: string;
  /** null: for those who are in circles with her */
  pen: { id: string; name: string } | null;
  /** whether somebody new may write */
  open: boolean;
}

/** Whom a letter goes to. */
export interface Receiver {
  keys: PublicKeys;
  name: string;
  safety: string;
  /** a circle's signatures vouch for the keys; otherwise only the server does */
  vouched: boolean;
  /** the name had other keys when she first wrote to it */
  otherKeys: boolean;
}

/** Somebody with whom she writes. */
export interface LetterWith {
  of: string;
  with: string;
  name: string;
  /** the other's pen name, as the server says; null in circles */
  pen: string | null;
  /** under which of her names; null in circles */
  ownName: string | null;
  at: number;
  unread: number;
  stand: "asked" | "taken" | "declined" | null;
  blocked: boolean;
}

/** A letter, or one that was changed on the way: nothing of it is shown. */
export type LetterLine =
  | {
      id: string;
      mine: boolean;
      at: number;
      changed: false;
      text: string;
      about: LetterAbout | null;
    }
  | { id: string; mine: boolean; at: number; changed: true };

export interface Correspondence extends Omit<LetterWith, "at" | "unread"> {
  /** the name had other keys when she first wrote to it, or got a letter from it */
  otherKeys: boolean;
  /** the other's safety number, once their keys are known */
  safety: string | null;
  mySafety: string;
  /** oldest first */
  letters: LetterLine[];
  /** where older ones go on */
  older: string | null;
}

/** `key` is chosen once for a letter: sent twice, it is there once. */
export interface LetterToSend {
  key: string;
  text: string;
  about: LetterAbout | null;
}

/** Letters between two. */
export interface Letters {
  addresses(): Promise<AddressOfMine[]>;
  take(pen: string | null, open: boolean): Promise<PublicKeys>;
  toPen(pen: string): Promise<Receiver>;
  toMember(circle: string, user: string): Promise<Receiver | null>;
  /** How many people's letters she has not read. */
  waiting(): Promise<number>;
  list(): Promise<LetterWith[]>;
  open(of: string, who: string, before?: string | null): Promise<Correspondence>;
  /** The address it was written from. */
  write(pen: string | null, to: Receiver, letter: LetterToSend): Promise<string>;
  answer(of: string, who: string, letter: LetterToSend): Promise<void>;
  stand(of: string, who: string, stand: "taken" | "declined"): Promise<void>;
  block(of: string, who: string, blocked: boolean): Promise<void>;
  /** Her own copy. */
  erase(id: string): Promise<void>;
  report(of: string, who: string, id: string, why: string): Promise<void>;
}

/** Whom a story in a circle is told for, and who reads its answers first: a `user` each. */
export interface StoryRoles {
  for: string | null;
  first: string | null;
}

/** Circles: a named few. */
export interface Circles {
  halfSaid: HalfSaid;
  list(): Promise<CircleLine[]>;
  open(id: string): Promise<CircleNow>;
  /** Who answered her own stories, and who stands with her: newest first. */
  heard(): Promise<CircleHeard[]>;
  /** `name` of the circle, `mine` in it; its id. */
  make(name: string, mine: string): Promise<string>;
  rename(id: string, name: string): Promise<void>;
  nameMember(id: string, user: string, name: string): Promise<void>;
  /** The link. */
  invite(id: string, uses: number, endsAt: number): Promise<string>;
  withdraw(id: string, invite: string): Promise<void>;
  /** Takes somebody in, who reads everything or from now on. */
  approve(id: string, request: string, safety: string, everything: boolean): Promise<void>;
  decline(id: string, request: string): Promise<void>;
  /** Yes to somebody's new keys, whose number was `safety`. */
  renew(id: string, user: string, safety: string): Promise<void>;
  remove(id: string, user: string): Promise<void>;
  handOver(id: string, user: string): Promise<void>;
  /** Lets those in a circle write her letters at this address; `null`: not any more. */
  offerLetters(id: string, keys: PublicKeys | null): Promise<void>;
  /** Who in her circles has which address for letters, by `user` of the address: their names. */
  writers(): Promise<Map<string, string>>;
  /** Her keyring, and those that a circle may still know her by. */
  keyrings(): Promise<Keyring[]>;
  leave(id: string): Promise<void>;
  end(id: string): Promise<void>;
  invited(link: string): Promise<Invited>;
  ask(invited: Invited, name: string): Promise<void>;
  /** `key` is chosen once for what is said: sent twice, it is there once. */
  answer(id: string, to: string, parent: string | null, text: string, key: string): Promise<void>;
  /** What somebody in the circle may do for her, from now on. */
  trust(id: string, user: string, what: Trusted): Promise<void>;
  /** Lets the others have an answer that she was to read first. */
  letThrough(id: string, answer: string): Promise<void>;
  stand(id: string, to: string, kind: "with-you" | "me-too", key: string): Promise<void>;
  /** One's own words; for the keeper, anybody's. */
  takeBack(id: string, entry: string): Promise<void>;
  /** An opened JPEG. */
  photo(id: string, epoch: number, photo: StoryPhoto): Promise<Uint8Array<ArrayBuffer>>;
  share: {
    publish(
      id: string,
      doc: StoryDocument,
      circle: string,
      step?: (step: ShareStep) => void,
      roles?: StoryRoles,
    ): Promise<StoryDocument>;
    /** The answers are kept with the story unless `letGo`. */
    takeBack(id: string, doc: StoryDocument, letGo?: boolean): Promise<StoryDocument>;
  };
}
