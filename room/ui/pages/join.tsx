import { useEffect, useState } from "preact/hooks";
import type { Invited } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Field, Wrong } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Mine, Opening } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { Protects } from "../parts/protects.tsx";
import { useRoom } from "../parts/room.tsx";

/** What an invitation's link opens. What is behind the `#` stays in this browser. */
export function Join() {
  return (
    <Mine>
      <Looking />
    </Mine>
  );
}

function Looking() {
  const room = useRoom();
  const [invited, setInvited] = useState<Invited | null>(null);
  const [asked, setAsked] = useState(false);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => setInvited(await (await room.circles()).invited(location.href)));
  }, [room, run]);
  if (wrong !== null) {
    return (
      <div class="narrow">
        <Head title="This invitation does not open" />
        <Wrong say={wrong} />
      </div>
    );
  }
  if (invited === null) return <Opening />;
  if (invited.isIn) {
    return (
      <div class="narrow stack">
        <Head title="You are in this circle" />
        <p>
          <a class="button" href={`/circles/${invited.invitation.circle}`}>
            Go there
          </a>
        </p>
      </div>
    );
  }
  if (asked) return <Asked invited={invited} />;
  return <Asking invited={invited} onAsked={() => setAsked(true)} />;
}

function Asking({ invited, onAsked }: { invited: Invited; onAsked: () => void }) {
  const room = useRoom();
  const [name, setName] = useState("");
  const { busy, wrong, run } = useBusy();
  const ready = name.trim() !== "" && !busy;
  const ask = async () => {
    const went = await run(async () => (await room.circles()).ask(invited, name));
    if (went) onAsked();
  };
  return (
    <div class="narrow stack">
      <Head title="You are invited to a circle">
        <p class="muted">
          A circle is a few people who tell each other what others cannot read: it is sealed for
          them, also from whoever runs this place. You can leave it at any time. <Protects />
        </p>
      </Head>
      <p>
        {invited.people === 1
          ? "One person is in it so far."
          : `${invited.people} people are in it.`}{" "}
        Whoever keeps it sees that you ask, and says yes or no.
      </p>
      <Form class="stack" onSubmit={() => ready && void ask()}>
        <Field
          label="Your name in this circle"
          hint="As these people know you. It is sealed: only they can read it. Whoever is in two circles with you can find out that both names are yours."
          value={name}
          onValue={setName}
          maxLength={60}
        />
        <Wrong say={wrong} />
        <p>
          <button type="submit" class="button" aria-disabled={!ready}>
            Ask to join
          </button>
        </p>
      </Form>
    </div>
  );
}

function Asked({ invited }: { invited: Invited }) {
  return (
    <div class="narrow stack">
      <Head title="You have asked to join" />
      <p>
        Whoever keeps the circle will see it. Once they say yes, the circle is there under{" "}
        <a href="/circles">Circles</a>.
      </p>
      <p>
        If they call you to be sure that it is you, read them your number, and let them read you
        theirs.
      </p>
      <p>
        Yours: <span class="safety">{invited.mySafety}</span>
      </p>
      <p>
        Theirs: <span class="safety">{invited.keeperSafety}</span>
      </p>
    </div>
  );
}
