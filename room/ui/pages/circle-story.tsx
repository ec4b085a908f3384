import { useMemo, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import type { CircleAnswer, CircleNow, CircleStory } from "../core/index.ts";
import { AnswerForm } from "../parts/circle-answer.tsx";
import { About, isHers, TakeBack, toldBy, Waits } from "../parts/circle-told.tsx";
import { Wrong } from "../parts/field.tsx";
import { Mine, Opening } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { newId } from "../parts/id.ts";
import { Markdown } from "../parts/markdown.tsx";
import { nameOf } from "../parts/opening.ts";
import { type OpenPhoto, PhotoSource } from "../parts/picture.tsx";
import { Reading } from "../parts/reading.tsx";
import { useRoom } from "../parts/room.tsx";
import { tell } from "../parts/status.tsx";
import { type CircleHere, useCircle } from "../parts/use-circles.ts";
import { dayOf } from "../parts/when.ts";

/** A story that was told in a circle, and what was said to it. */
export function CircleStoryPage() {
  const { id, entry } = useRoute().params;
  return (
    <Mine>
      {id !== undefined && entry !== undefined && <Opened key={entry} id={id} entry={entry} />}
    </Mine>
  );
}

function Opened({ id, entry }: { id: string; entry: string }) {
  const here = useCircle(id);
  const { now, wrong } = here;
  const story = now?.stories.find((one) => one.id === entry);
  if (now === null && wrong === null) return <Opening />;
  if (now === null || story === undefined) {
    return (
      <div class="narrow stack">
        <Head title="This is not here" />
        <Wrong say={wrong} />
        <p>It was taken back, or it is not shared with you.</p>
        <p>
          <a href={`/circles/${id}`}>Back to the circle</a>
        </p>
      </div>
    );
  }
  return <Shown here={here} now={now} story={story} />;
}

function Shown({ here, now, story }: { here: CircleHere; now: CircleNow; story: CircleStory }) {
  const open = usePhotos(now.id, story);
  return (
    <div class="narrow stack">
      <Head title={nameOf(story.doc)}>
        <p class="row small muted">
          <span>{toldBy(story)}</span>
          <span>{dayOf(story.at)}</span>
          <a href={`/circles/${now.id}`}>{now.name || "the circle"}</a>
        </p>
      </Head>
      <About now={now} story={story} />
      <PhotoSource.Provider value={open}>
        <Reading doc={story.doc} />
      </PhotoSource.Provider>
      <Stands here={here} now={now} story={story} />
      <Answers here={here} now={now} story={story} />
      {story.forMe && <TakeBack here={here} now={now} story={story} />}
      {now.keeper && !story.mine && !story.forMe && (
        <Erase here={here} now={now} entry={story.id} />
      )}
    </div>
  );
}

function usePhotos(circle: string, { epoch }: CircleStory): OpenPhoto {
  const room = useRoom();
  return useMemo(
    () => async (photo) => {
      const bytes = await (await room.circles()).photo(circle, epoch, photo);
      const url = URL.createObjectURL(new Blob([bytes], { type: photo.type }));
      return { url, release: () => URL.revokeObjectURL(url) };
    },
    [room, circle, epoch],
  );
}

const KINDS = [
  ["with-you", "I’m with you"],
  ["me-too", "This happened to me too"],
] as const;

/** Who stands with the author: people, by name. */
function Stands({ here, now, story }: { here: CircleHere; now: CircleNow; story: CircleStory }) {
  const toggle = (kind: (typeof KINDS)[number][0]) => {
    const mine = story.with.find((one) => one.mine && one.kind === kind);
    return here.act((circles) =>
      mine === undefined
        ? circles.stand(now.id, story.id, kind, newId())
        : circles.takeBack(now.id, mine.id),
    );
  };
  return (
    <section class="stack" aria-label="Who is with the author">
      {KINDS.map(([kind, say]) => {
        const people = story.with.filter((one) => one.kind === kind);
        if (people.length === 0) return null;
        const names = [...new Set(people.map(({ name, mine }) => (mine ? "You" : name)))];
        return (
          <p key={kind} class="small">
            <strong>{names.join(", ")}</strong>: {say}
          </p>
        );
      })}
      {!isHers(story) && (
        <p class="row">
          {KINDS.map(([kind, say]) => (
            <button
              key={kind}
              type="button"
              class="button quiet"
              aria-pressed={story.with.some((one) => one.mine && one.kind === kind)}
              aria-disabled={here.busy}
              onClick={() => !here.busy && void toggle(kind)}
            >
              {say}
            </button>
          ))}
        </p>
      )}
    </section>
  );
}

function Answers({ here, now, story }: { here: CircleHere; now: CircleNow; story: CircleStory }) {
  const [to, setTo] = useState<string | null>(null);
  const tops = story.answers.filter(({ parent }) => !story.answers.some((a) => a.id === parent));
  return (
    <section class="stack" aria-labelledby="answers">
      <h2 id="answers">Answers</h2>
      {tops.length === 0 && <p class="muted">Nobody has answered yet.</p>}
      <ol class="bare">
        {tops.map((one) => (
          <Thread key={one.id} here={here} now={now} story={story} one={one} to={to} onTo={setTo} />
        ))}
      </ol>
      {to === null &&
        (story.doc.answers === "closed" && !isHers(story) ? (
          <p class="muted">The author takes no answers to this story.</p>
        ) : (
          <AnswerForm here={here} circle={now.id} story={story} parent={null} />
        ))}
      <Wrong say={here.wrong} />
    </section>
  );
}

interface ThreadProps {
  here: CircleHere;
  now: CircleNow;
  story: CircleStory;
  one: CircleAnswer;
  to: string | null;
  onTo: (to: string | null) => void;
}

function Thread({ here, now, story, one, to, onTo }: ThreadProps) {
  const replies = story.answers.filter(({ parent }) => parent === one.id);
  const shared = { here, now, story, to, onTo };
  return (
    <li>
      <article class="answer">
        <p>
          <strong>{one.mine ? "You" : one.name}</strong>{" "}
          <span class="small muted">{dayOf(one.at)}</span>
        </p>
        <Markdown text={one.text} />
        <Waits here={here} now={now} one={one} />
        <p class="row">
          {story.doc.answers !== "closed" && one.waits === null && (
            <button type="button" class="plain" onClick={() => onTo(to === one.id ? null : one.id)}>
              {to === one.id ? "Not now" : "Answer this"}
            </button>
          )}
          {(one.mine || now.keeper) && <Erase here={here} now={now} entry={one.id} />}
        </p>
      </article>
      {to === one.id && (
        <AnswerForm
          here={here}
          circle={now.id}
          story={story}
          parent={one.id}
          onSent={() => onTo(null)}
        />
      )}
      {replies.length > 0 && (
        <ol class="bare reply">
          {replies.map((reply) => (
            <Thread key={reply.id} {...shared} one={reply} />
          ))}
        </ol>
      )}
    </li>
  );
}

function Erase({ here, now, entry }: { here: CircleHere; now: CircleNow; entry: string }) {
  const { route } = useLocation();
  const story = now.stories.some((one) => one.id === entry);
  const go = async () => {
    if (!(await here.act((circles) => circles.takeBack(now.id, entry)))) return;
    tell("It is erased.");
    if (story) route(`/circles/${now.id}`);
  };
  return (
    <button
      type="button"
      class="plain"
      aria-disabled={here.busy}
      onClick={() => !here.busy && void go()}
    >
      {story ? "Erase this from the circle" : "Erase it"}
    </button>
  );
}
