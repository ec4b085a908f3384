import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { type Admission, ApiError, type Place } from "../core/index.ts";
import { useBusy } from "./busy.ts";
import { CopyLink } from "./copy-link.tsx";
import { Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { Opening } from "./guard.tsx";
import { Head } from "./head.tsx";
import { usePlace, useRoom } from "./room.tsx";

/** The secret behind the `#` of a link to sign up with; it is in no request's address. */
const tokenHere = (): string | null =>
  /^#([A-Za-z0-9_-]{43})$/.exec(globalThis.location.hash)?.[1] ?? null;

type Looked = Admission | "gone" | null;

/** Shows what signing up is to those who may: everybody, or whoever was invited or let in. */
export function Admitted({ children }: { children: (token?: string) => ComponentChildren }) {
  const place = usePlace();
  const { api } = useRoom();
  const [token, setToken] = useState(tokenHere);
  const [looked, setLooked] = useState<Looked>(null);
  const { wrong, run } = useBusy();
  const look = () =>
    run(async () => {
      if (token === null) return;
      try {
        setLooked(await api.lookAtAdmission(token));
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
        setLooked("gone");
      }
    });
  // A link put into the address of this very page does not load it anew.
  useEffect(() => {
    const changed = () => {
      setLooked(null);
      setToken(tokenHere());
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  const closed = place !== null && place.sign_up !== "open";
  useEffect(() => {
    if (closed && token !== null) void look();
  }, [closed, token]);
  const onAsked = (fresh: string) => {
    const { search } = globalThis.location;
    history.replaceState(history.state, "", `/sign-up${search}#${fresh}`);
    setLooked(null);
    setToken(fresh);
  };
  if (place === null) return <Opening />;
  if (!closed) return <>{children()}</>;
  if (token === null) return <Outside place={place} onAsked={onAsked} />;
  if (looked === null) return wrong === null ? <Opening /> : <Wrong say={wrong} />;
  if (looked === "gone") return <Outside place={place} onAsked={onAsked} gone />;
  if (looked.state === "granted") return <>{children(token)}</>;
  return <Answered looked={looked} onLook={() => void look()} wrong={wrong} />;
}

function Outside({
  place,
  onAsked,
  gone = false,
}: {
  place: Place;
  onAsked: (token: string) => void;
  gone?: boolean;
}) {
  const asks = place.sign_up === "by-request";
  return (
    <div class="narrow stack">
      <Head title={asks ? "Ask to come in" : "This place is joined by invitation"}>
        {gone && (
          <p role="status">
            That link does not open any more: it was used, taken back, or has run out.
          </p>
        )}
        <p class="muted">
          {asks
            ? "A person who looks after this place reads what you write here, and says yes or no. They see these words and nothing else, and the words are erased then."
            : "Somebody who is here can send you a link. It works once."}
        </p>
      </Head>
      {asks && <Ask place={place} onAsked={onAsked} />}
      <p>
        You can read what others share with everyone without a name:{" "}
        <a href={place.commons}>to the stories</a>. And you can <a href="/write">write here</a> for
        yourself; that stays on this device.
      </p>
      <p>
        <a href="/sign-in">I have a name already</a>
      </p>
    </div>
  );
}

function Ask({ place, onAsked }: { place: Place; onAsked: (token: string) => void }) {
  const { api } = useRoom();
  const id = useId();
  const [answer, setAnswer] = useState("");
  const { busy, wrong, run } = useBusy();
  const send = () => run(async () => onAsked((await api.askToBeLetIn(answer)).token));
  return (
    <Form class="card stack" onSubmit={() => void send()} noValidate>
      <div class="field">
        <label for={id}>{place.question}</label>
        <textarea
          id={id}
          rows={4}
          maxLength={place.limits.asking ?? 1000}
          value={answer}
          onInput={(event) => setAnswer(event.currentTarget.value)}
        />
      </div>
      <Wrong say={wrong} />
      <button type="submit" class="button" aria-disabled={busy}>
        Ask
      </button>
    </Form>
  );
}

function Answered({
  looked,
  onLook,
  wrong,
}: {
  looked: Admission;
  onLook: () => void;
  wrong: string | null;
}) {
  const waits = looked.state === "asked";
  return (
    <div class="narrow stack">
      <Head title={waits ? "Somebody will read it" : "Not here, or not now"}>
        <p class="muted">
          {waits
            ? "Nobody can write to you, as nothing is known of you. So please keep this link, and look again in a day or two."
            : "They said no. That is about this place, and not about what happened to you."}
        </p>
      </Head>
      {looked.words !== null && <blockquote class="card as-typed">{looked.words}</blockquote>}
      {waits && (
        <section class="card stack" aria-label="Your link">
          <CopyLink label="Your link back" link={globalThis.location.href} />
          <Wrong say={wrong} />
          <button type="button" class="button" onClick={onLook}>
            Look again
          </button>
        </section>
      )}
    </div>
  );
}
