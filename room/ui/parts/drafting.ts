import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { StoryDocument } from "../../seal/index.ts";
import type { KeptStatus, OpenStory, Stories } from "../core/index.ts";
import { useRoom } from "./room.tsx";

/** How long after the last key the words are sealed and kept, in milliseconds. */
const PAUSE = 500;

/** Something another device did, as this page says it. */
export type Elsewhere = { kind: "both"; other: string } | { kind: "newer" } | null;

export type Part = Partial<StoryDocument> | ((now: StoryDocument) => Partial<StoryDocument>);

export interface Draft {
  id: string;
  doc: StoryDocument;
  /** null: nothing was ever kept; `keeping`: something was typed since. */
  status: KeptStatus | "keeping" | null;
  elsewhere: Elsewhere;
  /** A part that is new, or what makes it of the newest document (for what comes in later). */
  change(part: Part): void;
  /** Takes a document as the core left it, which is kept already. */
  take(doc: StoryDocument): void;
  /** Keeps at once and waits for the server, or for why not. */
  keepNow(part?: Partial<StoryDocument>): Promise<KeptStatus>;
  heardOf(): void;
  /** Forgets what is here, after it was erased, and goes. */
  leave(go: () => void): void;
}

const isBlank = (doc: StoryDocument): boolean =>
  `${doc.title}${doc.text}`.trim() === "" && doc.photos.length + doc.moments.length === 0;

/** What is being written at this moment, outside of rendering. */
class Desk {
  id: string;
  doc: StoryDocument;
  dirty = false;
  /** false once the page is gone: it keeps the last words, and says nothing any more */
  here = true;
  timer: ReturnType<typeof setTimeout> | undefined;

  constructor(story: OpenStory) {
    this.id = story.id;
    this.doc = story.doc;
  }

  put(part: Part): void {
    const fresh = typeof part === "function" ? part(this.doc) : part;
    this.doc = { ...this.doc, ...fresh, changed: Date.now() };
    this.dirty = true;
  }

  /** Seals what is there now; what is typed meanwhile stays dirty. */
  async keep(stories: Stories, wait: boolean): Promise<KeptStatus | null> {
    clearTimeout(this.timer);
    if (!wait && (!this.dirty || isBlank(this.doc))) return null;
    const { doc, id } = this;
    this.dirty = false;
    const status = await (wait ? stories.saveNow(id, doc) : stories.save(id, doc));
    return status;
  }
}

/** A story being written: kept on its own, on this device first. */
export function useDraft(story: OpenStory, onMoved: (id: string) => void): Draft {
  const { stories } = useRoom();
  const { current: desk } = useRef(new Desk(story));
  const [doc, setDoc] = useState(story.doc);
  const [id, setId] = useState(story.id);
  const [status, setStatus] = useState<Draft["status"]>(null);
  const [elsewhere, setElsewhere] = useState<Elsewhere>(null);

  const move = (other: string, mine: string) => {
    desk.id = mine;
    desk.put({ open: null, circle: null, audience: "me" });
    setDoc(desk.doc);
    setId(mine);
    setElsewhere({ kind: "both", other });
    keepSoon();
  };
  const hear = (said: KeptStatus) => {
    if (said.kind === "both-kept") return move(desk.id, said.mine);
    if (said.kind === "newer" && !desk.dirty) {
      desk.doc = said.doc;
      setDoc(said.doc);
      setElsewhere({ kind: "newer" });
    }
    if (!desk.dirty) setStatus(said);
  };
  const refuse = () => setStatus({ kind: "not-kept", say: "This could not be kept just now." });
  const keep = useCallback(() => {
    desk.keep(stories, false).then((said) => {
      if (said === null || !desk.here) return;
      onMoved(desk.id);
      if (!desk.dirty) setStatus((now) => (now === "keeping" ? said : now));
    }, refuse);
  }, [desk, stories]);
  const keepSoon = () => {
    clearTimeout(desk.timer);
    desk.timer = setTimeout(keep, PAUSE);
  };

  useEffect(() => stories.watch(id, hear), [stories, id]);
  useEffect(() => {
    const hidden = () => document.visibilityState === "hidden" && keep();
    desk.here = true;
    addEventListener("visibilitychange", hidden);
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("visibilitychange", hidden);
      removeEventListener("pagehide", keep);
      desk.here = false;
      keep();
    };
  }, [desk, keep]);

  return {
    id,
    doc,
    status,
    elsewhere,
    heardOf: () => setElsewhere(null),
    leave: (go) => {
      clearTimeout(desk.timer);
      desk.dirty = false;
      go();
    },
    change: (part) => {
      desk.put(part);
      setDoc(desk.doc);
      setStatus("keeping");
      keepSoon();
    },
    take: (taken) => {
      desk.doc = taken;
      desk.dirty = false;
      setDoc(taken);
    },
    keepNow: async (part = {}) => {
      desk.put(part);
      setDoc(desk.doc);
      const said = await desk.keep(stories, true);
      if (said === null) throw new Error("nothing was kept");
      onMoved(desk.id);
      if (!desk.dirty) setStatus(said);
      return said;
    },
  };
}
