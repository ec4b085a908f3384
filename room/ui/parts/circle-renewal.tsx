import type { CircleNow, RenewalLine } from "../core/index.ts";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";

/** Members who changed all their keys: whoever keeps the circle says yes when it is them. */
export function NewKeys({ here, now }: { here: CircleHere; now: CircleNow }) {
  if (now.renewals.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="new-keys">
      <h2 id="new-keys">New keys</h2>
      <ul class="bare lines">
        {now.renewals.map((one) => (
          <li key={one.user}>
            <Asks here={here} now={now} one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Asks({ here, now, one }: { here: CircleHere; now: CircleNow; one: RenewalLine }) {
  const name = now.members.find(({ user }) => user === one.user)?.name ?? "Somebody";
  if (one.changed) {
    return (
      <p class="note">
        {name} asks for new keys, but this was changed on the way. So they cannot be taken. The
        circle goes on with the old ones.
      </p>
    );
  }
  const { user, safety } = one;
  const yes = async () => {
    const went = await here.act((circles) => circles.renew(now.id, user, safety));
    if (went) tell(`${name} reads on with new keys.`);
  };
  return (
    <article class="stack">
      <p>
        <strong>{name}</strong> changed all keys, perhaps because somebody had the old ones. Whoever
        had them could ask this too. So call {name}, and read the number to each other: on their
        screen, in this circle, it is the same.
      </p>
      <p class="small muted safety">{safety}</p>
      <p class="small muted">After your yes, what is said here is sealed for the new keys only.</p>
      <p>
        <button
          type="button"
          class="button"
          aria-disabled={here.busy}
          onClick={() => !here.busy && void yes()}
        >
          Yes, these are {name}’s keys
        </button>
      </p>
    </article>
  );
}

/** What somebody who changed their keys is told until the circle has them. */
export function OldKeys({ now }: { now: CircleNow }) {
  const keeper = now.members.find((one) => one.keeper)?.name ?? "whoever keeps it";
  return (
    <section class="note stack" aria-label="Your new keys">
      <p>
        This circle still goes on with the keys you had before. {keeper} is asked to say yes to the
        new ones. Tell them yourself, and read this number to each other:
      </p>
      <p class="small safety">{now.newSafety}</p>
    </section>
  );
}
