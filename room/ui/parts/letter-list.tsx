import { useState } from "preact/hooks";
import type { Correspondence, LetterLine, Letters } from "../core/index.ts";
import { Area } from "./area.tsx";
import { useBusy } from "./busy.ts";
import { Dialog } from "./dialog.tsx";
import { Wrong } from "./field.tsx";
import { Markdown } from "./markdown.tsx";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";
import { dayOf } from "./when.ts";

type Act = (work: (letters: Letters) => Promise<unknown>) => Promise<boolean>;

/** The letters, oldest first, and what can be done with each. */
export function LetterList({ now, act, busy }: { now: Correspondence; act: Act; busy: boolean }) {
  const [reporting, setReporting] = useState<string | null>(null);
  return (
    <>
      {now.letters.length === 0 && <p>There are no letters here any more.</p>}
      <ul class="bare lines">
        {now.letters.map((one) => (
          <li key={one.id}>
            <article class="stack" aria-label={one.mine ? "From you" : `From ${now.name}`}>
              <p class="row small muted">
                <strong>{one.mine ? "You" : now.name}</strong>
                <span>{dayOf(one.at)}</span>
              </p>
              <Words one={one} />
              <p class="row far-apart">
                <button
                  type="button"
                  class="plain"
                  aria-disabled={busy}
                  onClick={() => !busy && void act((letters) => letters.erase(one.id))}
                >
                  Erase my copy
                </button>
                {!one.mine && !one.changed && (
                  <button type="button" class="plain" onClick={() => setReporting(one.id)}>
                    Report this letter
                  </button>
                )}
              </p>
            </article>
          </li>
        ))}
      </ul>
      {reporting !== null && (
        <Reporting now={now} id={reporting} onClose={() => setReporting(null)} />
      )}
    </>
  );
}

function Words({ one }: { one: LetterLine }) {
  if (one.changed) {
    return (
      <p class="note">
        This letter was changed on the way. It is not shown, because it is not what its writer
        wrote.
      </p>
    );
  }
  return (
    <>
      <Markdown text={one.text} />
      {one.about !== null && (
        <section class="card stack" aria-label="A story to read first">
          <p class="small muted">A story to read before it goes out. It is shown only here.</p>
          <h2>{one.about.title}</h2>
          <Markdown text={one.about.text} />
        </section>
      )}
    </>
  );
}

/** What a report hands over is said before it does. */
function Reporting({
  now: { of, with: who, name },
  id,
  onClose,
}: {
  now: Correspondence;
  id: string;
  onClose: () => void;
}) {
  const room = useRoom();
  const [why, setWhy] = useState("");
  const { busy, wrong, run } = useBusy();
  const go = () =>
    void run(async () => {
      await (await room.letters()).report(of, who, id, why.trim());
      tell("The people who look after this place have it now.");
      onClose();
    });
  return (
    <Dialog title="Report this letter?" onClose={onClose}>
      <p>
        This one letter goes, opened, to the people who look after this place, with the proof that{" "}
        {name} wrote it. Nothing else you wrote to each other does. {name} is not told who reported
        it; if you are the only one who got such a letter, they may guess.
      </p>
      <Area
        label="What they should know, if you want to say"
        hint="They read this as well."
        value={why}
        onValue={setWhy}
        maxLength={500}
      />
      <Wrong say={wrong} />
      <div class="acts">
        <button type="button" class="button quiet" onClick={onClose}>
          Not now
        </button>
        <button type="button" class="button" aria-disabled={busy} onClick={go}>
          Give them this letter
        </button>
      </div>
    </Dialog>
  );
}
