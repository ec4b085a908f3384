import { useId, useRef, useState } from "preact/hooks";
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
  story: string;
  parent: string | null;
  onSent?: () => void;
}) {
  const id = useId();
  const [text, setText] = useState("");
  // One key for one answer, however often it is tried.
  const key = useRef(newId());
  const ready = text.trim() !== "" && !here.busy;
  const send = async () => {
    const said = text.trim();
    if (!(await here.act((all) => all.answer(circle, story, parent, said, key.current)))) return;
    key.current = newId();
    setText("");
    tell("Your answer is there.");
    onSent();
  };
  return (
    <Form class="stack" onSubmit={() => ready && void send()}>
      <div class="field">
        <label for={id}>{parent === null ? "Answer" : "Answer this"}</label>
        <span class="hint" id={`${id}-hint`}>
          Sealed for this circle. Being there often says more than advice.
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
