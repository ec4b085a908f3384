import { useEffect, useState } from "preact/hooks";
import type { SessionLine } from "../core/index.ts";
import { useBusy } from "./busy.ts";
import { Wrong } from "./field.tsx";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";
import { dayOf } from "./when.ts";

/** Every browser that is signed in, and a way to end each. */
export function Sessions() {
  const { api } = useRoom();
  const [lines, setLines] = useState<SessionLine[]>([]);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => setLines(await api.sessions()));
  }, [api, run]);
  const end = (id: string) =>
    run(async () => {
      await api.endSession(id);
      setLines((before) => before.filter((one) => one.id !== id));
      tell("Signed out there.");
    });
  return (
    <>
      <Wrong say={wrong} />
      <ul class="bare lines">
        {lines.map((one) => (
          <li key={one.id} class="row apart">
            <span>
              {one.device}
              <span class="hint">{one.this ? "this browser" : `since ${dayOf(one.started)}`}</span>
            </span>
            {!one.this && (
              <button
                type="button"
                class="button quiet small"
                aria-label={`End it: ${one.device}, since ${dayOf(one.started)}`}
                onClick={() => void end(one.id)}
              >
                End it
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
