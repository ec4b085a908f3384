import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { Stories } from "../core/index.ts";
import { Admitted } from "../parts/admitted.tsx";
import { useBusy } from "../parts/busy.ts";
import { ChooseWords } from "../parts/choose-words.tsx";
import { Check, Field, Wrong } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { handOver, wayBack } from "../parts/handover.ts";
import { Head } from "../parts/head.tsx";
import { Protects } from "../parts/protects.tsx";
import { useRoom } from "../parts/room.tsx";
import { Sheet } from "../parts/sheet.tsx";

interface Arrived {
  name: string;
  sheet: string;
  /** the draft that was begun before there was a name */
  draft: string | null;
}

/** A name, words, and the recovery sheet. */
export function SignUp() {
  const room = useRoom();
  const { route } = useLocation();
  const [back] = useState(wayBack);
  const [arrived, setArrived] = useState<Arrived | null>(null);
  if (arrived === null) {
    return <Admitted>{(token) => <Choose token={token} onArrived={setArrived} />}</Admitted>;
  }
  const { name, sheet, draft } = arrived;
  const write = () => route(draft === null ? "/write" : `/write/${draft}`);
  return (
    <div class="narrow stack" key="sheet">
      <div class="not-on-paper">
        <Head title="Your recovery sheet">
          <p class="muted">For the day when the words are gone. On paper is best.</p>
        </Head>
      </div>
      <Sheet
        name={name}
        sheet={sheet}
        onDone={() => (back === null ? write() : void handOver(room, back).catch(write))}
      />
    </div>
  );
}

function Choose({
  token,
  onArrived,
}: {
  token: string | undefined;
  onArrived: (arrived: Arrived) => void;
}) {
  const { account, stories } = useRoom();
  const [name, setName] = useState("");
  const [words, setWords] = useState<string | null>(null);
  const [written, setWritten] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const { busy, wrong, run } = useBusy();
  const submit = async () => {
    const lacks = lacking(name, words, written);
    setMissing(lacks);
    if (lacks !== null || words === null) return;
    await run(async () => {
      const draft = await begunHere(stories);
      const { sheet } = await account.signUp(name.trim(), words, token);
      onArrived({ name: name.trim().toLowerCase(), sheet, draft });
    });
  };
  return (
    <div class="narrow stack">
      <Head title="A name, and your words">
        <p class="muted">No e-mail address, no telephone number, nothing else.</p>
      </Head>
      <Form class="stack" onSubmit={() => void submit()} noValidate>
        <section class="card">
          <Field
            label="Name"
            hint="Only for signing in. Nobody else ever sees it: what you share goes under pen names."
            name="username"
            value={name}
            onValue={setName}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            maxLength={32}
            required
          />
        </section>
        <section class="card stack">
          <ChooseWords name={name} onWords={setWords} />
          <p class="small muted">
            They are the key to everything you seal, so they never leave this device, and nobody can
            send you new ones. Write them down somewhere that is yours. <Protects />
          </p>
          <Check checked={written} onChecked={setWritten}>
            I have written them down
          </Check>
        </section>
        <Wrong say={missing ?? wrong} />
        <button type="submit" class="button" aria-disabled={busy}>
          Go on
        </button>
        {busy && (
          <p class="small muted" role="status">
            Making your keys, here on this device. This takes a few seconds.
          </p>
        )}
      </Form>
      <p>
        <a href="/sign-in">I have a name already</a>
      </p>
    </div>
  );
}

/** The story that was written last on this device without a name; it comes along. */
async function begunHere(stories: Stories): Promise<string | null> {
  try {
    return (await stories.list()).lines[0]?.id ?? null;
  } catch {
    return null;
  }
}

/** What is still missing, as a sentence; null when nothing is. */
function lacking(name: string, words: string | null, written: boolean): string | null {
  if (name.trim() === "") return "Please choose a name.";
  if (words === null) return "The words are not ready yet, or still easy to guess.";
  if (!written) return "Please write the words down first, and tick the box.";
  return null;
}
