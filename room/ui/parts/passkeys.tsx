import { useEffect, useState } from "preact/hooks";
import type { PasskeyLine } from "../core/index.ts";
import { useBusy } from "./busy.ts";
import { Field, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";
import { dayOf } from "./when.ts";

const does = ({ opens }: PasskeyLine): string =>
  opens ? "signs you in and opens what is sealed" : "signs you in; your words open what is sealed";

/** Every passkey, a way to remove each, and to add one. */
export function Passkeys() {
  const { api } = useRoom();
  const [lines, setLines] = useState<PasskeyLine[]>([]);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => setLines(await api.passkeys()));
  }, [api, run]);
  const remove = (id: string) =>
    run(async () => {
      await api.removePasskey(id);
      setLines((before) => before.filter((one) => one.id !== id));
      tell("Removed. It opens nothing here any more; your device may still list it.");
    });
  return (
    <>
      <p>
        One touch instead of typing: your fingerprint, your face, or a key on your keyring. Your
        words and your sheet stay as they are, and are the way in when the device is lost.
      </p>
      <Wrong say={wrong} />
      {lines.length > 0 && (
        <ul class="bare lines" aria-label="Your passkeys">
          {lines.map((one) => (
            <li key={one.id} class="row apart">
              <span>
                {one.name}
                <span class="hint">
                  {does(one)} · since {dayOf(one.at)}
                </span>
              </span>
              <button
                type="button"
                class="button quiet small"
                aria-label={`Remove the passkey ${one.name}`}
                onClick={() => void remove(one.id)}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      <Adding onAdded={(line) => setLines((before) => [...before, line])} />
    </>
  );
}

function Adding({ onAdded }: { onAdded: (line: PasskeyLine) => void }) {
  const { account } = useRoom();
  const [name, setName] = useState("");
  const [bare, setBare] = useState(false);
  const { busy, wrong, run } = useBusy();
  if (!("PublicKeyCredential" in globalThis)) {
    return <p class="small muted">This browser has no passkeys.</p>;
  }
  const add = () =>
    run(async () => {
      const line = await account.addPasskey(name.trim());
      onAdded(line);
      setName("");
      setBare(!line.opens);
      tell("The passkey is added.");
    });
  return (
    <Form class="stack" onSubmit={() => void add()}>
      <Field
        label="What to call it"
        hint="Such as: my phone. Whoever runs this place can read it."
        value={name}
        onValue={setName}
        maxLength={40}
        required
      />
      <Wrong say={wrong} />
      {bare && (
        <p class="note" role="status">
          This passkey signs you in, but it cannot open what is sealed. Your words still do that.
        </p>
      )}
      <button type="submit" class="button quiet" aria-disabled={busy || name.trim() === ""}>
        Add a passkey
      </button>
    </Form>
  );
}
