import { useCallback, useRef, useState } from "preact/hooks";
import { sayOf } from "./say.ts";

export interface Busy {
  busy: boolean;
  /** What went wrong the last time, as a sentence. */
  wrong: string | null;
  /** Runs it unless something is running already; true when it went well. */
  run(work: () => Promise<void>): Promise<boolean>;
  clear(): void;
}

/** One thing at a time, and its error kept as a sentence. */
export function useBusy(): Busy {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const running = useRef(false);
  const run = useCallback(async (work: () => Promise<void>) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setWrong(null);
    try {
      await work();
      return true;
    } catch (error) {
      setWrong(sayOf(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, wrong, run, clear: () => setWrong(null) };
}
