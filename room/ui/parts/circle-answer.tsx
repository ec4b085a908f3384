import { useId } from "preact/hooks";
import type { CircleStory } from "../core/index.ts";
import { isHers } from "./circle-told.tsx";
import { asksForCompany, Coach } from "./coach.tsx";
import { Form } from "./form.tsx";
import { type HalfKept, useHalfSaid } from "./half-said.ts";
import { People } from "./people.tsx";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";

/** What one says to a story in a circle. It is kept on the device until it has arrived. */
export function AnswerForm({
  here,
  circle,
  story,
  parent,
  onSent = () => undefined,
}: {
  here: CircleHere;
  circle: string;
  story: CircleStory;
  parent: string | null;
  onSent?: () => void;
}) {
  const id = useId();
  const half = useHalfSaid(circle, story.id, parent);
  const first = story.mine || isHers(story) || story.first?.me ? null : story.first;
  const ready = half.text.trim() !== "" && !here.busy;
  const send = async () => {
    const { key, text } = await half.settled();
    if (!(await here.act((all) => all.answer(circle, story.id, parent, text.trim(), key)))) return;
    await half.sent();
    tell(
      first === null
        ? "Your answer is there."
        : `Your answer is there. ${first.name} reads it first.`,
    );
    onSent();
  };
  return (
    <Form class="stack" onSubmit={() => ready && void send()}>
      <div class="field">
        <label for={id}>{parent === null ? "Answer" : "Answer this"}</label>
        <span class="hint" id={`${id}-hint`}>
          Sealed for this circle. Being there often says more than advice.
          {first !== null && ` ${first.name} reads it first, and lets it through.`}
        </span>
        <textarea
          id={id}
          rows={4}
          maxLength={20_000}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
          value={half.text}
          onInput={(event) => half.write(event.currentTarget.value)}
        />
      </div>
      <People field={id} />
      <Coach field={id} company={asksForCompany(story.doc.wish)} />
      <Kept kept={half.kept} />
      <p>
        <button type="submit" class="button" aria-disabled={!ready}>
          Say it
        </button>
      </p>
    </Form>
  );
}

/** Where the words are until they are sent. */
function Kept({ kept }: { kept: HalfKept }) {
  if (kept === null) return null;
  if (kept === "not-kept") {
    return (
      <p class="kept-line error" role="alert">
        This browser cannot store anything right now. Please keep this page open.
      </p>
    );
  }
  return (
    <p class="kept-line muted">
      {kept === "keeping" ? "Keeping…" : "Kept on this device, sealed, until you send it."}
    </p>
  );
}
