import { useState } from "preact/hooks";
import type { CircleNow, Waiting } from "../core/index.ts";
import { CopyLink } from "./copy-link.tsx";
import { Select, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";
import { dayOf } from "./when.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Those who have a link and ask to join: the keeper says yes or no. */
export function AskingToJoin({ here, now }: { here: CircleHere; now: CircleNow }) {
  if (now.waiting.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="waiting">
      <h2 id="waiting">Asking to join</h2>
      <ul class="bare lines">
        {now.waiting.map((one) => (
          <li key={one.id}>
            {one.changed ? (
              <Unsure here={here} now={now} id={one.id} />
            ) : (
              <Asks here={here} now={now} one={one} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whoever has left, as the place says. Nobody has signed that, so the keeper says yes. */
export function HaveLeft({ here, now }: { here: CircleHere; now: CircleNow }) {
  if (now.left.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="have-left">
      <h2 id="have-left">Who has left</h2>
      <ul class="bare lines">
        {now.left.map(({ user, name }) => (
          <li key={user}>
            <HasLeft here={here} now={now} user={user} name={name ?? "Somebody"} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function HasLeft({
  here,
  now,
  user,
  name,
}: {
  here: CircleHere;
  now: CircleNow;
  user: string;
  name: string;
}) {
  const yes = async () => {
    const went = await here.act((circles) => circles.remove(now.id, user));
    if (went) tell(`${name} is out of the circle.`);
  };
  return (
    <article class="stack">
      <p>
        This place says that <strong>{name}</strong> has left. If you did not expect it, ask them
        first. When you take them out, what is said from then on is sealed without them, and links
        that are out do not work any more.
      </p>
      <p>
        <button
          type="button"
          class="button"
          aria-disabled={here.busy}
          onClick={() => !here.busy && void yes()}
        >
          Take {name} out
        </button>
      </p>
    </article>
  );
}

function Unsure({ here, now, id }: { here: CircleHere; now: CircleNow; id: string }) {
  return (
    <article class="stack">
      <p class="note">
        Somebody asks to join, but this was changed on the way, or they did not have your link. So
        they cannot be let in.
      </p>
      <p>
        <button
          type="button"
          class="button quiet"
          onClick={() => void here.act((circles) => circles.decline(now.id, id))}
        >
          Do not let them in
        </button>
      </p>
    </article>
  );
}

function Asks({
  here,
  now,
  one,
}: {
  here: CircleHere;
  now: CircleNow;
  one: Waiting & { changed: false };
}) {
  const [reads, setReads] = useState<"all" | "now" | null>(null);
  const ready = reads !== null && !here.busy;
  const yes = async () => {
    const everything = reads === "all";
    const went = await here.act((circles) =>
      circles.approve(now.id, one.id, one.safety, everything),
    );
    if (went) tell(`${one.name} is in the circle.`);
  };
  return (
    <article class="stack">
      <p>
        <strong>{one.name}</strong> has your link and asks to join. If you are not sure that it is
        them, call them: on their screen there is the same number.
      </p>
      <p class="small muted safety">{one.safety}</p>
      {one.was && <p class="note">They were in this circle before.</p>}
      {one.ended !== null && (
        <p class="note">The link that they came by ended on {dayOf(one.ended)}.</p>
      )}
      <fieldset>
        <legend class="legend">What can {one.name} read?</legend>
        <Choice name={one.id} on={reads === "all"} onPick={() => setReads("all")}>
          Everything that was said here
        </Choice>
        <Choice name={one.id} on={reads === "now"} onPick={() => setReads("now")}>
          Only what is said from now on
        </Choice>
      </fieldset>
      <div class="acts">
        <button
          type="button"
          class="button quiet"
          aria-disabled={here.busy}
          onClick={() => !here.busy && void here.act((all) => all.decline(now.id, one.id))}
        >
          Do not let them in
        </button>
        <button
          type="button"
          class="button"
          aria-disabled={!ready}
          onClick={() => ready && void yes()}
        >
          Let {one.name} in
        </button>
      </div>
    </article>
  );
}

function Choice({
  name,
  on,
  onPick,
  children,
}: {
  name: string;
  on: boolean;
  onPick: () => void;
  children: string;
}) {
  return (
    <label class="check">
      <input type="radio" name={name} checked={on} onChange={onPick} />
      <span>{children}</span>
    </label>
  );
}

const USES = [
  ["1", "One person"],
  ["5", "Up to 5 people"],
  ["20", "Up to 20 people"],
  ["150", "Up to 150 people"],
] as const;
const LASTS = [
  ["1", "One day"],
  ["7", "A week"],
  ["30", "Thirty days"],
] as const;

/** A link to send by any messenger; whoever has it can ask, and the keeper says yes or no. */
export function Invite({ here, now }: { here: CircleHere; now: CircleNow }) {
  const [uses, setUses] = useState("1");
  const [lasts, setLasts] = useState("7");
  const make = () =>
    here.act((circles) => circles.invite(now.id, Number(uses), Date.now() + Number(lasts) * DAY));
  return (
    <section class="card stack" aria-labelledby="invite">
      <h2 id="invite">Invite somebody</h2>
      <p>
        You send the link yourself, by whatever you talk with. Whoever has it can ask to join. You
        see who it is, and say yes or no.
      </p>
      <Form class="stack" onSubmit={() => !here.busy && void make()}>
        <Select label="For how many?" value={uses} onValue={setUses} options={USES} />
        <Select label="For how long?" value={lasts} onValue={setLasts} options={LASTS} />
        <p>
          <button type="submit" class="button quiet" aria-disabled={here.busy}>
            Make a link
          </button>
        </p>
      </Form>
      <Wrong say={here.wrong} />
      <ul class="bare lines">
        {now.invites.map((one) => (
          <li key={one.id}>
            <Link here={here} now={now} one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Link({
  here,
  now,
  one,
}: {
  here: CircleHere;
  now: CircleNow;
  one: CircleNow["invites"][number];
}) {
  const { link } = one;
  return (
    <article class="stack">
      {link === null ? (
        <p>A link that was made on another device, and is known only there.</p>
      ) : (
        <CopyLink label="A link to this circle" link={link} />
      )}
      <p class="small muted">
        {one.uses_left === 1 ? "For one more person" : `For ${one.uses_left} more people`}, until{" "}
        {dayOf(one.ends_at)}.
      </p>
      <p class="row far-apart">
        <button
          type="button"
          class="plain"
          onClick={() => void here.act((circles) => circles.withdraw(now.id, one.id))}
        >
          Withdraw it
        </button>
      </p>
    </article>
  );
}
