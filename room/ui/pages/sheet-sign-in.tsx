import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { useBusy } from "../parts/busy.ts";
import { Field, Wrong } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Head } from "../parts/head.tsx";
import { useRoom } from "../parts/room.tsx";

/** In with the recovery sheet, for when the words are gone. */
export function SheetSignIn() {
  const { account } = useRoom();
  const { route } = useLocation();
  const [name, setName] = useState("");
  const [sheet, setSheet] = useState("");
  const { busy, wrong, run } = useBusy();
  const submit = async () => {
    const done = await run(() => account.signInWithSheet(name.trim(), sheet.trim()));
    if (done) route("/settings");
  };
  return (
    <div class="door stack">
      <Head title="Sign in with your sheet">
        <p class="muted">
          The line on your recovery sheet opens everything that your words open. Then you can choose
          new words, in Settings.
        </p>
      </Head>
      <Form class="card stack" onSubmit={() => void submit()}>
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
          label="The line on your sheet"
          hint="It begins with AGE-SECRET-KEY. Capital or small letters, both are fine."
          value={sheet}
          onValue={setSheet}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          required
        />
        <Wrong say={wrong} />
        <button type="submit" class="button" aria-disabled={busy}>
          Sign in
        </button>
      </Form>
      <p>
        <a href="/sign-in">I have my words</a>
      </p>
    </div>
  );
}
