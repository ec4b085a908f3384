import { useEffect, useRef, useState } from "preact/hooks";
import type { Pen } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Field, Wrong } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { newId } from "../parts/id.ts";
import { useRoom } from "../parts/room.tsx";
import { tell } from "../parts/status.tsx";

/** The names that others see. */
export function Pens() {
  return (
    <Mine>
      <div class="narrow stack">
        <Head title="Pen names">
          <p class="muted">
            The names that others see. You can have as many as you like, one for each story if you
            wish. No member and no moderator can see that two of them are one person.
          </p>
        </Head>
        <List />
      </div>
    </Mine>
  );
}

function List() {
  const room = useRoom();
  const { api } = room;
  const [pens, setPens] = useState<Pen[] | null>(null);
  const [name, setName] = useState("");
  const [taken, setTaken] = useState<ReadonlySet<string> | null>(null);
  const once = useRef({ name: "", key: "" });
  const loading = useBusy();
  const adding = useBusy();
  const load = loading.run;
  useEffect(() => {
    void load(async () => {
      setPens(await api.pens());
      const open = (await (await room.letters()).addresses()).filter((one) => one.open);
      setTaken(new Set(open.map(({ pen }) => pen?.id ?? "")));
    });
  }, [api, room, load]);
  const submit = () => {
    const wanted = name.trim();
    void adding.run(async () => {
      if (once.current.name !== wanted) once.current = { name: wanted, key: newId() };
      const made = await api.newPen(wanted, once.current.key);
      setPens((before) => [...(before ?? []).filter(({ id }) => id !== made.id), made]);
      setName("");
      tell(`${made.name} is yours.`);
    });
  };
  return (
    <>
      <Wrong say={loading.wrong} />
      {pens?.length === 0 && <p>You have none yet.</p>}
      <ul class="bare lines">
        {pens?.map(({ id, name: pen }) => (
          <li key={id}>
            <article class="stack">
              <strong>{pen}</strong>
              <TakesLetters id={id} name={pen} taken={taken} onTaken={setTaken} />
            </article>
          </li>
        ))}
      </ul>
      <Form class="card stack" onSubmit={submit}>
        <Field
          label="New pen name"
          hint="Any name but your own. 2 to 30 letters."
          value={name}
          onValue={setName}
          wrong={adding.wrong}
          maxLength={30}
          autocomplete="off"
        />
        <button type="submit" class="button quiet" aria-disabled={adding.busy}>
          Add it
        </button>
      </Form>
    </>
  );
}

/** Whether somebody new may write to a pen name. Off until its owner says so. */
function TakesLetters({
  id,
  name,
  taken,
  onTaken,
}: {
  id: string;
  name: string;
  taken: ReadonlySet<string> | null;
  onTaken: (taken: ReadonlySet<string>) => void;
}) {
  const room = useRoom();
  const { busy, wrong, run } = useBusy();
  if (taken === null) return null;
  const turn = (open: boolean) =>
    void run(async () => {
      await (await room.letters()).take(id, open);
      const next = new Set(taken);
      if (open) next.add(id);
      else next.delete(id);
      onTaken(next);
      tell(open ? `People can write to ${name}.` : `Nobody new can write to ${name}.`);
    });
  return (
    <>
      <p class="row">
        <span class="small muted">
          {taken.has(id)
            ? "Takes letters from people who are new."
            : "Takes no letters from people who are new."}
        </span>
        <button
          type="button"
          class="plain"
          aria-disabled={busy}
          onClick={() => !busy && turn(!taken.has(id))}
        >
          {taken.has(id) ? `Take no more letters as ${name}` : `Take letters as ${name}`}
        </button>
      </p>
      <Wrong say={wrong} />
    </>
  );
}
