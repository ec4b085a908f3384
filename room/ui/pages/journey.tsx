import { useCallback, useEffect, useState } from "preact/hooks";
import { behind, farOf, type StoryLine } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Wrong } from "../parts/field.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { nameOf, opening } from "../parts/opening.ts";
import { FarNow } from "../parts/rings.tsx";
import { useRoom } from "../parts/room.tsx";
import { dayOf } from "../parts/when.ts";

/** Her stories, newest changed first. */
export function Journey() {
  return (
    <Mine>
      <div class="narrow">
        <Head title="My journey">
          <p class="muted">
            Every story is sealed, with you alone holding the key. Beside each is how far it goes
            now.
          </p>
        </Head>
        <Stories />
        <p class="row far-apart">
          <a class="button" href="/write">
            Write
          </a>
          <a href="/journey/years">Over the years, and find a word</a>
        </p>
        <p class="soft">
          To tell many people once, without an account: <a href="/for-them">pages for them</a>.
        </p>
      </div>
    </Mine>
  );
}

function Stories() {
  const { stories } = useRoom();
  const [lines, setLines] = useState<StoryLine[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [offline, setOffline] = useState(false);
  const { busy, wrong, run } = useBusy();
  const more = useCallback(
    (cursor: string | null) =>
      run(async () => {
        const page = await stories.list(cursor);
        setLines((before) => (cursor === null ? page.lines : [...(before ?? []), ...page.lines]));
        setNext(page.next);
        setOffline(page.offline);
      }),
    [stories, run],
  );
  useEffect(() => {
    void more(null);
  }, [more]);
  return (
    <>
      <Wrong say={wrong} />
      {offline && (
        <p class="note">No connection right now. These are the stories on this device.</p>
      )}
      {busy && lines === null && (
        <p class="muted" role="status">
          Opening your stories…
        </p>
      )}
      {lines?.length === 0 && <p>There is nothing here yet. There is no hurry.</p>}
      <ul class="bare lines">
        {lines?.map((line) => (
          <li key={line.id}>{line.changed ? <Damaged say={line.say} /> : <Line line={line} />}</li>
        ))}
      </ul>
      {next !== null && (
        <p>
          <button type="button" class="button quiet" onClick={() => void more(next)}>
            Earlier ones
          </button>
        </p>
      )}
    </>
  );
}

function Line({ line }: { line: Extract<StoryLine, { changed: false }> }) {
  const { doc, id, unkept } = line;
  const last = doc.moments.at(-1);
  const said = opening(doc.text, 180);
  return (
    <article>
      <p class="row small muted">
        <FarNow far={farOf(doc)} />
        <span>
          {doc.draft ? "Draft" : "Kept"} · {dayOf(doc.changed)}
        </span>
        {unkept && <span>only on this device so far</span>}
        {behind(doc) && <span>with changes that only you see so far</span>}
      </p>
      <h2>
        <a href={doc.draft ? `/write/${id}` : `/story/${id}`}>{nameOf(doc)}</a>
      </h2>
      {said !== nameOf(doc) && <p class="said">{said}</p>}
      {last !== undefined && (
        <p class="small muted">
          {doc.moments.length === 1 ? "1 moment" : `${doc.moments.length} moments`}, the last on{" "}
          {dayOf(last.at)}
        </p>
      )}
    </article>
  );
}

function Damaged({ say }: { say: string }) {
  return (
    <article>
      <h2>A story that cannot be opened</h2>
      <p class="note">{say}</p>
    </article>
  );
}
