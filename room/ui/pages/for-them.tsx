import { useCallback, useEffect, useState } from "preact/hooks";
import type { PageLine, PageList } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Wrong } from "../parts/field.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { opening } from "../parts/opening.ts";
import { STATES } from "../parts/page-words.ts";
import { Protects } from "../parts/protects.tsx";
import { useRoom } from "../parts/room.tsx";
import { tell } from "../parts/status.tsx";
import { dayOf } from "../parts/when.ts";

/** Her pages for people without an account. */
export function ForThem() {
  return (
    <Mine>
      <div class="narrow stack">
        <Head title="Pages for them">
          <p class="muted">
            To tell many people once. A page says what happened, as far as you want to say it, what
            helps, what you would rather not be asked, and who to call instead. You send its link;
            whoever has the link can read it, without an account here. <Protects />
          </p>
        </Head>
        <List />
        <p>
          <a class="button" href="/for-them/new">
            Write a page
          </a>
        </p>
      </div>
    </Mine>
  );
}

function List() {
  const { forThem } = useRoom();
  const [list, setList] = useState<PageList | null>(null);
  const { busy, wrong, run } = useBusy();
  const load = useCallback(
    () => run(async () => setList(await (await forThem()).list())),
    [forThem, run],
  );
  useEffect(() => {
    void load();
  }, [load]);
  const takeAway = (page: string) =>
    run(async () => {
      const pages = await forThem();
      await pages.takeAwayLoose(page);
      setList(await pages.list());
      tell("The page is taken away.");
    });
  return (
    <>
      <Wrong say={wrong} />
      {list?.offline && (
        <p class="note">No connection right now. These are the pages on this device.</p>
      )}
      {busy && list === null && (
        <p class="muted" role="status">
          Opening your pages…
        </p>
      )}
      {list?.lines.length === 0 && list.loose.length === 0 && <p>You have none.</p>}
      <ul class="bare lines">
        {list?.lines.map((line) => (
          <li key={line.id}>
            <Line line={line} />
          </li>
        ))}
        {list?.loose.map((page) => (
          <li key={page}>
            <Loose busy={busy} onTake={() => void takeAway(page)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Line({ line: { id, doc, state, unkept } }: { line: PageLine }) {
  return (
    <article>
      <p class="row small muted">
        <span>{dayOf(doc.changed)}</span>
        {unkept && <span>only on this device so far</span>}
      </p>
      <h2>
        <a href={`/for-them/${id}`}>
          {opening(doc.what || doc.helps || doc.please_not || doc.call_instead, 70) ||
            "Without words yet"}
        </a>
      </h2>
      <p class="small muted">{STATES[state]}</p>
    </article>
  );
}

/** A link of hers that opens something, though its page cannot be opened here. */
function Loose({ busy, onTake }: { busy: boolean; onTake: () => void }) {
  return (
    <article class="stack">
      <h2>A page that cannot be opened here</h2>
      <p class="note">
        Your own copy of it was changed on the way, so it is not shown. Others may still open its
        link.
      </p>
      <button type="button" class="button quiet" aria-disabled={busy} onClick={onTake}>
        Take it away
      </button>
    </article>
  );
}
