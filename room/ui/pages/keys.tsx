import { useState } from "preact/hooks";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { AskForKeys, SealingAnew } from "../parts/new-keys.tsx";
import { Sheet } from "../parts/sheet.tsx";
import type { Begun } from "../parts/use-new-keys.ts";

/** All keys new, after somebody may have had the old ones: proof, the new sheet, then the work. */
export function Keys() {
  return (
    <Mine>
      <div class="narrow stack">
        <Steps />
      </div>
    </Mine>
  );
}

function Steps() {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [written, setWritten] = useState(false);
  const [done, setDone] = useState(false);
  if (done) return <Done />;
  if (begun === null) {
    return (
      <>
        <Head title="All keys new">
          <p class="muted">For when somebody may have your words, your sheet or your keys.</p>
        </Head>
        <What />
        <AskForKeys onBegun={setBegun} />
      </>
    );
  }
  if (!written) {
    return (
      <>
        <div class="not-on-paper">
          <Head title="Your new recovery sheet">
            <p class="muted">It opens everything from the moment the keys are changed.</p>
          </Head>
        </div>
        <Sheet name={begun.name} sheet={begun.sheet} onDone={() => setWritten(true)} />
      </>
    );
  }
  return (
    <>
      <Head title="Sealing everything anew">
        <p class="muted">Here, on this device. Please leave this page open until it is done.</p>
      </Head>
      <SealingAnew begun={begun} onDone={() => setDone(true)} onStopped={() => setBegun(null)} />
    </>
  );
}

function What() {
  return (
    <section class="card stack" aria-labelledby="what">
      <h2 id="what">What happens</h2>
      <ul>
        <li>Your stories, photos and pages for them are sealed once more, for new keys.</li>
        <li>
          Your words, your sheet and your passkeys open nothing any more. You choose new words.
        </li>
        <li>Every other browser is signed out, as soon as you begin.</li>
        <li>The links to your pages for them stay as they are.</li>
        <li>
          In a circle that somebody else keeps, they say yes to your new keys first. Until then it
          goes on with the old ones.
        </li>
      </ul>
      <p class="note">
        What somebody has opened or copied with the old keys stays with them. Nobody can change
        that.
      </p>
    </section>
  );
}

function Done() {
  return (
    <>
      <Head title="Your keys are new" />
      <section class="card stack">
        <p role="status">
          Everything of yours is sealed for the new keys. Only your new words and your new sheet
          open it. The old sheet can be thrown away.
        </p>
        <p>
          If you are in a circle that somebody else keeps, tell them yourself that you changed your
          keys: they will be asked, and can compare the number. <a href="/circles">Your circles</a>
        </p>
        <p>
          <a href="/settings">Settings</a>
        </p>
      </section>
    </>
  );
}
