import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { CircleAnswer, CircleNow, CircleStory } from "../core/index.ts";
import { Dialog } from "./dialog.tsx";
import { Wrong } from "./field.tsx";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";

/** Who told it, and for whom when that person says so too. */
export function toldBy({ mine, name, claim }: CircleStory): string {
  if (!claim?.holds) return mine ? "You" : name;
  return `Told by ${mine ? "you" : name} for ${claim.me ? "you" : claim.name}`;
}

/** Whether it is her own to decide about: told by her, or for her when she says so. */
const owns = ({ mine, claim }: CircleStory): boolean => (claim?.holds ? claim.me : mine);

/** Whether it is hers: told by her, or for her. */
export const isHers = ({ mine, claim }: CircleStory): boolean =>
  mine || Boolean(claim?.me && claim.holds);

function doubt({ mine, claim }: CircleStory): string | null {
  if (!claim || claim.why === null) return null;
  if (claim.me) return "It says it was told for you. You have not said so.";
  switch (claim.why) {
    case "unsaid":
      return mine
        ? `It was told for ${claim.name}, who does not say so now. So it is shown as yours.`
        : "It says it was told for somebody else. That person has not said so.";
    case "not-here":
      return "It says it was told for somebody who is not in this circle.";
    case "teller-gone":
      return "It says it was told for somebody else. Whoever told it has left this circle.";
  }
}

/** What a story says of whom it was told for, where that does not hold; who reads its answers first. */
export function About({ now, story }: { now: CircleNow; story: CircleStory }) {
  const say = doubt(story);
  const { first } = story;
  return (
    <>
      {say !== null && <p class="note">{say}</p>}
      {first !== null && owns(story) && (
        <p class="small muted">
          {first.name} reads the answers first. You can change that in{" "}
          <a href={`/circles/${now.id}#members`}>the list of who is in the circle</a>.
        </p>
      )}
      {first?.me && (
        <p class="small muted">
          You read the answers first: nobody else is shown one until you let it through.
        </p>
      )}
    </>
  );
}

/** Whom it was put there for may take it out of the circle. */
export function TakeBack({
  here,
  now,
  story,
}: {
  here: CircleHere;
  now: CircleNow;
  story: CircleStory;
}) {
  const { route } = useLocation();
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const go = async () => {
    if (!(await here.act((circles) => circles.takeBack(now.id, story.id)))) return;
    tell("It is taken back.");
    route(`/circles/${now.id}`);
  };
  return (
    <>
      <p>
        <button type="button" class="plain" onClick={() => setAsking(true)}>
          Take it back
        </button>
      </p>
      {asking && (
        <Dialog title="Take it back?" onClose={close}>
          <p>
            Nobody in the circle gets it any more. {story.name} keeps what they wrote, and those who
            answered keep their own words. What somebody has read or copied cannot be taken back by
            anybody.
          </p>
          <Wrong say={here.wrong} />
          <div class="acts">
            <button type="button" class="button quiet" onClick={close}>
              Not now
            </button>
            <button
              type="button"
              class="button"
              aria-disabled={here.busy}
              onClick={() => !here.busy && void go()}
            >
              Take it back
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** An answer that the others are not shown yet. */
export function Waits({ here, now, one }: { here: CircleHere; now: CircleNow; one: CircleAnswer }) {
  const { waits } = one;
  if (waits === null) return null;
  if (!waits.me) return <p class="small muted">{waits.name} reads it first.</p>;
  const go = async () => {
    if (!(await here.act((circles) => circles.letThrough(now.id, one.id)))) return;
    tell("Everybody in the circle can read it now.");
  };
  return (
    <div class="note stack">
      <p>
        Only you and {one.name} can read this so far. You can let it through, or leave it: then
        nobody else is shown it.
      </p>
      <p>
        <button
          type="button"
          class="button small"
          aria-disabled={here.busy}
          onClick={() => !here.busy && void go()}
        >
          Let it through
        </button>
      </p>
    </div>
  );
}

/** Whether something waits for her to read it first. */
export const somethingWaits = ({ answers }: CircleStory): boolean =>
  answers.some(({ waits }) => waits?.me);
