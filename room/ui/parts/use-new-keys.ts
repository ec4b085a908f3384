import { useRef, useState } from "preact/hooks";
import type { Proof, Room, Rotation } from "../core/index.ts";
import { Unopened } from "../core/rotate-missing.ts";
import { type Busy, useBusy } from "./busy.ts";

/** A change of keys that was begun: nothing is different yet. */
export interface Begun {
  rotation: Rotation;
  name: string;
  sheet: string;
}

/** @throws ApiError when the proof does not fit */
export async function begin(room: Room, name: string, proof: Proof, words: string): Promise<Begun> {
  const rotation = await room.rotation();
  const { sheet } = await rotation.begin(proof, words);
  return { rotation, name, sheet };
}

export interface Sealing extends Busy {
  step: { done: number; of: number } | null;
  /** what would be lost, as a sentence */
  unopened: string | null;
  start(leave: boolean): void;
  /** stops where it is; it can go on */
  pause(): void;
}

/** The work itself. A break in the network, or a pause, is gone on with. */
export function useSealing({ rotation }: Begun, onDone: () => void): Sealing {
  const busy = useBusy();
  const [step, setStep] = useState<Sealing["step"]>(null);
  const [unopened, setUnopened] = useState<string | null>(null);
  const stop = useRef(new AbortController());
  const start = (leave: boolean) => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    setUnopened(null);
    void busy.run(async () => {
      try {
        await rotation.run((done, of) => setStep({ done, of }), signal, leave);
        onDone();
      } catch (error) {
        if (error instanceof Unopened) setUnopened(error.say);
        else if (!signal.aborted) throw error;
      }
    });
  };
  return { ...busy, step, unopened, start, pause: () => stop.current.abort() };
}
