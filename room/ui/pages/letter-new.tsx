import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { Receiver } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Wrong } from "../parts/field.tsx";
import { Mine, Opening } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { LetterForm } from "../parts/letter-form.tsx";
import { PenChoice, usePenPick } from "../parts/pen-choice.tsx";
import { useRoom } from "../parts/room.tsx";
import { tell } from "../parts/status.tsx";

/** A first letter: to a pen name, or to somebody in a circle. */
export function NewLetter() {
  return (
    <Mine>
      <div class="narrow stack">
        <Page />
      </div>
    </Mine>
  );
}

function Page() {
  const room = useRoom();
  const { pen, circle, user } = useLocation().query;
  const [to, setTo] = useState<Receiver | null>(null);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => {
      const letters = await room.letters();
      if (pen !== undefined) return setTo(await letters.toPen(pen));
      if (circle === undefined || user === undefined) return;
      setTo(await letters.toMember(circle, user));
    });
  }, [room, run, pen, circle, user]);
  if (to === null) {
    if (wrong === null) return <Opening />;
    return (
      <>
        <Head title="No letters can go there" />
        <p>The name does not take letters at the moment, or it is not here.</p>
        <p>
          <a href="/letters">Your letters</a>
        </p>
      </>
    );
  }
  return <Compose to={to} />;
}

function Compose({ to }: { to: Receiver }) {
  const room = useRoom();
  const { route } = useLocation();
  const pick = usePenPick(null);
  const { busy, wrong, run } = useBusy();
  return (
    <>
      <Head title={`A letter to ${to.name}`}>
        <p class="muted">
          Until they answer, this one letter is all you can send. They may not want to, and need not
          say so.
        </p>
      </Head>
      {to.otherKeys && (
        <p class="note">
          {to.name} has other keys than when you first wrote. That happens when somebody begins
          anew; it also would if somebody were in between. What you write now goes to the new ones.
        </p>
      )}
      {!to.vouched && <PenChoice pick={pick} what="letter" />}
      <LetterForm
        of="new"
        to={to.keys.user}
        label="Your letter"
        about={null}
        busy={busy}
        onSend={async (letter) => {
          let of: string | null = null;
          await run(async () => {
            const from = to.vouched ? null : await pick.settle();
            if (!to.vouched && from === null) return;
            of = await (await room.letters()).write(from, to, letter);
          });
          if (of === null) return false;
          tell("Your letter has gone.");
          // The words are let go of here before the page is left.
          setTimeout(() => route(`/letters/${of}/${to.keys.user}`), 0);
          return true;
        }}
      />
      <Wrong say={wrong} />
      <p class="small muted">
        {to.vouched
          ? `${to.name} has given the circle the keys that this is sealed for.`
          : "Which keys belong to a pen name you learn from this place. Should you ever talk, compare the number:"}
        {!to.vouched && <span class="safety"> {to.safety}</span>}
      </p>
    </>
  );
}
