import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PageDocument, PageKept, PageLine, PageState } from "../core/index.ts";
import { useRoom } from "./room.tsx";
import { sayOf } from "./say.ts";

/** How long she may pause before what she wrote is kept, in milliseconds. */
const PAUSE = 700;

export type Kept = "keeping" | "kept" | "here" | { wrong: string };

export interface PageEditing {
  doc: PageDocument;
  state: PageState;
  kept: Kept | null;
  change(part: Partial<PageDocument>): void;
  /** Everything that was typed, kept; for what needs it on the server first. */
  settled(): Promise<PageDocument>;
  /** What was done to the page elsewhere than in its fields. */
  take(doc: PageDocument, state: PageState): void;
  /** Nothing of it is kept any more after this. */
  stop(): void;
}

const keptOf = (came: PageKept): Kept => {
  if (came.kind !== "kept-here") return "kept";
  return came.say === null ? "here" : { wrong: came.say };
};

/** The words of a page as they are typed: sealed and kept after each pause, in the order in which they came. */
class Desk {
  timer: ReturnType<typeof setTimeout> | undefined;
  dirty = false;
  stopped = false;
  last: Promise<unknown> = Promise.resolve();
  doc: PageDocument;
  /** what something is being done with meanwhile */
  settled: PageDocument | null = null;
  constructor(doc: PageDocument) {
    this.doc = doc;
  }
}

/** `onOther`: it was changed on another device too, and what was written here is a page of its own now. */
export function usePageEditing(
  line: PageLine,
  onKept: () => void,
  onOther: (mine: string) => void,
): PageEditing {
  const { forThem } = useRoom();
  const desk = useMemo(() => new Desk(line.doc), [line.doc]);
  const [doc, setDoc] = useState(line.doc);
  const [state, setState] = useState(line.state);
  const [kept, setKept] = useState<Kept | null>(null);
  const told = useRef({ onKept, onOther });
  told.current = { onKept, onOther };

  const keep = useCallback((): Promise<unknown> => {
    clearTimeout(desk.timer);
    if (!desk.dirty || desk.stopped) return desk.last;
    desk.dirty = false;
    const words = desk.doc;
    desk.last = desk.last.then(async () => {
      if (desk.stopped) return;
      try {
        const came = await (await forThem()).save(line.id, words);
        if (came.kind === "both-kept") return told.current.onOther(came.mine);
        told.current.onKept();
        if (!desk.dirty) setKept(keptOf(came));
      } catch (error) {
        desk.dirty = true;
        setKept({ wrong: sayOf(error) });
      }
    });
    return desk.last;
  }, [desk, forThem, line.id]);

  useEffect(() => {
    const now = () => void keep();
    addEventListener("pagehide", now);
    return () => {
      removeEventListener("pagehide", now);
      now();
    };
  }, [keep]);

  return {
    doc,
    state,
    kept,
    change: (part) => {
      desk.doc = { ...desk.doc, ...part, changed: Date.now() };
      desk.dirty = true;
      setDoc(desk.doc);
      setKept("keeping");
      setState((before) => (before === "open" ? "behind" : before));
      clearTimeout(desk.timer);
      desk.timer = setTimeout(() => void keep(), PAUSE);
    },
    settled: async () => {
      await keep();
      desk.settled = desk.doc;
      return desk.doc;
    },
    take: (taken, now) => {
      // Words that were typed meanwhile stay.
      const typed = desk.doc !== desk.settled;
      desk.doc = typed ? { ...desk.doc, out: taken.out } : taken;
      setDoc(desk.doc);
      setState(typed && now === "open" ? "behind" : now);
    },
    stop: () => {
      desk.stopped = true;
      clearTimeout(desk.timer);
    },
  };
}
