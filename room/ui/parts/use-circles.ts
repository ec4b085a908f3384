import { useCallback, useEffect, useState } from "preact/hooks";
import type { CircleNow, Circles } from "../core/index.ts";
import { type Busy, useBusy } from "./busy.ts";
import { useRoom } from "./room.tsx";

export interface CircleHere extends Busy {
  now: CircleNow | null;
  /** Does something to the circle and looks at it again; true when it went well. */
  act(work: (circles: Circles) => Promise<unknown>): Promise<boolean>;
}

/** One circle, opened and checked on this device. */
export function useCircle(id: string): CircleHere {
  const room = useRoom();
  const [now, setNow] = useState<CircleNow | null>(null);
  const busy = useBusy();
  const { run } = busy;
  const act = useCallback(
    (work: (circles: Circles) => Promise<unknown>) =>
      run(async () => {
        const circles = await room.circles();
        await work(circles);
        setNow(await circles.open(id));
      }),
    [room, run, id],
  );
  useEffect(() => {
    void act(async () => undefined);
  }, [act]);
  return { ...busy, now, act };
}
