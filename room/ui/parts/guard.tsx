import type { ComponentChildren } from "preact";
import { Head } from "./head.tsx";
import { useAccount } from "./room.tsx";
import { SignInForm } from "./sign-in.tsx";
import { WentBack } from "./went-back.tsx";

/** Shows what is inside to somebody whose keys are open; asks everybody else for their words. */
export function Mine({ children }: { children: ComponentChildren }) {
  const state = useAccount();
  if (state.kind === "starting") return <Opening />;
  if (state.kind === "open" || state.kind === "signed-out") {
    return (
      <>
        <WentBack />
        {children}
      </>
    );
  }
  return (
    <div class="door stack">
      <Head title="Sign in">
        <p class="muted">
          {state.why === "offline"
            ? "There is no connection right now, so this cannot be opened yet."
            : "Your words open this page, here on this device."}
        </p>
      </Head>
      <SignInForm key={state.name} name={state.name} onIn={() => undefined} />
      <DoorLinks />
    </div>
  );
}

/** What is said while the room looks whether it can be opened. */
export function Opening() {
  return (
    <p class="muted narrow" role="status">
      Opening…
    </p>
  );
}

/** The other ways in. `back` is the page of the commons to come out at. */
export function DoorLinks({ back = null }: { back?: string | null }) {
  const query = back === null ? "" : `?next=${encodeURIComponent(back)}`;
  return (
    <ul class="bare row far-apart">
      <li>
        <a href={`/sheet-sign-in${query}`}>I have my recovery sheet</a>
      </li>
      <li>
        <a href={`/sign-up${query}`}>I am new here</a>
      </li>
    </ul>
  );
}
