import { useCallback, useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { CircleLine } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Field, Wrong } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { Protects } from "../parts/protects.tsx";
import { useRoom } from "../parts/room.tsx";

/** The circles she is in. */
export function Circles() {
  return (
    <Mine>
      <div class="narrow stack">
        <Head title="Circles">
          <p class="muted">
            A circle is a few people you choose. What is said in it is sealed for them: whoever runs
            this place cannot read it, nor what the circle is called, nor your names in it. They can
            see which accounts are in it, when something is added, and about how long it is.{" "}
            <Protects />
          </p>
        </Head>
        <List />
      </div>
    </Mine>
  );
}

function List() {
  const room = useRoom();
  const [lines, setLines] = useState<CircleLine[] | null>(null);
  const { busy, wrong, run } = useBusy();
  const load = useCallback(
    () => run(async () => setLines(await (await room.circles()).list())),
    [room, run],
  );
  useEffect(() => {
    void load();
  }, [load]);
  return (
    <>
      <Wrong say={wrong} />
      {busy && lines === null && (
        <p class="muted" role="status">
          Opening your circles…
        </p>
      )}
      {lines?.length === 0 && <p>You are in no circle yet.</p>}
      <ul class="bare lines">
        {lines?.map((line) => (
          <li key={line.id}>
            <Line line={line} />
          </li>
        ))}
      </ul>
      {lines !== null && <Make />}
    </>
  );
}

function Line({ line }: { line: CircleLine }) {
  if (line.changed) {
    return (
      <article>
        <h2>A circle that is not shown</h2>
        <p class="note">
          This was changed on the way. It is not shown, because it is not what its members wrote.
        </p>
      </article>
    );
  }
  const { id, name, keeper, names, waiting } = line;
  return (
    <article>
      <h2>
        <a href={`/circles/${id}`}>{name || "A circle without a name"}</a>
      </h2>
      <p class="small muted">
        {names.length === 0 ? "Only you so far" : `With ${names.join(", ")}`}
        {keeper && ". You keep it."}
      </p>
      {waiting > 0 && (
        <p class="small">
          {waiting === 1 ? "Somebody asks to join." : `${waiting} people ask to join.`}
        </p>
      )}
    </article>
  );
}

function Make() {
  const room = useRoom();
  const { route } = useLocation();
  const [name, setName] = useState("");
  const [mine, setMine] = useState("");
  const { busy, wrong, run } = useBusy();
  const ready = name.trim() !== "" && mine.trim() !== "" && !busy;
  const make = () =>
    run(async () => {
      const id = await (await room.circles()).make(name.trim(), mine.trim());
      route(`/circles/${id}`);
    });
  return (
    <section class="card stack" aria-labelledby="make">
      <h2 id="make">Make a circle</h2>
      <Form class="stack" onSubmit={() => ready && void make()}>
        <Field
          label="What is it called?"
          hint="Sealed. Only those who are in it can read it."
          value={name}
          onValue={setName}
          maxLength={60}
        />
        <Field
          label="Your name in it"
          hint="As these people know you. Sealed, too."
          value={mine}
          onValue={setMine}
          maxLength={60}
        />
        <Wrong say={wrong} />
        <p>
          <button type="submit" class="button" aria-disabled={!ready}>
            Make the circle
          </button>
        </p>
      </Form>
    </section>
  );
}
