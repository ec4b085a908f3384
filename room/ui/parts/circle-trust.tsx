import { useState } from "preact/hooks";
import type { CircleNow, MemberLine } from "../core/index.ts";
import { Dialog } from "./dialog.tsx";
import { Check, Wrong } from "./field.tsx";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";

/** What somebody may do for her in this circle. Signed by her, so that nobody else can claim it. */
export function Trusted({
  here,
  now,
  member,
}: {
  here: CircleHere;
  now: CircleNow;
  member: MemberLine;
}) {
  const [open, setOpen] = useState(false);
  const name = member.name ?? "Somebody";
  const { tell: tells, first } = member.trusted;
  return (
    <>
      {(tells || first) && (
        <p class="small muted">
          {name}{" "}
          {[tells && "may tell something for you", first && "may read answers before you do"]
            .filter(Boolean)
            .join(", and ")}
          .
        </p>
      )}
      <p>
        <button type="button" class="plain" onClick={() => setOpen(true)}>
          What {name} may do for you
        </button>
      </p>
      {open && (
        <Asking here={here} now={now} member={member} name={name} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

function Asking({
  here,
  now,
  member,
  name,
  onClose,
}: {
  here: CircleHere;
  now: CircleNow;
  member: MemberLine;
  name: string;
  onClose: () => void;
}) {
  const [trust, setTrust] = useState(member.trusted);
  const go = async () => {
    const went = await here.act((circles) => circles.trust(now.id, member.user, trust));
    if (!went) return;
    tell("It is noted, signed by you.");
    onClose();
  };
  return (
    <Dialog title={`What ${name} may do for you`} onClose={onClose}>
      <p>
        For when it is too much to say yourself, or to read alone. You can change it at any time.
      </p>
      <Check checked={trust.tell} onChecked={(on) => setTrust({ ...trust, tell: on })}>
        {name} may tell something for me here. The others read who told it, and for whom; I can take
        it back.
      </Check>
      <Check checked={trust.first} onChecked={(on) => setTrust({ ...trust, first: on })}>
        {name} may read answers to my stories before I do, when I ask for it with a story.
      </Check>
      <Wrong say={here.wrong} />
      <div class="acts">
        <button type="button" class="button quiet" onClick={onClose}>
          Not now
        </button>
        <button
          type="button"
          class="button"
          aria-disabled={here.busy}
          onClick={() => !here.busy && void go()}
        >
          Keep it like this
        </button>
      </div>
    </Dialog>
  );
}
