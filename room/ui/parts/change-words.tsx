import { useState } from "preact/hooks";
import { useBusy } from "./busy.ts";
import { ChooseWords } from "./choose-words.tsx";
import { Check, Field, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { useAccount, useRoom } from "./room.tsx";
import { Sheet } from "./sheet.tsx";
import { tell } from "./status.tsx";

/** New words, proved by the old ones or by the sheet; with a new sheet if she wants one. */
export function ChangeWords() {
  const [open, setOpen] = useState(false);
  const [sheet, setSheet] = useState<string | null>(null);
  const state = useAccount();
  const name = state.kind === "open" || state.kind === "signed-out" ? state.name : "";
  if (sheet !== null) return <Sheet name={name} sheet={sheet} onDone={() => setSheet(null)} />;
  if (open) {
    const done = (made: string | null) => {
      setOpen(false);
      setSheet(made);
    };
    return <ChangeForm name={name} onDone={done} />;
  }
  return (
    <>
      <p>
        Nobody can send you new words. You can choose others here, as long as you have the old ones
        or your sheet.
      </p>
      <button type="button" class="button quiet" onClick={() => setOpen(true)}>
        Change your words
      </button>
    </>
  );
}

function ChangeForm({ name, onDone }: { name: string; onDone: (sheet: string | null) => void }) {
  const { account } = useRoom();
  const [bySheet, setBySheet] = useState(false);
  const [old, setOld] = useState("");
  const [words, setWords] = useState<string | null>(null);
  const [written, setWritten] = useState(false);
  const [newSheet, setNewSheet] = useState(false);
  const { busy, wrong, run } = useBusy();
  const ready = words !== null && written && old.trim() !== "" && !busy;
  const submit = () => {
    if (words === null || !ready) return;
    const proof = bySheet ? { sheet: old.trim() } : { words: old };
    void run(async () => {
      const made = await account.changeWords(proof, words, newSheet);
      tell("Your words are changed. Other browsers are signed out.");
      onDone(made.sheet);
    });
  };
  return (
    <Form class="stack" onSubmit={submit}>
      <Field
        label={bySheet ? "The line on your sheet" : "The words you have now"}
        type={bySheet ? "text" : "password"}
        value={old}
        onValue={setOld}
        autocomplete="current-password"
        autocapitalize="none"
        spellcheck={false}
      />
      <button type="button" class="plain" onClick={() => setBySheet(!bySheet)}>
        {bySheet ? "I have my words" : "I have my sheet instead"}
      </button>
      <ChooseWords label="Your new words" name={name} onWords={setWords} />
      <Check checked={written} onChecked={setWritten}>
        I have written them down
      </Check>
      <Check checked={newSheet} onChecked={setNewSheet}>
        Make a new recovery sheet as well; the old one opens nothing from then on
      </Check>
      <Wrong say={wrong} />
      <button type="submit" class="button" aria-disabled={!ready}>
        Change them
      </button>
    </Form>
  );
}
