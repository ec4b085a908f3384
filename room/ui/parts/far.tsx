import type { ComponentChildren } from "preact";
import type { StoryAudience } from "../../seal/index.ts";
import { FAR, Rings } from "./rings.tsx";

const FROM_NARROW: readonly StoryAudience[] = ["me", "circle", "community", "everyone"];

/** What each audience means, in a plain sentence that is true. */
const MEANS: Record<StoryAudience, { strong: string; more: string }> = {
  me: {
    strong: "Sealed on this device before it leaves.",
    more: "Nobody who runs this place can read it. You can let it go further, or take it back, at any time.",
  },
  circle: {
    strong: "The people in a circle of yours can read it, sealed for them.",
    more: "Nobody who runs this place can. They can see who is in the circle, and when something is added. You can take it back at any time.",
  },
  community: {
    strong: "The members of this place can read it, under the pen name you choose.",
    more: "A copy that is not sealed goes to the server, and people here look after what is said. You can take it back at any time.",
  },
  everyone: {
    strong:
      "Anyone can read it, members or not, under the pen name you choose. It is shown on the front page too.",
    more: "Others can copy what is public. You can take it back here at any time.",
  },
};

/** How far a story goes: four audiences, narrowest first. */
export function Far({
  far,
  onFar,
  children,
}: {
  far: StoryAudience;
  onFar: (far: StoryAudience) => void;
  children?: ComponentChildren;
}) {
  return (
    <section class="card">
      <fieldset>
        <legend class="legend">How far does this go?</legend>
        <div class="far">
          {FROM_NARROW.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="far"
                aria-label={FAR[one].name}
                aria-describedby={`far-${one}`}
                checked={far === one}
                onChange={() => onFar(one)}
              />
              <Rings far={one} />
              <span class="far-name">{FAR[one].name}</span>
              <span class="far-short" id={`far-${one}`}>
                {FAR[one].short}
              </span>
            </label>
          ))}
        </div>
        <p class="note calm">
          <strong>{MEANS[far].strong}</strong> {MEANS[far].more}
        </p>
        {children}
      </fieldset>
    </section>
  );
}
