import { useRef, useState } from "preact/hooks";
import { Locked } from "../core/errors.ts";
import { Export, type Exported, type ExportFor } from "../core/export.ts";
import { type Brought, Import } from "../core/import.ts";
import { useBusy } from "../parts/busy.ts";
import { Field, Wrong } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { useRoom } from "../parts/room.tsx";

/** Fewest characters of a passphrase for an export: it can be guessed at for ever. */
const PASSPHRASE_MIN = 16;

/** Everything of hers in one file, out and in. */
export function ExportPage() {
  return (
    <Mine>
      <div class="narrow">
        <Head title="Everything of yours">
          <p class="muted">Made on this device. Nobody else is asked or told.</p>
        </Head>
        <Out />
        <In />
      </div>
    </Mine>
  );
}

interface Step {
  done: number;
  of: number;
}

function Out() {
  const room = useRoom();
  const [kind, setKind] = useState<ExportFor["kind"]>("sheet");
  const [passphrase, setPassphrase] = useState("");
  const [step, setStep] = useState<Step | null>(null);
  const [made, setMade] = useState<{ url: string; file: Exported } | null>(null);
  const job = useRef<Export | null>(null);
  const stop = useRef<AbortController | null>(null);
  const { busy, wrong, run } = useBusy();
  const me = async () => {
    const { state } = room.account;
    if (!("me" in state)) throw new Locked();
    return state.me;
  };
  const short = kind === "passphrase" && [...passphrase].length < PASSPHRASE_MIN;
  const start = () => {
    if (short) return;
    const whom: ExportFor = kind === "sheet" ? { kind } : { kind, passphrase };
    stop.current = new AbortController();
    const { signal } = stop.current;
    job.current ??= new Export({
      api: room.api,
      me,
      keyrings: async () => (await room.circles()).keyrings(),
    });
    const exporting = job.current;
    void run(async () => {
      try {
        const progress = (done: number, of: number) => setStep({ done, of });
        const file = await exporting.run(whom, progress, signal);
        job.current = null;
        setMade({ url: URL.createObjectURL(file.blob), file });
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        setStep(null);
      }
    });
  };
  return (
    <section class="card stack" aria-labelledby="out">
      <h2 id="out">Take it with you</h2>
      <Form class="stack" onSubmit={start}>
        <fieldset>
          <legend>How it opens</legend>
          <label class="check">
            <input
              type="radio"
              name="how"
              checked={kind === "sheet"}
              onChange={() => setKind("sheet")}
            />
            <span>
              With your recovery sheet. Everything in it stays sealed; “alongside open” opens it on
              any computer.
            </span>
          </label>
          <label class="check">
            <input
              type="radio"
              name="how"
              checked={kind === "passphrase"}
              onChange={() => setKind("passphrase")}
            />
            <span>
              With a passphrase of its own. The program “age” opens it; inside, your stories are
              plain text and pictures.
            </span>
          </label>
        </fieldset>
        {kind === "passphrase" && (
          <Field
            label="A passphrase for this file"
            hint={`At least ${PASSPHRASE_MIN} characters. Whoever has the file can try as often as they like.`}
            value={passphrase}
            onValue={setPassphrase}
            autocomplete="off"
            autocapitalize="none"
          />
        )}
        <Wrong say={wrong} />
        {busy ? (
          <div class="row">
            <p role="status">
              {step === null ? "Looking for everything…" : `${step.done} of ${step.of} parts here`}
            </p>
            <progress
              aria-label="Fetching"
              max={step?.of ?? 1}
              value={step === null ? undefined : step.done}
            />
            <button type="button" class="button quiet" onClick={() => stop.current?.abort()}>
              Stop
            </button>
          </div>
        ) : (
          <button type="submit" class="button" aria-disabled={short}>
            {job.current === null ? "Make the file" : "Go on"}
          </button>
        )}
      </Form>
      {made !== null && <Made url={made.url} file={made.file} />}
    </section>
  );
}

function Made({ url, file }: { url: string; file: Exported }) {
  return (
    <div class="note stack" role="status">
      <p>
        It is ready.{" "}
        <a class="button quiet" href={url} download={file.name}>
          Keep {file.name}
        </a>
      </p>
      {file.refused > 0 && (
        <p>
          {file.refused === 1 ? "One story" : `${file.refused} stories`} in it could not be opened
          here, because they were changed on the way.
        </p>
      )}
    </div>
  );
}

const said = ({ brought, already, other, refused }: Brought): string =>
  [
    `${brought} brought in, sealed, for you alone.`,
    already > 0 ? `${already} were here already.` : "",
    other > 0 ? `${other} are no stories and stay in the place they were made in.` : "",
    refused > 0 ? `${refused} were changed on the way and were left out.` : "",
  ]
    .filter(Boolean)
    .join(" ");

function In() {
  const room = useRoom();
  const [file, setFile] = useState<File | null>(null);
  const [sheet, setSheet] = useState("");
  const [step, setStep] = useState<Step | null>(null);
  const [done, setDone] = useState<Brought | null>(null);
  const stop = useRef<AbortController | null>(null);
  const { busy, wrong, run } = useBusy();
  const ready = file !== null && sheet.trim() !== "" && !busy;
  const start = () => {
    if (file === null || !ready) return;
    stop.current = new AbortController();
    const { signal } = stop.current;
    setDone(null);
    void run(async () => {
      try {
        const opened = await Import.open(file, sheet);
        setDone(await opened.run(room, (at, of) => setStep({ done: at, of }), signal));
        setSheet("");
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        setStep(null);
      }
    });
  };
  return (
    <section class="card stack" aria-labelledby="in">
      <h2 id="in">Bring it in</h2>
      <p>
        A file that you took with you here or from another place of this kind. Your stories come
        back sealed, for you alone, wherever they had gone before.
      </p>
      <Form class="stack" onSubmit={start}>
        <div class="field">
          <label for="export-file">The file</label>
          <input
            id="export-file"
            type="file"
            accept=".zip,application/zip"
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </div>
        <Field
          label="The line on the recovery sheet it was made for"
          value={sheet}
          onValue={setSheet}
          autocapitalize="none"
        />
        <Wrong say={wrong} />
        {busy ? (
          <div class="row">
            <p role="status">
              {step === null ? "Opening it…" : `${step.done} of ${step.of} stories`}
            </p>
            <button type="button" class="button quiet" onClick={() => stop.current?.abort()}>
              Stop
            </button>
          </div>
        ) : (
          <button type="submit" class="button quiet" aria-disabled={!ready}>
            Bring it in
          </button>
        )}
      </Form>
      {done !== null && (
        <p class="note" role="status">
          {said(done)}
        </p>
      )}
    </section>
  );
}
