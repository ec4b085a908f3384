import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { DoorLinks, Opening } from "../parts/guard.tsx";
import { handOver, wayBack } from "../parts/handover.ts";
import { Head } from "../parts/head.tsx";
import { useAccount, useRoom } from "../parts/room.tsx";
import { SignInForm } from "../parts/sign-in.tsx";

/** The first page: the way in, or straight on to the journey, or back to the page one came from. */
export function Door() {
  return <WayIn write />;
}

export function SignInPage() {
  return <WayIn write={false} />;
}

function WayIn({ write }: { write: boolean }) {
  const state = useAccount();
  const room = useRoom();
  const { route } = useLocation();
  const [back] = useState(wayBack);
  const open = state.kind === "open";
  useEffect(() => {
    if (!open) return;
    const onward = () => route("/journey", true);
    if (back === null) onward();
    else handOver(room, back).catch(onward);
  }, [open, back, room, route]);
  if (open || state.kind === "starting") return <Opening />;
  const { name } = state;
  return (
    <div class="door stack">
      <Head title="Your side of Alongside">
        <p class="muted">
          What you write here is sealed on this device before it leaves. Nobody who runs this place
          can read it, unless you let it go further.
        </p>
      </Head>
      {state.kind === "locked" && state.why === "offline" && (
        <p class="note">There is no connection right now. You can write; signing in has to wait.</p>
      )}
      <SignInForm key={name} name={name} onIn={() => undefined} />
      <DoorLinks back={back} />
      {write && back === null && (
        <p class="card">
          You need no name to begin. <a href="/write">Write first</a>, and it stays on this device
          until you decide.
        </p>
      )}
    </div>
  );
}
