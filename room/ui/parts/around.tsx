import type { About, Answers, StoryAudience, StoryDocument, StoryState } from "../../seal/index.ts";
import { ANSWERS, STATES } from "../../seal/index.ts";
import type { Choice, Place } from "../core/index.ts";
import { Chips, OneOf } from "./chips.tsx";
import { ChosenDay } from "./day.tsx";
import { Check, Field, Select } from "./field.tsx";
import { usePlace } from "./room.tsx";

type Change = (part: Partial<StoryDocument>) => void;

/** Everything an author decides around a story. */
export function Around({
  doc,
  far,
  change,
}: {
  doc: StoryDocument;
  far: StoryAudience;
  change: Change;
}) {
  const place = usePlace();
  return (
    <section class="card stack" aria-labelledby="around">
      <h2 id="around">Around it</h2>
      {place === null ? (
        <p class="small muted">These choices come when there is a connection. They can wait.</p>
      ) : (
        <Choices doc={doc} far={far} change={change} words={place.vocabulary} />
      )}
    </section>
  );
}

const UNSAID: readonly (readonly ["", string])[] = [["", "left unsaid"]];

/** The choices whose words this version knows. */
const known = <T extends string>(choices: readonly Choice[], slugs: readonly T[]) =>
  choices.flatMap(([slug, say]) => {
    const found = slugs.find((one) => one === slug);
    return found === undefined ? [] : [[found, say] as const];
  });

function Choices({
  doc,
  far,
  change,
  words,
}: {
  doc: StoryDocument;
  far: StoryAudience;
  change: Change;
  words: Place["vocabulary"];
}) {
  return (
    <>
      <OneOf<StoryState | "">
        label="Where things stand"
        options={[...UNSAID, ...known(words.state, STATES)]}
        chosen={doc.state ?? ""}
        onChosen={(state) => change({ state: state === "" ? null : state })}
      />
      <Chips
        label="It mentions"
        options={words.note}
        chosen={doc.notes}
        onChosen={(notes) => change({ notes })}
      />
      <Chips
        label="I would like"
        options={words.wish}
        chosen={doc.wish}
        onChosen={(wish) => change({ wish })}
      />
      <OneOf
        label="Answers"
        options={known(words.answers, ANSWERS)}
        chosen={doc.answers}
        onChosen={(answers) => change({ answers })}
      />
      <p class="small muted">{WHEN_SHOWN[doc.answers]}</p>
      <OneOf
        label="Quoting it"
        options={known(words.quoting, ["no", "ask", "pen-name"] as const)}
        chosen={doc.quoting}
        onChosen={(quoting) => change({ quoting })}
      />
      <AboutIt about={doc.about} onAbout={(about) => change({ about })} words={words} />
      <Field
        label="Words I use"
        hint="Baby, pregnancy, a name: shown to those who answer, so that they can use them too."
        value={doc.words}
        onValue={(said) => change({ words: said })}
        maxLength={80}
      />
      <ChosenDay on={doc.on ?? null} onChosen={(on) => change({ on })} />
      {far === "everyone" && (
        <Check checked={doc.findable} onChecked={(findable) => change({ findable })}>
          Search engines may list it
        </Check>
      )}
    </>
  );
}

/** What the choice means, for answers that are there already as well. */
const WHEN_SHOWN: Record<Answers, string> = {
  "at-once": "What waits now, shows.",
  "author-first":
    "Answers wait until you let them show, those that are there already as well. In a circle they show at once.",
  "reader-first":
    "Answers wait until somebody you trust lets them show. Whom, you say in the community under Who answers me. In a circle it is as the circle says.",
  closed: "Nobody can answer. What is there stays.",
};

const FACETS = [
  ["kind", "Kind of loss"],
  ["weeks", "How far along"],
  ["when", "How long ago"],
  ["role", "Who is telling"],
] as const;

function AboutIt({
  about,
  onAbout,
  words,
}: {
  about: About;
  onAbout: (about: About) => void;
  words: Place["vocabulary"];
}) {
  return (
    <details class="about">
      <summary>What it is about, if you like</summary>
      <p class="small muted">So that people with something like it can find each other.</p>
      <div class="facets">
        {FACETS.map(([facet, label]) => (
          <Select
            key={facet}
            label={label}
            unsaid="left unsaid"
            options={words[facet]}
            value={about[facet] ?? ""}
            onValue={(value) => onAbout({ ...about, [facet]: value === "" ? null : value })}
          />
        ))}
      </div>
      <Chips
        label="Also"
        options={words.path}
        chosen={about.path}
        onChosen={(path) => onAbout({ ...about, path })}
      />
    </details>
  );
}
