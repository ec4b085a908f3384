import {
  type CircleCopy,
  type Keyring,
  nowOf,
  photosOf,
  type StoryDocument,
  type StoryPhoto,
  sealMedia,
} from "../../seal/index.ts";
import type { CircleApi } from "./circle-api.ts";
import {
  aboutOf,
  type CircleEntries,
  type CircleEntry,
  type GoodEntry,
  isGood,
  isOver,
} from "./circle-entries.ts";
import type { CircleLogs, OpenCircle } from "./circle-log.ts";
import { talkOf } from "./circle-talk.ts";
import { isMissing, NotKept, TakenBack, TooManyAnswers } from "./errors.ts";
import { foldAnswers, printOf } from "./opencopy.ts";
import type { Photos, ShareStep, Stories, StoryRoles } from "./types.ts";
import { inCircle, newId } from "./vault.ts";

interface Deps {
  stories: Stories;
  photos: Photos;
  circleApi: CircleApi;
  logs: CircleLogs;
  entries: CircleEntries;
  me: () => Promise<Keyring>;
}

/** How often somebody may come or go before somebody is asked to try again. */
const ROUNDS = 3;

type Step = (step: ShareStep) => void;

/** Letting a circle read a story, and taking it back: a copy sealed for those who are in. */
export class CircleShare {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Lets the circle read the story, or shows it what was written since. */
  async publish(
    id: string,
    doc: StoryDocument,
    circle: string,
    step: Step = () => undefined,
    roles?: StoryRoles,
  ): Promise<StoryDocument> {
    const me = await this.#deps.me();
    step({ kind: "keeping" });
    const saved = await this.#saved(id, doc);
    const before = saved.circle ?? null;
    // What a page still shows as told may have been taken back meanwhile.
    if (before === null && doc.circle && roles === undefined) throw new TakenBack(saved);
    const old = before !== null && goesOn(before, circle, roles) ? before : null;
    if (before !== null && old === null) await this.#gone(before);
    const open = await this.#deps.logs.open(me, circle);
    // The copy's id is safe before anything has it: a lost answer makes no second copy.
    const fresh: CircleCopy = { circle, entry: newId(), rev: 0, photos: {} };
    const copy: CircleCopy = { ...(old ?? fresh), ...roles };
    const there = await this.#copyThere(open, copy.entry);
    if (copy.for && copy.rev > 0 && (await this.#isGone(open, copy))) await this.#takenBack(id);
    await this.#linked(id, copy);
    const photos = await this.#put(open, copy, there, saved, step);
    const { stories } = this.#deps;
    step({ kind: "keeping" });
    const ids = [...photos].map(([sealed, { media }]) => [sealed, media] as const);
    return this.#linked(id, {
      ...copy,
      rev: await stories.rev(id),
      print: printOf(saved),
      photos: Object.fromEntries(ids),
    });
  }

  /**
   * Words and photos, sealed for those who are in. When somebody comes or goes at that moment all of
   * it is sealed once more: the photos have keys of the same epoch as the words.
   */
  async #put(
    open: OpenCircle,
    copy: CircleCopy,
    there: GoodEntry | null,
    saved: StoryDocument,
    step: Step,
  ): Promise<Map<string, StoryPhoto>> {
    const { entries, logs } = this.#deps;
    const base = there ?? { rev: 0, mark: "" };
    let now = open;
    for (let round = 1; ; round++) {
      const photos = await this.#photos(now, copy, there, saved, step);
      step({ kind: "sharing" });
      const body = { ...copyOf(saved, photos), ...rolesOf(copy) };
      const media = photosOf(body).map(({ media, sha, type }) => ({ id: media, sha, type }));
      try {
        await entries.put(now, copy.entry, body, base, media, { for: copy.for ?? null });
        return photos;
      } catch (error) {
        if (!isOver(error) || round === ROUNDS) throw error;
        now = await logs.open(open.own, open.id);
      }
    }
  }

  async #saved(id: string, doc: StoryDocument): Promise<StoryDocument> {
    const status = await this.#deps.stories.saveNow(id, doc);
    if (status.kind !== "kept") throw new NotKept(status.kind);
    return (await this.#deps.stories.amend(id, (now) => now)).doc;
  }

  /** Whom it was told for did not want it there: it is not put there again by an update. */
  async #takenBack(id: string): Promise<never> {
    const { doc } = await this.#deps.stories.amend(id, (now) => ({
      ...inCircle(now, null),
      audience: now.open?.audience ?? "me",
    }));
    throw new TakenBack(doc);
  }

  async #isGone(open: OpenCircle, { entry }: CircleCopy): Promise<boolean> {
    const entries: CircleEntry[] = await this.#deps.entries.all(open);
    return entries.every(({ id }) => id !== entry);
  }

  async #linked(id: string, copy: CircleCopy): Promise<StoryDocument> {
    const { doc, status } = await this.#deps.stories.amend(id, (now) => ({
      ...inCircle(now, copy),
      draft: false,
      audience: now.open?.audience ?? "circle",
    }));
    if (status.kind !== "kept") throw new NotKept(status.kind);
    return doc;
  }

  async #copyThere(open: OpenCircle, entry: string): Promise<GoodEntry | null> {
    const entries: CircleEntry[] = await this.#deps.entries.all(open);
    return (
      entries
        .filter(isGood)
        .find(({ id, user }) => id === entry && nowOf(open.state, user) === open.me.pub.user) ??
      null
    );
  }

  /** Every photo sealed for the circle; those that it has under the same keys are not sent again. */
  async #photos(
    open: OpenCircle,
    copy: CircleCopy,
    there: GoodEntry | null,
    doc: StoryDocument,
    step: Step,
  ): Promise<Map<string, StoryPhoto>> {
    const { photos, circleApi } = this.#deps;
    const recipient = open.state.epochs.get(open.state.epoch) ?? "";
    const known = there?.body.kind === "story" ? photosOf(there.body) : [];
    const same = there?.epoch === open.state.epoch ? known : [];
    const wanted = photosOf(doc);
    const all = new Map<string, StoryPhoto>();
    for (const [i, photo] of wanted.entries()) {
      step({ kind: "photos", done: i, of: wanted.length });
      const has = same.find(({ media }) => media === copy.photos[photo.media]);
      if (has !== undefined) {
        all.set(photo.media, { ...has, alt: photo.alt });
        continue;
      }
      const { file, sha } = await sealMedia(recipient, await photos.bytes(photo));
      const media = newId();
      await circleApi.putMedia(open.id, media, copy.entry, file);
      all.set(photo.media, { ...photo, media, sha });
    }
    return all;
  }

  /** Back to only me: the answers are kept with the story, sealed; then the copy is erased. */
  async takeBack(id: string, doc: StoryDocument, letGo = false): Promise<StoryDocument> {
    const me = await this.#deps.me();
    const now = letGo ? doc : await this.#saved(id, doc);
    const copy = now.circle ?? null;
    if (copy === null) return now;
    if (!letGo) await this.#answersKept(me, id, copy);
    await this.#gone(copy);
    const { doc: sealed } = await this.#deps.stories.amend(id, (one) => ({
      ...inCircle(one, null),
      audience: one.open?.audience ?? "me",
    }));
    return sealed;
  }

  async #answersKept(me: Keyring, id: string, copy: CircleCopy): Promise<void> {
    const said = await this.#said(me, copy);
    if (said.length === 0) return;
    const { status } = await this.#deps.stories.amend(id, (one) => ({
      ...one,
      kept: foldAnswers(one.kept, said),
    }));
    if (status.kind === "too-large") throw new TooManyAnswers();
    if (status.kind !== "kept") throw new NotKept(status.kind);
  }

  async #said(me: Keyring, copy: CircleCopy) {
    try {
      const open = await this.#deps.logs.open(me, copy.circle);
      const entries = await this.#deps.entries.all(open);
      const names = new Map(Object.entries(aboutOf(open.state, entries)?.body.names ?? {}));
      const { stories } = talkOf(open.me.pub.user, open.state, entries, names);
      const story = stories.find((one) => one.id === copy.entry);
      return (story?.answers ?? []).map(({ id, parent, name, at, text }) => {
        return { id, parent, pen: name, at, text };
      });
    } catch (error) {
      // The circle was ended, or she is not in it any more: there is nothing to keep.
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #gone({ circle, entry }: CircleCopy): Promise<void> {
    try {
      await this.#deps.circleApi.eraseEntry(circle, entry);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** Whether the copy that is there goes on; for whom it is told is said once, with its first revision. */
const goesOn = (before: CircleCopy, circle: string, roles: StoryRoles | undefined): boolean =>
  before.circle === circle && (roles === undefined || roles.for === (before.for ?? null));

/** What is not said is left out: most stories are told by whom they are about. */
const rolesOf = ({ for: whom, first }: CircleCopy) => ({
  ...(whom ? { for: whom } : {}),
  ...(first ? { first } : {}),
});

/** What the circle reads: the words, moments and photos, and nothing of where else the story goes. */
function copyOf(doc: StoryDocument, photos: ReadonlyMap<string, StoryPhoto>): StoryDocument {
  const placed = (all: readonly StoryPhoto[]): StoryPhoto[] =>
    all.map((photo) => photos.get(photo.media) ?? photo);
  const { v, kind, title, text, state, about, notes, wish, answers, quoting, words } = doc;
  return {
    v,
    kind,
    draft: false,
    title,
    text,
    photos: placed(doc.photos),
    moments: doc.moments.map(({ id, at, text: said, photos: shown }) => ({
      id,
      at,
      text: said,
      photos: placed(shown),
    })),
    state,
    about,
    notes,
    wish,
    answers,
    quoting,
    words,
    findable: false,
    audience: "circle",
    pen: null,
    open: null,
    kept: [],
    changed: doc.changed,
  };
}
