import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Draft } from "./drafting.ts";
import { timeOf } from "./when.ts";

const HERE = "Kept on this device, sealed";

/** Where the newest words are, as it is. */
function sentence(status: NonNullable<Draft["status"]>, at: string): ComponentChildren {
  if (status === "keeping") return "Keeping…";
  switch (status.kind) {
    case "kept":
    case "newer":
    case "both-kept":
      return `Kept, sealed · ${at}`;
    case "kept-here":
      return `${HERE} · on its way`;
    case "offline-kept-here":
      return `${HERE}. No connection right now; it goes on by itself.`;
    case "no-account-kept-here":
      return `${HERE} · ${at}`;
    case "signed-out-kept-here":
      return (
        <>
          {HERE}. <a href="/sign-in">Sign in</a> to keep it on the server too.
        </>
      );
    case "changed-on-the-way":
      return `${HERE}. What the server gave back was not what was sent.`;
    case "refused-kept-here":
      return `${HERE}. ${status.say}`;
    case "too-large":
    case "not-kept":
      return status.say;
  }
}

const GRAVE = ["too-large", "not-kept", "refused-kept-here", "changed-on-the-way"];

/** The line under the text that says where it is kept. */
export function KeptLine({ status }: { status: Draft["status"] }) {
  const [at, setAt] = useState("");
  useEffect(() => setAt(timeOf(Date.now())), [status]);
  if (status === null) return null;
  const grave = status !== "keeping" && GRAVE.includes(status.kind);
  return (
    <p class={grave ? "kept-line error" : "kept-line muted"} role={grave ? "alert" : undefined}>
      {sentence(status, at)}
    </p>
  );
}

/** What another device did meanwhile, and what can be done about it. */
export function Elsewhere({ draft }: { draft: Draft }) {
  const { elsewhere } = draft;
  if (elsewhere === null) return null;
  return (
    <div class="note row apart elsewhere" role="status">
      <p class="grow">
        {elsewhere.kind === "newer" ? (
          "This was changed on another device. You see the newest words now."
        ) : (
          <>
            This was changed on another device too, so both are kept. You are in the one that you
            wrote here. <a href={`/write/${elsewhere.other}`}>Look at the other one</a>
          </>
        )}
      </p>
      <button type="button" class="plain" onClick={draft.heardOf}>
        {elsewhere.kind === "newer" ? "All right" : "Go on with mine"}
      </button>
    </div>
  );
}
