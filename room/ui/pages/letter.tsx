import { useCallback, useEffect, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import type { Correspondence, Letters } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Wrong } from "../parts/field.tsx";
import { Mine, Opening } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { LetterForm, useAbout } from "../parts/letter-form.tsx";
import { LetterList } from "../parts/letter-list.tsx";
import { Standing } from "../parts/letter-standing.tsx";
import { LETTERS_READ } from "../parts/letters-read.ts";
import { useRoom } from "../parts/room.tsx";
import { tell } from "../parts/status.tsx";

/** What two write to each other. */
export function Letter() {
  const { of, who } = useRoute().params;
  return (
    <Mine>
      {of !== undefined && who !== undefined && <Opened key={of + who} of={of} who={who} />}
    </Mine>
  );
}

function Opened({ of, who }: { of: string; who: string }) {
  const room = useRoom();
  const about = useAbout(useLocation().query.draft);
  const [now, setNow] = useState<Correspondence | null>(null);
  const { busy, wrong, run } = useBusy();
  const act = useCallback(
    (work: (letters: Letters) => Promise<unknown>) =>
      run(async () => {
        const letters = await room.letters();
        await work(letters);
        setNow(await letters.open(of, who));
        dispatchEvent(new Event(LETTERS_READ));
      }),
    [room, run, of, who],
  );
  useEffect(() => {
    void act(async () => undefined);
  }, [act]);
  if (now === null) {
    if (wrong === null) return <Opening />;
    return (
      <div class="narrow">
        <Head title="This could not be opened" />
        <Wrong say={wrong} />
      </div>
    );
  }
  const older = () =>
    void run(async () => {
      const page = await (await room.letters()).open(of, who, now.older);
      setNow({ ...now, letters: [...page.letters, ...now.letters], older: page.older });
    });
  const shut = now.blocked || now.stand === "declined";
  return (
    <div class="narrow stack">
      <Head title={now.name}>
        <p class="muted">
          {now.ownName === null
            ? "Letters between the two of you."
            : `They know you as ${now.ownName}.`}
        </p>
      </Head>
      {now.otherKeys && (
        <p class="note">
          {now.pen} has other keys here than when you first wrote to each other. That happens when
          somebody begins anew; it also would if somebody were in between.
        </p>
      )}
      {now.older !== null && (
        <p>
          <button type="button" class="button quiet" onClick={older}>
            Earlier letters
          </button>
        </p>
      )}
      <LetterList now={now} act={act} busy={busy} />
      <Wrong say={wrong} />
      {!shut && now.safety !== null && (
        <LetterForm
          of={of}
          to={who}
          label={`A letter to ${now.name}`}
          about={about}
          busy={busy}
          onSend={async (letter) => {
            const went = await act((letters) => letters.answer(of, who, letter));
            if (went) tell("Your letter has gone.");
            return went;
          }}
        />
      )}
      <Standing now={now} act={act} busy={busy} />
    </div>
  );
}
