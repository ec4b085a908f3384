import { useEffect, useMemo, useState } from "preact/hooks";
import { farOf } from "../core/index.ts";
import { allStories, found, type TimeLine, timelineOf } from "../core/timeline.ts";
import { useBusy } from "../parts/busy.ts";
import { Field, Wrong } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { nameOf, opening } from "../parts/opening.ts";
import { FarNow } from "../parts/rings.tsx";
import { useRoom } from "../parts/room.tsx";
import { chosenDay } from "../parts/when.ts";

/** All her stories and moments in order of time, and a word in them found, on this device alone. */
export function Timeline() {
  return (
    <Mine>
      <div class="narrow">
        <Head title="Over the years">
          <p class="muted">
            Your stories and moments by the days you chose for them. Opened, put in order and
            searched on this device only.
          </p>
        </Head>
        <Years />
        <p>
          <a href="/journey">My journey</a>
        </p>
      </div>
    </Mine>
  );
}

function Years() {
  const { stories } = useRoom();
  const [all, setAll] = useState<TimeLine[] | null>(null);
  const [damaged, setDamaged] = useState(0);
  const [offline, setOffline] = useState(false);
  const [query, setQuery] = useState("");
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => {
      const read = await allStories(stories);
      setAll(timelineOf(read.lines));
      setDamaged(read.lines.filter(({ changed }) => changed).length);
      setOffline(read.offline);
    });
  }, [stories, run]);
  const shown = useMemo(() => found(all ?? [], query), [all, query]);
  if (all === null) {
    return wrong === null ? (
      <p class="muted" role="status">
        Opening your stories…
      </p>
    ) : (
      <Wrong say={wrong} />
    );
  }
  return (
    <>
      {offline && (
        <p class="note">No connection right now. These are the stories on this device.</p>
      )}
      {damaged > 0 && (
        <p class="note">
          Something here was changed on the way and is not shown. <a href="/journey">My journey</a>{" "}
          says what.
        </p>
      )}
      <Form class="card">
        <Field label="Find a word in what you wrote" value={query} onValue={setQuery} />
      </Form>
      <p class="unseen" role="status">
        {query.trim() !== "" && `${shown.length} found`}
      </p>
      {shown.length === 0 && (
        <p>{query.trim() === "" ? "There is nothing here yet." : "No story of yours has that."}</p>
      )}
      {byYear(shown).map(([year, lines]) => (
        <section key={year} class="year" aria-labelledby={`year-${year}`}>
          <h2 id={`year-${year}`}>{year === "" ? "Without a day" : year}</h2>
          <ul class="moments">
            {lines.map((line, i) => (
              <li key={`${line.id}-${line.kind}-${i}`}>
                <Line line={line} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** In the order they come in; "" for those without a day. */
function byYear(lines: readonly TimeLine[]): [string, TimeLine[]][] {
  const years = new Map<string, TimeLine[]>();
  for (const line of lines) {
    const year = line.on?.slice(0, 4) ?? "";
    years.set(year, [...(years.get(year) ?? []), line]);
  }
  return [...years];
}

function Line({ line }: { line: TimeLine }) {
  const { id, doc, kind, on, text } = line;
  const said = opening(text, 180);
  const name = nameOf(doc);
  return (
    <article>
      <p class="row small muted">
        {on !== null && <span>{chosenDay(on)}</span>}
        <FarNow far={farOf(doc)} />
        {kind === "moment" && <span>a moment</span>}
      </p>
      <h3>
        <a href={doc.draft ? `/write/${id}` : `/story/${id}`}>{name}</a>
      </h3>
      {said !== name && <p class="said">{said}</p>}
    </article>
  );
}
