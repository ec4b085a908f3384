import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { AccountState } from "../core/index.ts";
import { handOver } from "./handover.ts";
import { LeavingSaid, LockWhenIdle } from "./here.tsx";
import { LeaveQuickly } from "./leaving.tsx";
import { LETTERS_READ } from "./letters-read.ts";
import { Rings } from "./rings.tsx";
import { useAccount, usePlace, useRoom } from "./room.tsx";
import { sayOf } from "./say.ts";
import { Spoken, tell } from "./status.tsx";

/** What stands around every page. */
export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <Bar />
      <main id="main" tabIndex={-1}>
        <Ended />
        <LeavingSaid />
        {children}
      </main>
      <footer class="foot">
        <p>Nothing on this page comes from anywhere else, and nobody is counting.</p>
      </footer>
      <Spoken />
      <LockWhenIdle />
    </>
  );
}

const MINE: readonly (readonly [string, string])[] = [
  ["/journey", "My journey"],
  ["/write", "Write"],
  ["/circles", "Circles"],
  ["/heard", "Heard"],
  ["/letters", "Letters"],
  ["/pens", "Pen names"],
  ["/settings", "Settings"],
];
const NOBODYS: readonly (readonly [string, string])[] = [
  ["/write", "Write"],
  ["/sign-in", "Sign in"],
  ["/sign-up", "Choose a name"],
];

const signedIn = (state: AccountState): boolean =>
  state.kind === "open" || state.kind === "signed-out";

function Bar() {
  const state = useAccount();
  const { path } = useLocation();
  const commons = usePlace()?.commons ?? (state.kind === "open" ? state.commons : null);
  const links = signedIn(state) ? MINE : NOBODYS;
  const here = (href: string) =>
    path === href || path.startsWith(`${href}/`) ? ("page" as const) : undefined;
  return (
    <header class="bar">
      <a class="name" href="/">
        <Rings far="name" />
        Alongside
      </a>
      <nav aria-label="Main">
        {commons !== null && <ToCommons commons={commons} through={state.kind === "open"} />}
        {state.kind !== "starting" &&
          links.map(([href, say]) => (
            <a key={href} href={href} aria-current={here(href)}>
              {say}
              {href === "/letters" && <NewLetters />}
            </a>
          ))}
      </nav>
      <div class="end">
        <LeaveQuickly />
      </div>
    </header>
  );
}

/** Whether somebody wrote what was not read yet; looked for with each page. Not how many. */
function NewLetters() {
  const { api } = useRoom();
  const state = useAccount();
  const { path } = useLocation();
  const [some, setSome] = useState(false);
  const open = state.kind === "open";
  useEffect(() => {
    if (!open) return setSome(false);
    // Without a network nothing is said here; the page itself does.
    const look = () =>
      void api.calls
        .json<{ people: number }>("GET", "letters/waiting")
        .then((now) => setSome(now.people > 0))
        .catch(() => undefined);
    look();
    addEventListener(LETTERS_READ, look);
    return () => removeEventListener(LETTERS_READ, look);
  }, [api, open, path]);
  return some ? <span class="small"> (new)</span> : null;
}

/** The way to the shared side; who is signed in here comes in signed in there. */
function ToCommons({ commons, through }: { commons: string; through: boolean }) {
  const room = useRoom();
  const go = (event: MouseEvent) => {
    if (!through || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    handOver(room, "/community").catch((error: unknown) => tell(sayOf(error)));
  };
  return (
    <a href={`${commons}/community`} onClick={go}>
      Community
    </a>
  );
}

/** Said on every page when the server ended the session while the keys are still here. */
function Ended() {
  const state = useAccount();
  const { path } = useLocation();
  if (state.kind !== "signed-out" || path === "/sign-in") return null;
  return (
    <p class="note notice" role="status">
      You are signed out. What you write stays on this device, sealed, until you{" "}
      <a href="/sign-in">sign in again</a>.
    </p>
  );
}
