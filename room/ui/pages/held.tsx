import { useEffect, useState } from "preact/hooks";
import { type Held, type HeldTable, whatIsHeld } from "../core/erasing.ts";
import { ofBackups } from "../parts/beyond-erasing.tsx";
import { useBusy } from "../parts/busy.ts";
import { Wrong } from "../parts/field.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { HeldRows, sumOf } from "../parts/held-rows.tsx";
import { Protects } from "../parts/protects.tsx";
import { useRoom } from "../parts/room.tsx";

/** Everything the server holds about her, column by column, and what it does not hold. */
export function HeldPage() {
  return (
    <Mine>
      <div class="narrow">
        <Head title="What we could be made to hand over">
          <p class="muted">
            A court can make whoever runs this place hand over what is held here. This is all of it,
            read from the database just now: what it is, why it is there, and for how long.
          </p>
        </Head>
        <All />
      </div>
    </Mine>
  );
}

function All() {
  const { api } = useRoom();
  const [held, setHeld] = useState<Held | null>(null);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => setHeld(await whatIsHeld(api)));
  }, [api, run]);
  if (held === null) {
    return wrong === null ? <p class="muted">Reading all of it…</p> : <Wrong say={wrong} />;
  }
  const some = held.tables.filter(({ count }) => count > 0);
  const none = held.tables.filter(({ count }) => count === 0);
  return (
    <>
      <section class="card stack" aria-labelledby="not-held">
        <h2 id="not-held">What is not held</h2>
        <ul>
          {held.not_held.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p class="small muted">
          <Protects />
        </p>
      </section>
      <section class="card stack" aria-labelledby="held">
        <h2 id="held">What is held</h2>
        {some.map((table) => (
          <Table key={table.name} table={table} />
        ))}
      </section>
      <section class="card stack" aria-labelledby="nothing">
        <h2 id="nothing">Where nothing of yours is</h2>
        {none.map((table) => (
          <Table key={table.name} table={table} />
        ))}
      </section>
      <section class="card stack" aria-labelledby="and-backups">
        <h2 id="and-backups">And besides</h2>
        <p>{ofBackups(held.backups)}</p>
        <p>
          What you erase is no longer held. <a href="/settings/erase">Erase</a>
        </p>
      </section>
    </>
  );
}

function Table({ table }: { table: HeldTable }) {
  return (
    <details>
      <summary>
        {table.say}
        <span class="hint">{sumOf(table)}</span>
      </summary>
      <div class="stack">
        <p class="small">
          For how long: {table.until} {table.besides}
        </p>
        <HeldRows table={table} />
      </div>
    </details>
  );
}
