import { useCallback, useEffect, useState } from "preact/hooks";
import type { CircleHeard, Heard as HeardLine } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { Wrong } from "../parts/field.tsx";
import { Mine } from "../parts/guard.tsx";
import { handOver } from "../parts/handover.ts";
import { Head } from "../parts/head.tsx";
import { Markdown } from "../parts/markdown.tsx";
import { useRoom } from "../parts/room.tsx";
import { sayOf } from "../parts/say.ts";
import { tell } from "../parts/status.tsx";
import { dayOf } from "../parts/when.ts";

/** Who answered, and who stands with her: people, newest first. */
export function Heard() {
  return (
    <Mine>
      <div class="narrow">
        <Head title="Heard">
          <p class="muted">People who answered what you shared, newest first.</p>
        </Head>
        <InCircles />
        <People />
      </div>
    </Mine>
  );
}

function People() {
  const room = useRoom();
  const { api } = room;
  const [lines, setLines] = useState<HeardLine[] | null>(null);
  const [waiting, setWaiting] = useState(false);
  const [next, setNext] = useState<string | null>(null);
  const { wrong, run } = useBusy();
  const more = useCallback(
    (cursor: string | null) =>
      run(async () => {
        const page = await api.heard(cursor);
        setLines((before) => (cursor === null ? page.heard : [...(before ?? []), ...page.heard]));
        setNext(page.next);
        if (cursor === null) setWaiting(page.waiting);
      }),
    [api, run],
  );
  useEffect(() => {
    void more(null);
  }, [more]);
  return (
    <>
      <Wrong say={wrong} />
      {waiting && (
        <p class="card row apart">
          <span>Answers wait until you, or somebody you read for, let them show.</span>
          <button
            type="button"
            class="button quiet"
            onClick={() =>
              void handOver(room, "/answers").catch((error: unknown) => tell(sayOf(error)))
            }
          >
            Look at them
          </button>
        </p>
      )}
      {lines?.length === 0 && (
        <p>
          Nothing from the community yet. What people say to stories you have shared comes here.
        </p>
      )}
      <ul class="bare lines">
        {lines?.map((line) => (
          <li key={`${line.kind} ${line.story} ${line.pen} ${line.at}`}>
            <Person line={line} />
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="button quiet" onClick={() => void more(next)}>
          Earlier ones
        </button>
      )}
    </>
  );
}

/** What was said to her stories in her circles; opened here. */
function InCircles() {
  const room = useRoom();
  const [lines, setLines] = useState<CircleHeard[]>([]);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => setLines(await (await room.circles()).heard()));
  }, [room, run]);
  if (lines.length === 0) return <Wrong say={wrong} />;
  return (
    <section aria-labelledby="in-circles">
      <h2 id="in-circles">In your circles</h2>
      <Wrong say={wrong} />
      <ul class="bare lines">
        {lines.map((line) => (
          <li key={line.said.id}>
            <InCircle line={line} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function InCircle({ line: { circle, in: called, story, title, said } }: { line: CircleHeard }) {
  return (
    <article class="who">
      <span class="avatar" aria-hidden="true">
        {initial(said.name)}
      </span>
      <div class="stack">
        <p>
          <strong>{said.name}</strong> {"kind" in said ? SAID[said.kind] : SAID.answer}{" "}
          <span class="small muted">
            {dayOf(said.at)}, {called || "a circle without a name"}
          </span>
        </p>
        {"text" in said && (
          <div class="answer-text">
            <Markdown text={said.text} />
          </div>
        )}
        <a href={`/circles/${circle}/${story}`}>{title || "Your story without a title"}</a>
      </div>
    </article>
  );
}

const SAID: Record<HeardLine["kind"], string> = {
  answer: "answered",
  "with-you": "said: I’m with you",
  "me-too": "said: This happened to me too",
};

const initial = (pen: string): string => (pen.match(/\p{L}|\p{N}/u)?.[0] ?? "").toUpperCase();

function Person({ line }: { line: HeardLine }) {
  const room = useRoom();
  const go = () =>
    handOver(room, `/story/${line.story}`).catch((error: unknown) => tell(sayOf(error)));
  return (
    <article class="who">
      <span class="avatar" aria-hidden="true">
        {initial(line.pen)}
      </span>
      <div class="stack">
        <p>
          <strong>{line.pen}</strong> {SAID[line.kind]}{" "}
          <span class="small muted">{dayOf(line.at)}</span>
        </p>
        {line.text !== undefined && (
          <div class="answer-text">
            <Markdown text={line.text} />
          </div>
        )}
        <button type="button" class="plain" onClick={() => void go()}>
          {line.title ?? "Your story without a title"}
        </button>
      </div>
    </article>
  );
}
