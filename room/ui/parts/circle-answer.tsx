import { useId, useRef, useState } from "preact/hooks";
import type { CircleStory } from "../core/index.ts";
import { isHers } from "./circle-told.tsx";
import { Form } from "./form.tsx";
import { newId } from "./id.ts";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";

/** What one says to a story in a circle. It stays in the field until it has arrived. */
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
  const [text, setText] = useState("");
  // One key for one answer, however often it is tried.
  const key = useRef(newId());
  const first = story.mine || isHers(story) || story.first?.me ? null : story.first;
  const ready = text.trim() !== "" && !here.busy;
  const send = async () => {
    const said = text.trim();
    if (!(await here.act((all) => all.answer(circle, story.id, parent, said, key.current)))) return;
    key.current = newId();
    setText("");
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
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <p>
        <button type="submit" class="button" aria-disabled={!ready}>
          Say it
        </button>
      </p>
    </Form>
  );
}
