import { useEffect, useRef, useState } from "preact/hooks";
import { useBusy } from "./busy.ts";
import { ChooseWords } from "./choose-words.tsx";
import { Check, Field, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { useAccount, useRoom } from "./room.tsx";
import { tell } from "./status.tsx";
import { type Begun, begin, type Sealing, useSealing } from "./use-new-keys.ts";

/** The words or the sheet of now, and new words. */
export function AskForKeys({ onBegun }: { onBegun: (begun: Begun) => void }) {
  const room = useRoom();
  const state = useAccount();
  const name = "name" in state ? (state.name ?? "") : "";
  const [bySheet, setBySheet] = useState(false);
  const [old, setOld] = useState("");
  const [words, setWords] = useState<string | null>(null);
  const [written, setWritten] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const { busy, wrong, run } = useBusy();
  const submit = () => {
    const lacks = lacking(old, words, written);
    setMissing(lacks);
    if (lacks !== null || words === null || busy) return;
    const proof = bySheet ? { sheet: old.trim() } : { words: old };
    void run(async () => onBegun(await begin(room, name, proof, words)));
  };
  return (
    <Form class="card stack" onSubmit={submit}>
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
      <Wrong say={missing ?? wrong} />
      <button type="submit" class="button" aria-disabled={busy}>
        Make new keys
      </button>
      <p class="small muted">
        This signs your other browsers out. Nothing else is changed yet: first you get a new sheet.
      </p>
    </Form>
  );
}

function lacking(old: string, words: string | null, written: boolean): string | null {
  if (old.trim() === "") return "Please type the words you have now, or the line on your sheet.";
  if (words === null) return "The new words are not ready yet, or still easy to guess.";
  if (!written) return "Please write the new words down first, and tick the box.";
  return null;
}

/** Everything sealed anew, in view; it can be stopped until the last step. */
export function SealingAnew({
  begun,
  onDone,
  onStopped,
}: {
  begun: Begun;
  onDone: () => void;
  onStopped: () => void;
}) {
  const room = useRoom();
  const finished = () => {
    tell("Your keys are new.");
    // Each circle is told at once; one that cannot be reached now is told when it is opened.
    void room
      .circles()
      .then((circles) => circles.list())
      .catch(() => undefined);
    onDone();
  };
  const sealing = useSealing(begun, finished);
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    sealing.start(false);
  });
  const giveUp = () =>
    void sealing.run(async () => {
      await begun.rotation.cancel();
      tell("Nothing was changed. Your words and your sheet are the old ones.");
      onStopped();
    });
  return (
    <section class="card stack" aria-label="Sealing everything anew">
      {sealing.busy ? (
        <Working sealing={sealing} last={begun.rotation.isLast} />
      ) : (
        <Resting sealing={sealing} last={begun.rotation.isLast} onGiveUp={giveUp} />
      )}
    </section>
  );
}

function Working({ sealing: { step, pause }, last }: { sealing: Sealing; last: boolean }) {
  return (
    <>
      <p role="status">
        {step === null ? "Looking for everything…" : `${step.done} of ${step.of} sealed anew`}
      </p>
      <progress aria-label="Sealed anew" max={step?.of || 1} value={step?.done} />
      {!last && (
        <p>
          <button type="button" class="button quiet" onClick={pause}>
            Stop
          </button>
        </p>
      )}
    </>
  );
}

function Resting({
  sealing: { wrong, unopened, start },
  last,
  onGiveUp,
}: {
  sealing: Sealing;
  last: boolean;
  onGiveUp: () => void;
}) {
  return (
    <>
      <Wrong say={wrong} />
      {unopened !== null && <p class="note">{unopened}</p>}
      {wrong === null && unopened === null && (
        <p>It has stopped. Nothing was changed so far; what is sealed already waits.</p>
      )}
      {last && (
        <p class="note">
          The last step was on its way. It may be done already: from now on the new words and the
          new sheet count. Please go on.
        </p>
      )}
      <div class="acts">
        {!last && (
          <button type="button" class="button quiet" onClick={onGiveUp}>
            Keep the old keys
          </button>
        )}
        <button type="button" class="button" onClick={() => start(unopened !== null)}>
          {unopened === null ? "Go on" : "Go on without it"}
        </button>
      </div>
    </>
  );
}
