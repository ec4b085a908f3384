import { useState } from "preact/hooks";
import { useBusy } from "./busy.ts";
import { Check, Field, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { useAccount, useRoom } from "./room.tsx";

/** Name and words. `name` when the server still knows who is here, so that only the words are asked. */
export function SignInForm({ name: known, onIn }: { name: string | null; onIn: () => void }) {
  const { account } = useRoom();
  const [name, setName] = useState(known ?? "");
  const [words, setWords] = useState("");
  const [shown, setShown] = useState(false);
  const { busy, wrong, run } = useBusy();
  const state = useAccount();
  const touched = state.kind === "locked" && state.why === "passkey";
  const byPasskey = () => run(() => account.signInWithPasskey()).then((done) => done && opened());
  const opened = () => account.state.kind === "open" && onIn();
  const submit = async () => {
    const done = await run(() => account.signInWithWords(name.trim(), words));
    if (done) onIn();
  };
  return (
    <Form class="card stack" onSubmit={() => void submit()}>
      {touched && (
        <p class="note" role="status">
          Your passkey has signed you in, but it cannot open what is sealed. Your words do that.
        </p>
      )}
      <Field
        label="Name"
        name="username"
        value={name}
        onValue={setName}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
      />
      <Field
        label="Your words"
        name="words"
        type={shown ? "text" : "password"}
        value={words}
        onValue={setWords}
        autocomplete="current-password"
        autocapitalize="none"
        spellcheck={false}
        required
      />
      <Check checked={shown} onChecked={setShown}>
        Show what I type
      </Check>
      <Wrong say={wrong} />
      <button type="submit" class="button" aria-disabled={busy}>
        Sign in
      </button>
      {"PublicKeyCredential" in globalThis && !touched && (
        <button
          type="button"
          class="button quiet"
          aria-disabled={busy}
          onClick={() => void byPasskey()}
        >
          Sign in with a passkey
        </button>
      )}
      {busy && (
        <p class="small muted" role="status">
          Opening. This takes a few seconds, so that nobody can guess quickly.
        </p>
      )}
    </Form>
  );
}
