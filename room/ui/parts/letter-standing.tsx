import type { Correspondence, Letters } from "../core/index.ts";
import { tell } from "./status.tsx";

type Act = (work: (letters: Letters) => Promise<unknown>) => Promise<boolean>;

/** Whether letters from somebody are taken; always at hand, and never asked why. */
export function Standing({ now, act, busy }: { now: Correspondence; act: Act; busy: boolean }) {
  const { of, with: who, name, stand, blocked } = now;
  const does = (say: string, done: string, work: (letters: Letters) => Promise<void>) => (
    <button
      type="button"
      class="button quiet"
      aria-disabled={busy}
      onClick={() => {
        if (!busy) void act(work).then((went) => went && tell(done));
      }}
    >
      {say}
    </button>
  );
  return (
    <section class="card stack" aria-labelledby="standing">
      <h2 id="standing">Letters from {name}</h2>
      <p>{saying(now)}</p>
      <div class="row">
        {!blocked &&
          stand !== "taken" &&
          does("Take their letters", `You take letters from ${name}.`, (letters) =>
            letters.stand(of, who, "taken"),
          )}
        {!blocked &&
          stand !== "declined" &&
          does("No more letters", `${name} cannot write to you here any more.`, (letters) =>
            letters.stand(of, who, "declined"),
          )}
        {blocked
          ? does("Let them write again", `${name} can write to you again.`, (letters) =>
              letters.block(of, who, false),
            )
          : does("Block them", "Nothing they write reaches you here any more.", (letters) =>
              letters.block(of, who, true),
            )}
      </div>
      <p class="small muted">
        “No more letters” is about this name of theirs. Blocking is about the person, whichever name
        they write under, and about letters to you here: another pen name of yours stays as it is,
        so that nobody can find out that it is yours. They are not told which it is; they only read
        that no letters can go there.
      </p>
      {now.safety !== null && (
        <details>
          <summary>Is it really them?</summary>
          <p class="small">
            Should you ever talk, read these numbers to each other. If they are the same on both
            sides, nobody is in between.
          </p>
          <p class="small">
            Theirs: <span class="safety">{now.safety}</span>
          </p>
          <p class="small">
            Yours: <span class="safety">{now.mySafety}</span>
          </p>
        </details>
      )}
    </section>
  );
}

function saying({ stand, blocked, name }: Correspondence): string {
  if (blocked) return "You have blocked them. Nothing they write reaches you here.";
  if (stand === "declined") return "You take no letters from them. If you write, they can answer.";
  if (stand === "asked")
    return `${name} has written to you first. You need not answer, or say why.`;
  return "You write to each other.";
}
