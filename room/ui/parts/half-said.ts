import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { HalfAnswer } from "../core/index.ts";
import { newId } from "./id.ts";
import { useRoom } from "./room.tsx";

/** How long after the last key the words are sealed and kept, in milliseconds. */
const PAUSE = 500;

export type HalfKept = "keeping" | "kept" | "not-kept" | null;

export interface Half {
  text: string;
  kept: HalfKept;
  write(text: string): void;
  /** Everything that was typed, kept: to be sent under this key, however often it is tried. */
  settled(): Promise<HalfAnswer>;
  /** It has arrived: nothing of it is kept here any more. */
  sent(): Promise<void>;
}

/** The words of an answer as they are typed, outside of rendering. */
class Desk {
  half: HalfAnswer = { key: newId(), text: "" };
  dirty = false;
  /** false once the page is gone: it keeps the last words, and says nothing any more */
  here = true;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** An answer being written in a circle: sealed on this device after each pause, and there again after a reload. */
export function useHalfSaid(circle: string, to: string, parent: string | null): Half {
  const room = useRoom();
  const desk = useMemo(() => new Desk(), []);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<HalfKept>(null);

  const say = useCallback((now: HalfKept) => desk.here && !desk.dirty && setKept(now), [desk]);
  const keep = useCallback(async () => {
    clearTimeout(desk.timer);
    if (!desk.dirty) return;
    desk.dirty = false;
    const { half } = desk;
    try {
      await (await room.circles()).halfSaid.keep(circle, to, parent, half);
      say(half.text.trim() === "" ? null : "kept");
    } catch {
      desk.dirty = true;
      if (desk.here) setKept("not-kept");
    }
  }, [room, desk, say, circle, to, parent]);

  useEffect(() => {
    const now = () => void keep();
    const hidden = () => document.visibilityState === "hidden" && now();
    desk.here = true;
    room
      .circles()
      .then((all) => all.halfSaid.read(circle, to, parent))
      .then((half) => {
        // What is typed already is newer.
        if (half === null || desk.half.text !== "" || !desk.here) return;
        desk.half = half;
        setText(half.text);
        say("kept");
      })
      .catch(() => undefined);
    addEventListener("visibilitychange", hidden);
    addEventListener("pagehide", now);
    return () => {
      removeEventListener("visibilitychange", hidden);
      removeEventListener("pagehide", now);
      desk.here = false;
      now();
    };
  }, [room, desk, keep, say, circle, to, parent]);

  return {
    text,
    kept,
    write: (words) => {
      desk.half = { ...desk.half, text: words };
      desk.dirty = true;
      setText(words);
      setKept("keeping");
      clearTimeout(desk.timer);
      desk.timer = setTimeout(() => void keep(), PAUSE);
    },
    settled: async () => {
      await keep();
      return desk.half;
    },
    sent: async () => {
      desk.half = { key: newId(), text: "" };
      desk.dirty = true;
      setText("");
      await keep();
    },
  };
}
