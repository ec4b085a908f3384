import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { Unkept } from "../core/index.ts";
import { useBusy } from "../parts/busy.ts";
import { ChangeWords } from "../parts/change-words.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Wrong } from "../parts/field.tsx";
import { Mine } from "../parts/guard.tsx";
import { Head } from "../parts/head.tsx";
import { ThisBrowser } from "../parts/here.tsx";
import { Inviting } from "../parts/inviting.tsx";
import { Passkeys } from "../parts/passkeys.tsx";
import { Protects } from "../parts/protects.tsx";
import { useRoom } from "../parts/room.tsx";
import { Sessions } from "../parts/sessions.tsx";

export function Settings() {
  return (
    <Mine>
      <div class="narrow">
        <Head title="Settings" />
        <section class="card stack" aria-labelledby="where">
          <h2 id="where">Where you are signed in</h2>
          <Sessions />
          <Leaving />
        </section>
        <section class="card stack" aria-labelledby="this-browser">
          <h2 id="this-browser">This browser</h2>
          <ThisBrowser />
        </section>
        <section class="card stack" aria-labelledby="words">
          <h2 id="words">Your words and your sheet</h2>
          <ChangeWords />
          <p>
            If somebody may have had your words, your sheet or your keys:{" "}
            <a href="/settings/keys">make all keys new</a>
          </p>
        </section>
        <section class="card stack" aria-labelledby="passkeys">
          <h2 id="passkeys">Passkeys</h2>
          <Passkeys />
        </section>
        <section class="card stack" aria-labelledby="everything">
          <h2 id="everything">Everything of yours</h2>
          <p>
            In one file, to keep or to take elsewhere. It opens without this place.{" "}
            <a href="/export">Take it with you, or bring it in</a>
          </p>
        </section>
        <section class="card stack" aria-labelledby="for-them">
          <h2 id="for-them">Pages for them</h2>
          <p>
            What you want to tell many people once, behind a link that you send.{" "}
            <a href="/for-them">Your pages for them</a>
          </p>
        </section>
        <Inviting />
        <Readable />
        <section class="card stack" aria-labelledby="erasing">
          <h2 id="erasing">Erase</h2>
          <p>
            One pen name with everything under it, or your whole account.{" "}
            <a href="/settings/erase">What goes, and what cannot be taken back</a>
          </p>
        </section>
      </div>
    </Mine>
  );
}

type Which = "here" | "everywhere";

/** Signing out, which asks first when words would be lost by it. */
function Leaving() {
  const { account } = useRoom();
  const { route } = useLocation();
  const { busy, wrong, run } = useBusy();
  const [unkept, setUnkept] = useState<{ which: Which; say: string } | null>(null);
  const leave = (which: Which, anyway: boolean) =>
    run(async () => {
      try {
        await (which === "here" ? account.signOut(anyway) : account.signOutEverywhere(anyway));
        route("/");
      } catch (error) {
        if (!(error instanceof Unkept)) throw error;
        setUnkept({ which, say: error.say });
      }
    });
  return (
    <>
      <Wrong say={wrong} />
      <div class="row">
        <button
          type="button"
          class="button quiet"
          aria-disabled={busy}
          onClick={() => void leave("here", false)}
        >
          Sign out
        </button>
        <button
          type="button"
          class="button quiet"
          aria-disabled={busy}
          onClick={() => void leave("everywhere", false)}
        >
          Sign out everywhere
        </button>
        <button type="button" class="plain" onClick={() => void run(() => account.lock())}>
          Lock this browser
        </button>
      </div>
      <p class="small muted">
        Signing out erases everything of yours from this browser. Locking only asks for your words
        again.
      </p>
      {unkept !== null && (
        <Dialog title="Something is only here" onClose={() => setUnkept(null)}>
          <p>{unkept.say}</p>
          <div class="acts">
            <button type="button" class="button quiet" onClick={() => setUnkept(null)}>
              Stay signed in
            </button>
            <button
              type="button"
              class="button grave"
              onClick={() => void leave(unkept.which, true)}
            >
              Sign out and erase it
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** What whoever runs the place can and cannot read. */
function Readable() {
  return (
    <section class="card stack" aria-labelledby="readable">
      <h2 id="readable">What this place can read</h2>
      <div class="two">
        <div>
          <h3>It cannot read</h3>
          <ul>
            <li>what you write and keep to yourself, photos and titles included</li>
            <li>your pages for them, their links and their passcodes</li>
            <li>your words, your recovery sheet, and what a passkey opens with</li>
            <li>the dates, notes and choices around what you keep to yourself</li>
          </ul>
        </div>
        <div>
          <h3>It holds, and can read</h3>
          <ul>
            <li>your name for signing in, and the day you came</li>
            <li>your pen names, and that they are yours</li>
            <li>what you let go to the community or to everyone, until you take it back</li>
            <li>your answers and whom you stand with</li>
            <li>words you hide, whom you keep away or do not want to read, who reads first</li>
            <li>what you reported until it is decided, and what moderators decided about you</li>
            <li>how many sealed files you keep, their size, and when they changed</li>
            <li>how many pages for them can be opened, and when each ends</li>
            <li>what you call your passkeys, and the days you added and last used them</li>
            <li>what kind of browser is signed in, and since when</li>
          </ul>
        </div>
      </div>
      <p class="small muted">
        No address of your device is kept, and no e-mail address is asked. Nothing is written down
        about who opens a page for them. <Protects />
      </p>
      <p>
        All of it, with its values: <a href="/settings/held">What we could be made to hand over</a>
      </p>
    </section>
  );
}
