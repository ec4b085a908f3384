import {
  fingerprint,
  type Keyring,
  type OpenCopy,
  photosOf,
  type StoryDocument,
  utf8,
} from "../../seal/index.ts";
import type { Api } from "./api.ts";
import {
  type Attempt,
  keepAttempt,
  keyLasts,
  loadAttempt,
  newAttempt,
  photosLast,
} from "./attempts.ts";
import type { Writer } from "./desk.ts";
import type { Device } from "./device.ts";
import {
  ApiError,
  isBusy,
  isMissing,
  isStirred,
  Locked,
  NotKept,
  TooManyAnswers,
} from "./errors.ts";
import { OneAtATime } from "./lock.ts";
import { bodyOf, foldAnswers, type PhotoMap, printOf } from "./opencopy.ts";
import type { OpenAudience, Photos, Share, ShareResult, ShareStep, Stories } from "./types.ts";
import type { AnswerForKeeping, OwnCopy } from "./wire.ts";

export interface ShareDeps {
  api: Api;
  device: Device;
  stories: Stories;
  photos: Photos;
  writer: () => Promise<Writer>;
  now?: () => number;
}

type Step = (step: ShareStep) => void;
/** One story being shared. */
interface Job {
  me: Keyring;
  id: string;
  doc: StoryDocument;
  /** the master's revision on the server */
  rev: number;
  audience: OpenAudience;
  pen: string;
  step: Step;
}

/** New answers may come in while the story is being saved or erased; after so many rounds she tries again. */
const ROUNDS = 5;
const SKEW_MS = 5 * 60_000;

const openAudience = ({ audience }: OpenCopy): OpenAudience =>
  audience === "everyone" ? "everyone" : "community";

/** A no that stays no. Everything else may have happened without our hearing of it. */
const isFinal = (error: unknown): error is ApiError => error instanceof ApiError && !isBusy(error);
const aboutPhotos = (error: ApiError): boolean =>
  /photo/.test(error.field ?? "") || /photo/.test(error.code);

const plain = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** Letting a story go, and taking it back: the sealed master first, the open copy from it. */
export class StoryShare implements Share {
  readonly #deps: ShareDeps;
  readonly #lock = new OneAtATime();

  constructor(deps: ShareDeps) {
    this.#deps = deps;
  }

  get #now(): number {
    return (this.#deps.now ?? Date.now)();
  }

  async #me(): Promise<Keyring> {
    const { me, member } = await this.#deps.writer();
    if (!member) throw new Locked();
    return me;
  }

  publish(
    id: string,
    doc: StoryDocument,
    audience: OpenAudience,
    pen: string,
    step: Step = () => undefined,
  ): Promise<ShareResult> {
    return this.#lock.run(`share/${id}`, async () => {
      const me = await this.#me();
      step({ kind: "keeping" });
      const saved = await this.#saved(id, doc);
      const settled = saved.open === null ? await this.#settle(me, id, saved) : saved;
      const rev = await this.#deps.stories.rev(id);
      const job: Job = { me, id, doc: settled, rev, audience, pen, step };
      return settled.open === null ? this.#first(job) : this.#again(job, settled.open);
    });
  }

  /** The document as the server has it now. @throws NotKept when it is not there */
  async #saved(id: string, doc: StoryDocument): Promise<StoryDocument> {
    const status = await this.#deps.stories.saveNow(id, doc);
    if (status.kind !== "kept") throw new NotKept(status.kind);
    return (await this.#deps.stories.amend(id, (now) => now)).doc;
  }

  // The first time

  async #first(job: Job): Promise<ShareResult> {
    const { me, id, doc, audience, pen, rev, step } = job;
    const photos = await this.#uploaded(job, {});
    const old = (await loadAttempt(this.#deps.device, me, id)) ?? newAttempt(this.#now);
    const body = { ...bodyOf(doc, photos, audience, rev), pen };
    const attempt: Attempt = { ...old, ask: { body, print: printOf(doc) } };
    await keepAttempt(this.#deps.device, me, id, attempt);
    step({ kind: "sharing" });
    const { open, url } = await this.#ask(me, id, attempt);
    step({ kind: "keeping" });
    return { kind: "shared", doc: await this.#linked(id, open, pen), url };
  }

  async #ask(
    me: Keyring,
    id: string,
    attempt: Attempt,
  ): Promise<{ open: OpenCopy; url: string | null }> {
    const { ask, key, photos } = attempt;
    if (ask === null) throw new RangeError("nothing was asked");
    const { audience, master_rev: rev } = ask.body;
    try {
      const { story, url } = await this.#deps.api.share(ask.body, key);
      return { open: { story, audience, rev, photos, print: ask.print }, url };
    } catch (error) {
      if (isFinal(error)) await this.#refused(me, id, attempt, error);
      throw error;
    }
  }

  /** Nothing was shared: what follows is another request, with the photos that are there already. */
  async #refused(me: Keyring, id: string, attempt: Attempt, error: ApiError): Promise<void> {
    const fresh = newAttempt(this.#now);
    const photos = aboutPhotos(error) ? {} : attempt.photos;
    await keepAttempt(this.#deps.device, me, id, { ...fresh, at: attempt.at, photos });
  }

  /** Puts the link into the sealed story; only then is the attempt over. */
  async #linked(id: string, open: OpenCopy, pen: string | null): Promise<StoryDocument> {
    const audience = open.audience;
    const { doc, status } = await this.#deps.stories.amend(id, (now) => ({
      ...now,
      draft: false,
      audience,
      pen: pen ?? now.pen,
      open,
    }));
    if (status.kind === "too-large" || status.kind === "not-kept") throw new NotKept(status.kind);
    await this.#deps.device.pending.drop(id);
    return doc;
  }

  /** An earlier share that was never answered: asks for its outcome with the very same request. */
  async #settle(me: Keyring, id: string, doc: StoryDocument): Promise<StoryDocument> {
    const attempt = await loadAttempt(this.#deps.device, me, id);
    if (attempt === null) return doc;
    if (attempt.ask === null) {
      if (!photosLast(attempt, this.#now)) await this.#deps.device.pending.drop(id);
      return doc;
    }
    const { pen } = attempt.ask.body;
    if (!keyLasts(attempt, this.#now)) {
      const lost = await this.#findLost(attempt);
      if (lost !== null) return this.#linked(id, lost, pen);
      await this.#deps.device.pending.drop(id);
      return doc;
    }
    try {
      const { open } = await this.#ask(me, id, attempt);
      return await this.#linked(id, open, pen);
    } catch (error) {
      if (isFinal(error)) return doc;
      throw error;
    }
  }

  // Once it is open

  async #again(job: Job, open: OpenCopy): Promise<ShareResult> {
    const { id, doc, audience, rev, step } = job;
    const print = printOf(doc);
    const photos = await this.#uploaded(job, open.photos);
    step({ kind: "sharing" });
    try {
      // Narrowed before it says anything new, widened after: no one reads what is not meant for them.
      const { api } = this.#deps;
      const turn = async () => {
        if (open.audience !== audience) await api.audience(open.story, audience);
      };
      if (audience === "community") await turn();
      if (open.print !== print) {
        const shown = audience === "community" ? audience : openAudience(open);
        await api.update(open.story, bodyOf(doc, photos, shown, rev));
      }
      if (audience === "everyone") await turn();
    } catch (error) {
      if (isMissing(error)) return { kind: "gone", doc: await this.#unlinked(id) };
      if (isFinal(error) && aboutPhotos(error)) await this.#deps.device.pending.drop(id);
      throw error;
    }
    step({ kind: "keeping" });
    const now = { ...open, audience, rev, photos, print };
    return { kind: "shared", doc: await this.#linked(id, now, null), url: null };
  }

  /** Taken back on another device: it is not shared again without a new yes. */
  async #unlinked(id: string): Promise<StoryDocument> {
    const { doc } = await this.#deps.stories.amend(id, (now) => ({
      ...now,
      open: null,
      audience: "me",
    }));
    await this.#deps.device.pending.drop(id);
    return doc;
  }

  /** Every photo of the story as an open photo; each one is remembered as soon as it is there. */
  async #uploaded(job: Job, known: PhotoMap): Promise<PhotoMap> {
    const { me, id, doc, step } = job;
    const { device, api, photos } = this.#deps;
    const wanted = photosOf(doc);
    let attempt = (await loadAttempt(device, me, id)) ?? newAttempt(this.#now);
    for (const [i, photo] of wanted.entries()) {
      step({ kind: "photos", done: i, of: wanted.length });
      if (known[photo.media] ?? attempt.photos[photo.media]) continue;
      // The key must be known here before the photo goes out, or a lost answer could not be asked for.
      await keepAttempt(device, me, id, attempt);
      const key = await fingerprint(utf8(`${attempt.seed}/${photo.media}`));
      const open = await api.putPhoto(await photos.bytes(photo), key, () => undefined);
      attempt = { ...attempt, photos: { ...attempt.photos, [photo.media]: open.photo } };
      await keepAttempt(device, me, id, attempt);
    }
    const all = { ...attempt.photos, ...known };
    return Object.fromEntries(wanted.map(({ media }) => [media, all[media] ?? ""]));
  }

  // Back to only me

  narrow(id: string, doc: StoryDocument, letGo = false): Promise<StoryDocument> {
    return this.#lock.run(`share/${id}`, () => this.#narrow(id, doc, letGo));
  }

  async #narrow(id: string, doc: StoryDocument, letGo: boolean): Promise<StoryDocument> {
    const me = await this.#me();
    const { stories, device, api } = this.#deps;
    const now = letGo ? await this.#savedIfPossible(id, doc) : await this.#saved(id, doc);
    const attempt = now.open === null ? await loadAttempt(device, me, id) : null;
    const open = now.open ?? (attempt === null ? null : await this.#findLost(attempt));
    if (open !== null) {
      if (letGo) await this.#gone(api.eraseCopy(open.story, null));
      else await this.#erasedWithAnswersKept(id, now, open.story);
    } else if (now.audience === "me") {
      await device.pending.drop(id);
      return now;
    }
    await device.pending.drop(id);
    const { doc: sealed } = await stories.amend(id, (one) => ({
      ...one,
      open: null,
      audience: "me",
    }));
    return sealed;
  }

  /** Taking back never waits for words that cannot be kept. */
  async #savedIfPossible(id: string, doc: StoryDocument): Promise<StoryDocument> {
    await this.#deps.stories.saveNow(id, doc);
    return (await this.#deps.stories.amend(id, (now) => now)).doc;
  }

  /**
   * Folds the answers into the master and has it on the server, and only then erases the copy: as
   * long as that is still the version whose answers were read. Else the newer ones are read too.
   */
  async #erasedWithAnswersKept(id: string, doc: StoryDocument, story: string): Promise<void> {
    let now = doc;
    for (let round = 1; ; round++) {
      const { answers, version } = await this.#allAnswers(story);
      now = await this.#answersKept(id, now, answers);
      try {
        return await this.#gone(this.#deps.api.eraseCopy(story, version));
      } catch (error) {
        if (round === ROUNDS || !isStirred(error)) throw error;
      }
    }
  }

  async #answersKept(
    id: string,
    now: StoryDocument,
    answers: AnswerForKeeping[],
  ): Promise<StoryDocument> {
    const kept = foldAnswers(now.kept, answers);
    if (kept.length === now.kept.length) return now;
    const amended = await this.#deps.stories.amend(id, (one) => ({
      ...one,
      kept: foldAnswers(one.kept, answers),
    }));
    if (amended.status.kind === "too-large") {
      // The story itself is kept as it was, and its page must not say otherwise.
      await this.#deps.stories.saveNow(id, now);
      throw new TooManyAnswers();
    }
    if (amended.status.kind !== "kept") throw new NotKept(amended.status.kind);
    return amended.doc;
  }

  /**
   * Page after page to the last one; none when the open copy is gone already. `version` is that of
   * the first page: what came while the others were read is newer than it.
   */
  async #allAnswers(
    story: string,
  ): Promise<{ answers: AnswerForKeeping[]; version: number | null }> {
    const answers: AnswerForKeeping[] = [];
    let version: number | null = null;
    let cursor: string | null = null;
    do {
      const page: OwnCopy | null = await this.#copyOrNull(story, cursor);
      if (page === null) break;
      version ??= page.story.version;
      answers.push(...page.answers);
      // A server that says "go on" and gives nothing must neither hang this nor end it too early.
      if (page.next !== null && page.answers.length === 0) throw new NotKept("endless");
      cursor = page.next;
    } while (cursor !== null);
    return { answers, version };
  }

  async #copyOrNull(story: string, cursor: string | null = null): Promise<OwnCopy | null> {
    try {
      return await this.#deps.api.ownCopy(story, cursor);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async #gone(erasing: Promise<void>): Promise<void> {
    try {
      await erasing;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /**
   * The open copy that an unanswered share made, if it did. Asking again with its key would open
   * the story if the first request had been lost: not what somebody wants who takes it back.
   */
  async #findLost(attempt: Attempt): Promise<OpenCopy | null> {
    if (attempt.ask === null) return null;
    const { body, print } = attempt.ask;
    const title = plain(body.title ?? "");
    const lines = (await this.#deps.api.ownStories())
      .filter((one) => plain(one.title ?? "") === title && one.shared_at >= attempt.at - SKEW_MS)
      .sort((a, b) => b.shared_at - a.shared_at);
    for (const { id: story, audience } of lines) {
      const text = (await this.#copyOrNull(story))?.story.text;
      if (typeof text === "string" && plain(text) !== plain(body.text)) continue;
      return { story, audience, rev: body.master_rev, photos: attempt.photos, print };
    }
    return null;
  }

  async takeBack(id: string, doc: StoryDocument): Promise<"erased" | "erased-here"> {
    await this.narrow(id, doc, true);
    return this.#deps.stories.erase(id);
  }

  async unsettled(): Promise<string[]> {
    const me = await this.#me();
    const ids: string[] = [];
    for (const { id } of await this.#deps.device.pending.all()) {
      if ((await loadAttempt(this.#deps.device, me, id))?.ask) ids.push(id);
    }
    return ids;
  }
}
