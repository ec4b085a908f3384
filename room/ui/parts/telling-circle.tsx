import { useEffect, useState } from "preact/hooks";
import type { StoryDocument } from "../../seal/index.ts";
import type { CircleLine } from "../core/index.ts";
import { useBusy } from "./busy.ts";
import { Dialog } from "./dialog.tsx";
import { Wrong } from "./field.tsx";
import type { GoingOut } from "./going-out.ts";
import { useRoom } from "./room.tsx";
import { TellingRoles, useTelling } from "./telling-roles.tsx";

type Known = CircleLine & { changed: false };

/** Which circle, who in it will newly read the story, and what leaves the open side first. */
export function TellingCircle({
  id,
  doc,
  going,
  onClose,
  onDone,
}: {
  id: string;
  doc: StoryDocument;
  going: GoingOut;
  onClose: () => void;
  onDone: () => void;
}) {
  const { lines, wrong } = useLines();
  const [picked, setPicked] = useState<string | null>(null);
  const chosen = lines?.find((one) => one.id === picked) ?? (lines?.length === 1 ? lines[0] : null);
  const telling = useTelling(chosen?.id ?? null);
  const { roles } = telling;
  const ready = Boolean(chosen) && roles !== null && !going.busy;
  const go = async () => {
    if (!ready || !chosen || roles === null) return;
    if (await going.tellCircle(id, doc, chosen.id, roles)) onDone();
  };
  return (
    <Dialog title="Let a circle read it" onClose={onClose}>
      <Wrong say={wrong ?? telling.wrong ?? going.wrong} />
      {lines === null && wrong === null && <p class="muted">Opening your circles…</p>}
      {lines?.length === 0 && (
        <p>
          You are in no circle yet. <a href="/circles">Make one</a>; what you wrote here is kept.
        </p>
      )}
      {lines !== null && lines.length > 1 && (
        <fieldset>
          <legend class="legend">Which circle?</legend>
          {lines.map((one) => (
            <label key={one.id} class="check">
              <input
                type="radio"
                name="circle"
                checked={one.id === picked}
                onChange={() => setPicked(one.id)}
              />
              <span>{one.name || "A circle without a name"}</span>
            </label>
          ))}
        </fieldset>
      )}
      <TellingRoles telling={telling} />
      {chosen && <NewlySeen circle={chosen} doc={doc} />}
      {going.step !== null && (
        <p class="small muted" role="status">
          {going.step}
        </p>
      )}
      <div class="acts">
        <button type="button" class="button quiet" onClick={onClose}>
          Not now
        </button>
        <button type="button" class="button" aria-disabled={!ready} onClick={() => void go()}>
          Let them read it
        </button>
      </div>
    </Dialog>
  );
}

function useLines(): { lines: Known[] | null; wrong: string | null } {
  const room = useRoom();
  const [lines, setLines] = useState<Known[] | null>(null);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => {
      const all = await (await room.circles()).list();
      setLines(all.filter((one): one is Known => !one.changed));
    });
  }, [room, run]);
  return { lines, wrong };
}

function NewlySeen({ circle, doc }: { circle: Known; doc: StoryDocument }) {
  return (
    <>
      <p>Able to read it in {circle.name || "this circle"}:</p>
      <ul>
        {circle.names.length === 0 && <li>nobody but you so far</li>}
        {circle.names.map((name) => (
          <li key={name}>{name}</li>
        ))}
        <li>whoever is let in to everything later</li>
      </ul>
      <p>It is sealed for them on this device. Those who run this place cannot read it.</p>
      {doc.open !== null && (
        <p class="note">
          First it leaves the open side: its page is erased, and its answers with it. You keep a
          sealed copy of them. What somebody has read or copied cannot be taken back by anybody.
        </p>
      )}
      {doc.circle && doc.circle.circle !== circle.id && (
        <p class="note">It leaves the circle that it is in now, and its answers there.</p>
      )}
      <p class="small muted">
        Each of them can copy what they read. What you take back, they do not get any more.
      </p>
    </>
  );
}
