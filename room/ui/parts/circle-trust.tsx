import { useState } from "preact/hooks";
import type { CircleNow, MemberLine, Trusted } from "../core/index.ts";
import { Dialog } from "./dialog.tsx";
import { Check, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";

const nameOf = ({ name }: MemberLine): string => name ?? "Somebody";

/** What `by` lets `whom` do for them. */
const trustedBy = (now: CircleNow, by: string, whom: string): Trusted =>
  now.trusts.get(by)?.get(whom) ?? { post: false, first: false };

/** On somebody's line: what they may do for her, and she for them. */
export function Trust({
  here,
  now,
  member,
}: {
  here: CircleHere;
  now: CircleNow;
  member: MemberLine;
}) {
  const [asking, setAsking] = useState(false);
  const name = nameOf(member);
  const theirs = trustedBy(now, now.me, member.user);
  const mine = trustedBy(now, member.user, now.me);
  return (
    <>
      {theirs.post && <p class="small">{name} may tell something for you.</p>}
      {theirs.first && <p class="small">{name} reads answers to your stories first.</p>}
      {mine.post && <p class="small">You may tell something for {name}.</p>}
      {mine.first && <p class="small">You read answers to {name}’s stories first.</p>}
      <p>
        <button type="button" class="plain" onClick={() => setAsking(true)}>
          Trust {name}
        </button>
      </p>
      {asking && (
        <Trusting here={here} now={now} member={member} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function Trusting({
  here,
  now,
  member,
  onClose,
}: {
  here: CircleHere;
  now: CircleNow;
  member: MemberLine;
  onClose: () => void;
}) {
  const name = nameOf(member);
  const before = trustedBy(now, now.me, member.user);
  const [post, setPost] = useState(before.post);
  const [first, setFirst] = useState(before.first);
  const keep = async () => {
    const what = { post, first };
    if (!(await here.act((circles) => circles.trust(now.id, member.user, what)))) return;
    tell("It is kept.");
    onClose();
  };
  return (
    <Dialog title={`What may ${name} do for you?`} onClose={onClose}>
      <Form class="stack" onSubmit={() => !here.busy && void keep()}>
        <Check checked={post} onChecked={setPost}>
          May tell something for you
          <span class="hint">It then says that {name} told it for you. You can take it back.</span>
        </Check>
        <Check checked={first} onChecked={setFirst}>
          Reads answers to your stories first
          <span class="hint">
            You are shown an answer when {name} lets it through. {name} can also leave one. You
            choose this for each story when you tell it.
          </span>
        </Check>
        {before.first && !first && (
          <p class="note">
            You are shown what waits now as soon as {name}, or whoever wrote it, opens this circle
            again.
          </p>
        )}
        <p class="small muted">
          Everybody in this circle can see what you choose here. You can change it at any time.
        </p>
        <Wrong say={here.wrong} />
        <div class="acts">
          <button type="button" class="button quiet" onClick={onClose}>
            Not now
          </button>
          <button type="submit" class="button" aria-disabled={here.busy}>
            Keep it so
          </button>
        </div>
      </Form>
    </Dialog>
  );
}
