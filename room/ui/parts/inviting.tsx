import { useEffect, useState } from "preact/hooks";
import { useBusy } from "./busy.ts";
import { CopyLink } from "./copy-link.tsx";
import { Wrong } from "./field.tsx";
import { usePlace, useRoom } from "./room.tsx";
import { tell } from "./status.tsx";

const outSays = (out: number): string =>
  out === 1 ? "One link of yours is not used yet." : `${out} links of yours are not used yet.`;

/** A link with which one person can sign up; only where not everybody can. */
export function Inviting() {
  const closed = (usePlace()?.sign_up ?? "open") !== "open";
  return closed ? <Links /> : null;
}

function Links() {
  const { api } = useRoom();
  const [out, setOut] = useState(0);
  const [link, setLink] = useState<string | null>(null);
  const { busy, wrong, run } = useBusy();
  const look = async () => setOut((await api.invitations()).out);
  useEffect(() => void run(look), []);
  const make = () =>
    run(async () => {
      const { token } = await api.invite();
      setLink(`${globalThis.location.origin}/sign-up#${token}`);
      await look();
    });
  const withdraw = () =>
    run(async () => {
      await api.withdrawInvitations();
      setLink(null);
      await look();
      tell("Nobody can use them any more.");
    });
  return (
    <section class="card stack" aria-labelledby="inviting">
      <h2 id="inviting">Let somebody in</h2>
      <p>
        A link with which one person can choose a name here, within 14 days. Nobody can see later
        who came with a link of yours.
      </p>
      {link !== null && <CopyLink label="A link for one person" link={link} />}
      <Wrong say={wrong} />
      <div class="row">
        <button type="button" class="button quiet" aria-disabled={busy} onClick={() => void make()}>
          {link === null ? "Make a link" : "Make another link"}
        </button>
        {out > 0 && (
          <button type="button" class="plain" onClick={() => void withdraw()}>
            Take them back
          </button>
        )}
      </div>
      {out > 0 && <p class="small muted">{outSays(out)}</p>}
    </section>
  );
}
