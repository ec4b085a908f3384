import { useState } from "preact/hooks";
import { erasePen, type PenGoes, under } from "../core/erasing.ts";
import { useBusy } from "./busy.ts";
import { Dialog } from "./dialog.tsx";
import { Wrong } from "./field.tsx";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";

/** Each pen name, with a way to erase it and all that is under it. */
export function ErasePens({ pens, onErased }: { pens: PenGoes[]; onErased: () => void }) {
  const [asking, setAsking] = useState<PenGoes | null>(null);
  if (pens.length === 0) return <p>You have no pen names.</p>;
  const done = (name: string) => {
    setAsking(null);
    tell(`${name} is erased.`);
    onErased();
  };
  return (
    <>
      <p>
        Goes for everybody: its stories with all answers to them, its answers with the replies to
        them, and that it stood with somebody. Your side of its letters goes too.
      </p>
      <ul class="bare lines">
        {pens.map((pen) => (
          <li key={pen.id} class="row apart">
            <span>
              {pen.name}
              <span class="hint">{under(pen) || "nothing under it"}</span>
            </span>
            <button
              type="button"
              class="button quiet small"
              aria-label={`Erase ${pen.name}`}
              onClick={() => setAsking(pen)}
            >
              Erase
            </button>
          </li>
        ))}
      </ul>
      {asking !== null && <Ask pen={asking} onClose={() => setAsking(null)} onErased={done} />}
    </>
  );
}

function Ask({
  pen,
  onClose,
  onErased,
}: {
  pen: PenGoes;
  onClose: () => void;
  onErased: (name: string) => void;
}) {
  const room = useRoom();
  const { busy, wrong, run } = useBusy();
  const what = under(pen);
  const erase = () =>
    void run(async () => {
      await erasePen(room, pen);
      onErased(pen.name);
    });
  return (
    <Dialog title={`Erase ${pen.name} for good`} onClose={onClose}>
      {what !== "" && <p>With it: {what}.</p>}
      {pen.stories > 0 && (
        <p>
          Your own sealed copy of each story stays with you, and keeps the answers it had, as when
          you take it back.
        </p>
      )}
      <p>Somebody else can choose this name from then on.</p>
      <Wrong say={wrong} />
      <div class="acts">
        <button type="button" class="button quiet" onClick={onClose}>
          Leave it as it is
        </button>
        <button type="button" class="button grave" aria-disabled={busy} onClick={erase}>
          Erase it
        </button>
      </div>
    </Dialog>
  );
}
