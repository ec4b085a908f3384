import { useEffect, useState } from "preact/hooks";
import { counted, type WhatGoes } from "../core/erasing.ts";
import { useBusy } from "./busy.ts";
import { Check, Field, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { useRoom } from "./room.tsx";

/** Everything: what goes, what becomes of circles, the words once more, and then it is done. */
export function EraseAccount({ goes, onErased }: { goes: WhatGoes; onErased: () => void }) {
  const { account } = useRoom();
  const [bySheet, setBySheet] = useState(false);
  const [proof, setProof] = useState("");
  const [ending, setEnding] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const { busy, wrong, run } = useBusy();
  const submit = () => {
    const lacks = lacking(proof, goes.kept.length > 0 && !ending);
    setMissing(lacks);
    if (lacks !== null || busy) return;
    void run(async () => {
      const shown = bySheet ? { sheet: proof.trim() } : { words: proof };
      await account.erase(shown, ending, onErased);
    });
  };
  return (
    <>
      <p>At once, in all browsers, without a way back:</p>
      <WhatAllGoes goes={goes} />
      <p>
        If you want to keep any of it, <a href="/export">take it with you</a> first.
      </p>
      <Form class="stack" onSubmit={submit}>
        {goes.kept.length > 0 && <Circles kept={goes.kept} ending={ending} onEnding={setEnding} />}
        <Field
          label={bySheet ? "The line on your sheet" : "Your words, once more"}
          type={bySheet ? "text" : "password"}
          value={proof}
          onValue={setProof}
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck={false}
        />
        <p>
          <button type="button" class="plain" onClick={() => setBySheet(!bySheet)}>
            {bySheet ? "I have my words" : "I have my sheet instead"}
          </button>
        </p>
        <Wrong say={missing ?? wrong} />
        <button type="submit" class="button grave" aria-disabled={busy}>
          Erase everything of mine
        </button>
      </Form>
    </>
  );
}

export function lacking(proof: string, keeps: boolean): string | null {
  if (keeps) return "Please hand your circles over first, or tick that they end.";
  if (proof.trim() === "") return "Please type your words, or the line on your sheet.";
  return null;
}

function WhatAllGoes({ goes }: { goes: WhatGoes }) {
  const sum = (of: "stories" | "answers") => goes.pens.reduce((all, pen) => all + pen[of], 0);
  return (
    <ul>
      <li>
        {counted(goes.entries, "sealed entry", "sealed entries")} and{" "}
        {counted(goes.photos, "sealed photo", "sealed photos")}, drafts among them
      </li>
      <li>
        {counted(goes.pens.length, "pen name", "pen names")}, with{" "}
        {counted(sum("stories"), "open story", "open stories")}, all answers to them, and{" "}
        {counted(sum("answers"), "answer", "answers")} to others
      </li>
      <li>{counted(goes.pages, "page", "pages")} for them: the links open nothing from then on</li>
      <li>
        {counted(goes.in_circles, "entry", "entries")} in circles, for everybody there; those who
        keep them are told that you have left
      </li>
      <li>your side of {counted(goes.letters, "letter", "letters")}</li>
      <li>your name for signing in, your words, your sheet, your passkeys, every sign-in</li>
    </ul>
  );
}

/** Circles that she keeps with others in them: nobody else can, until it is handed over. */
function Circles({
  kept,
  ending,
  onEnding,
}: {
  kept: string[];
  ending: boolean;
  onEnding: (ending: boolean) => void;
}) {
  const room = useRoom();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    // Without their names the circles are linked all the same.
    void room
      .circles()
      .then((circles) => circles.list())
      .then((all) => setNames(new Map(all.map((one) => [one.id, one.changed ? "" : one.name]))))
      .catch(() => undefined);
  }, [room]);
  return (
    <div class="note stack">
      <p>You keep {counted(kept.length, "circle", "circles")} that others are in:</p>
      <ul>
        {kept.map((id) => (
          <li key={id}>
            <a href={`/circles/${id}`}>{names.get(id) || "A circle"}</a>
          </li>
        ))}
      </ul>
      <p>You can hand each over to somebody in it, on its page. Otherwise it ends with you.</p>
      <Check checked={ending} onChecked={onEnding}>
        End them: everything in them is erased for everybody
      </Check>
    </div>
  );
}
