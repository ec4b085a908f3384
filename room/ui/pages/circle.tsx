import { useRoute } from "preact-iso/router";
import type { CircleNow, CircleStory } from "../core/index.ts";
import { AskingToJoin, HaveLeft, Invite } from "../parts/circle-keeping.tsx";
import { CircleMembers } from "../parts/circle-members.tsx";
import { NewKeys, OldKeys } from "../parts/circle-renewal.tsx";
import { somethingWaits, toldBy } from "../parts/circle-told.tsx";
import { Wrong } from "../parts/field.tsx";
import { Mine, Opening } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { Markdown } from "../parts/markdown.tsx";
import { nameOf } from "../parts/opening.ts";
import { type CircleHere, useCircle } from "../parts/use-circles.ts";
import { dayOf } from "../parts/when.ts";

/** One circle: what was told in it, who is in it, and for its keeper who may come. */
export function Circle() {
  const { id } = useRoute().params;
  return <Mine>{id !== undefined && <Opened key={id} id={id} />}</Mine>;
}

function Opened({ id }: { id: string }) {
  const here = useCircle(id);
  const { now, wrong } = here;
  if (now === null) {
    if (wrong === null) return <Opening />;
    return (
      <div class="narrow">
        <Head title="This could not be opened" />
        <Wrong say={wrong} />
      </div>
    );
  }
  return (
    <div class="narrow stack">
      <Head title={now.name || "A circle without a name"}>
        <p class="muted">{whoReads(now)}</p>
      </Head>
      <Wrong say={wrong} />
      {now.keeper && <NewKeys here={here} now={now} />}
      {now.oldKeys && <OldKeys now={now} />}
      {now.keeper && <AskingToJoin here={here} now={now} />}
      {now.keeper && <HaveLeft here={here} now={now} />}
      <Told now={now} />
      <Own here={here} now={now} />
      {now.keeper && <Invite here={here} now={now} />}
      <CircleMembers here={here} now={now} />
    </div>
  );
}

/** Who can read what is said here, in the circle's names. */
function whoReads({ members }: CircleNow): string {
  const others = members.filter(({ me }) => !me).map(({ name }) => name ?? "somebody");
  if (others.length === 0) return "Only you can read what is said here, until somebody joins.";
  return `What is said here can be read by you and ${listed(others)}, and by nobody else.`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

function Told({ now }: { now: CircleNow }) {
  return (
    <section class="stack" aria-labelledby="told">
      <h2 id="told">Told here</h2>
      {now.stories.length === 0 && <p>Nothing yet.</p>}
      <ul class="bare lines">
        {now.stories.map((story) => (
          <li key={story.id}>
            <Line circle={now.id} story={story} />
          </li>
        ))}
      </ul>
      {now.before > 0 && (
        <p class="small muted">Some things were said before you came. They are not for you.</p>
      )}
      {now.changed > 0 && (
        <p class="note" role="status">
          {now.changed === 1
            ? "One thing here was changed on the way. It is not shown, because it is not what its author wrote."
            : `${now.changed} things here were changed on the way. They are not shown, because they are not what their authors wrote.`}
        </p>
      )}
      <p>
        <a class="button" href="/write">
          Write something
        </a>
      </p>
    </section>
  );
}

/** One's own answers to stories that are not here any more: nobody else is shown them. */
function Own({ here, now }: { here: CircleHere; now: CircleNow }) {
  if (now.lone.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="own">
      <h2 id="own">What you answered</h2>
      <p class="small muted">
        To stories that were taken back. Only you are shown this, and you can erase it.
      </p>
      <ul class="bare lines">
        {now.lone.map((one) => (
          <li key={one.id}>
            <article class="stack">
              <p class="small muted">{dayOf(one.at)}</p>
              <Markdown text={one.text} />
              <p>
                <button
                  type="button"
                  class="plain"
                  aria-disabled={here.busy}
                  onClick={() => !here.busy && void here.act((all) => all.takeBack(now.id, one.id))}
                >
                  Erase it
                </button>
              </p>
            </article>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ circle, story }: { circle: string; story: CircleStory }) {
  return (
    <article>
      <p class="row small muted">
        <span>{toldBy(story)}</span>
        <span>{dayOf(story.at)}</span>
      </p>
      <h3>
        <a href={`/circles/${circle}/${story.id}`}>{nameOf(story.doc)}</a>
      </h3>
      {story.answers.length > 0 && <p class="small muted">{who(story)} answered</p>}
      {somethingWaits(story) && <p class="small">An answer waits for you to read it first.</p>}
    </article>
  );
}

/** People, not a number. */
const who = ({ answers }: CircleStory): string =>
  listed([...new Set(answers.map(({ name, mine }) => (mine ? "you" : name)))]);
