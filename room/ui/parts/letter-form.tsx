import { useEffect, useId, useState } from "preact/hooks";
import type { LetterAbout } from "../../seal/index.ts";
import type { LetterToSend } from "../core/index.ts";
import { Coach } from "./coach.tsx";
import { Form } from "./form.tsx";
import { type HalfKept, useHalfSaid } from "./half-said.ts";
import { nameOf } from "./opening.ts";
import { People } from "./people.tsx";
import { useRoom } from "./room.tsx";

/** A story of hers that goes with a letter, for somebody to read before it goes out; null while it is opened. */
export function useAbout(story: string | undefined): LetterAbout | null {
  const { stories } = useRoom();
  const [about, setAbout] = useState<LetterAbout | null>(null);
  useEffect(() => {
    if (story === undefined) return setAbout(null);
    stories.open(story).then(
      ({ doc }) => {
        const moments = doc.moments.map(({ text }) => text);
        setAbout({ title: nameOf(doc), text: [doc.text, ...moments].join("\n\n") });
      },
      () => setAbout(null),
    );
  }, [stories, story]);
  return about;
}

/** A letter as it is written: kept on the device until it has gone. */
export function LetterForm({
  of,
  to,
  label,
  about,
  busy,
  onSend,
}: {
  /** together with `to`: where the words are kept meanwhile */
  of: string;
  to: string;
  label: string;
  about: LetterAbout | null;
  busy: boolean;
  /** true when it has gone */
  onSend: (letter: LetterToSend) => Promise<boolean>;
}) {
  const id = useId();
  const half = useHalfSaid("letters", of, to);
  const ready = (half.text.trim() !== "" || about !== null) && !busy;
  const send = async () => {
    const { key, text } = await half.settled();
    if (await onSend({ key, text: text.trim(), about })) await half.sent();
  };
  return (
    <Form class="stack" onSubmit={() => ready && void send()}>
      <div class="field">
        <label for={id}>{label}</label>
        <span class="hint" id={`${id}-hint`}>
          Sealed for the two of you. There is no hurry, and no answer is owed.
        </span>
        <textarea
          id={id}
          rows={8}
          maxLength={20_000}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
          value={half.text}
          onInput={(event) => half.write(event.currentTarget.value)}
        />
      </div>
      {about !== null && (
        <p class="note">
          With it goes a copy of “{about.title}”, words only, sealed for the two of you. It does not
          go anywhere else.
        </p>
      )}
      <People field={id} />
      <Coach field={id} />
      <Kept kept={half.kept} />
      <p>
        <button type="submit" class="button" aria-disabled={!ready}>
          Send the letter
        </button>
      </p>
    </Form>
  );
}

/** Where the words are until they have gone. */
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
