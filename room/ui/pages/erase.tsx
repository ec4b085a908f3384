import { useCallback, useEffect, useState } from "preact/hooks";
import { type WhatGoes, whatGoes } from "../core/erasing.ts";
import { BeyondErasing } from "../parts/beyond-erasing.tsx";
import { useBusy } from "../parts/busy.ts";
import { EraseAccount } from "../parts/erase-account.tsx";
import { ErasePens } from "../parts/erase-pens.tsx";
import { Wrong } from "../parts/field.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { useRoom } from "../parts/room.tsx";

/** One story, one pen name, or everything; what goes with each, and what nobody can take back. */
export function Erase() {
  const [erased, setErased] = useState(false);
  if (erased) return <Erased />;
  return (
    <Mine>
      <div class="narrow">
        <Head title="Erase">
          <p class="muted">
            One story, one pen name, or everything. What is erased here is erased for good: nobody
            can bring it back, whoever runs this place included.
          </p>
        </Head>
        <Choices onErased={() => setErased(true)} />
      </div>
    </Mine>
  );
}

function Choices({ onErased }: { onErased: () => void }) {
  const { api } = useRoom();
  const [goes, setGoes] = useState<WhatGoes | null>(null);
  const { wrong, run } = useBusy();
  const load = useCallback(() => void run(async () => setGoes(await whatGoes(api))), [api, run]);
  useEffect(load, [load]);
  if (goes === null) {
    return wrong === null ? <p class="muted">Looking what is there…</p> : <Wrong say={wrong} />;
  }
  return (
    <>
      <section class="card stack" aria-labelledby="one-story">
        <h2 id="one-story">One story</h2>
        <p>
          Open it in <a href="/journey">your journey</a> and choose “Erase it”, or “Take it back” to
          keep it for yourself. An answer is taken back where it stands.
        </p>
      </section>
      <section class="card stack" aria-labelledby="one-pen">
        <h2 id="one-pen">One pen name</h2>
        <ErasePens pens={goes.pens} onErased={load} />
      </section>
      <section class="card stack" aria-labelledby="stays">
        <h2 id="stays">What nobody can take back</h2>
        <BeyondErasing backups={goes.backups} />
      </section>
      <section class="card stack" aria-labelledby="account">
        <h2 id="account">Everything, and your account</h2>
        <EraseAccount goes={goes} onErased={onErased} />
      </section>
    </>
  );
}

function Erased() {
  return (
    <div class="narrow">
      <Head title="It is erased" />
      <section class="card stack">
        <p role="status">
          Your account and everything of yours is gone from this place and from this browser. You
          are signed out everywhere.
        </p>
        <p>If you ever want to come back, you can choose a name as anybody can.</p>
      </section>
    </div>
  );
}
