import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { CircleNow, MemberLine } from "../core/index.ts";
import { Trust } from "./circle-trust.tsx";
import { Dialog } from "./dialog.tsx";
import { Field, Wrong } from "./field.tsx";
import { Form } from "./form.tsx";
import { useRoom } from "./room.tsx";
import { tell } from "./status.tsx";
import type { CircleHere } from "./use-circles.ts";

type NamingOf = { what: "name"; member: MemberLine } | { what: "rename" };
type Deciding = { what: "remove" | "hand-over"; member: MemberLine } | { what: "leave" | "end" };
type Asking = NamingOf | Deciding | null;

const nameOf = ({ name }: MemberLine): string => name ?? "Somebody";

/** Who can read, and what one may do about it. */
export function CircleMembers({ here, now }: { here: CircleHere; now: CircleNow }) {
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  return (
    <section class="stack" aria-labelledby="members">
      <h2 id="members">Who is in it</h2>
      <ul class="bare lines">
        {now.members.map((member) => (
          <li key={member.user}>
            <Member here={here} now={now} member={member} onAsk={setAsking} />
          </li>
        ))}
      </ul>
      <p class="small muted">
        The number next to a name stands for that person’s keys. When you talk, read it to each
        other: if it is the same on both sides, nobody is in between.
      </p>
      <p>
        {now.keeper ? (
          <span class="row far-apart">
            <button type="button" class="plain" onClick={() => setAsking({ what: "rename" })}>
              Change what it is called
            </button>
            <button type="button" class="plain" onClick={() => setAsking({ what: "end" })}>
              End this circle
            </button>
          </span>
        ) : (
          <button type="button" class="plain" onClick={() => setAsking({ what: "leave" })}>
            Leave this circle
          </button>
        )}
      </p>
      {asking !== null && isNaming(asking) && (
        <Naming here={here} now={now} asking={asking} onClose={close} />
      )}
      {asking !== null && !isNaming(asking) && (
        <Question here={here} now={now} asking={asking} onClose={close} />
      )}
    </section>
  );
}

function Member({
  here,
  now,
  member,
  onAsk,
}: {
  here: CircleHere;
  now: CircleNow;
  member: MemberLine;
  onAsk: (asking: Asking) => void;
}) {
  const { me, keeper, fresh, safety } = member;
  return (
    <article class="stack">
      <p>
        <strong>{nameOf(member)}</strong>
        {me && " (you)"}
        {keeper && <span class="small muted">, keeps this circle</span>}
        {fresh && !keeper && <span class="small muted">, reads what was said since they came</span>}
      </p>
      <p class="small muted safety">{safety}</p>
      {me ? (
        <TakesHere here={here} now={now} on={member.letters !== null} />
      ) : (
        member.letters !== null && (
          <p>
            <a href={`/letters/new?circle=${now.id}&user=${member.user}`}>
              Write a letter to {nameOf(member)}
            </a>
          </p>
        )
      )}
      {!me && <Trust here={here} now={now} member={member} />}
      {now.keeper && (
        <p>
          <button type="button" class="plain" onClick={() => onAsk({ what: "name", member })}>
            Change the name {nameOf(member)}
          </button>
        </p>
      )}
      {now.keeper && !me && (
        <p class="row far-apart">
          <button type="button" class="plain" onClick={() => onAsk({ what: "hand-over", member })}>
            Let {nameOf(member)} keep the circle
          </button>
          <button type="button" class="plain" onClick={() => onAsk({ what: "remove", member })}>
            Take {nameOf(member)} out
          </button>
        </p>
      )}
    </article>
  );
}

/** Whether those in this circle can write her letters. */
function TakesHere({ here, now, on }: { here: CircleHere; now: CircleNow; on: boolean }) {
  const room = useRoom();
  const turn = (wanted: boolean) =>
    void here.act(async (circles) => {
      const keys = wanted ? await (await room.letters()).take(null, true) : null;
      await circles.offerLetters(now.id, keys);
    });
  return (
    <p class="row">
      <span class="small muted">
        {on
          ? "Those in this circle can write you letters."
          : "You take no letters from this circle."}
      </span>
      <button
        type="button"
        class="plain"
        aria-disabled={here.busy}
        onClick={() => !here.busy && turn(!on)}
      >
        {on ? "Take no more letters" : "Take letters from them"}
      </button>
    </p>
  );
}

const isNaming = (asking: NamingOf | Deciding): asking is NamingOf =>
  asking.what === "name" || asking.what === "rename";

/** What the circle, or somebody in it, is called from now on. */
function Naming({
  here,
  now,
  asking,
  onClose,
}: {
  here: CircleHere;
  now: CircleNow;
  asking: NamingOf;
  onClose: () => void;
}) {
  const [name, setName] = useState(asking.what === "name" ? (asking.member.name ?? "") : now.name);
  const ready = name.trim() !== "" && !here.busy;
  const go = async () => {
    const went = await here.act((circles) =>
      asking.what === "name"
        ? circles.nameMember(now.id, asking.member.user, name.trim())
        : circles.rename(now.id, name.trim()),
    );
    if (went) onClose();
  };
  return (
    <Dialog
      title={asking.what === "name" ? "A name in this circle" : "What the circle is called"}
      onClose={onClose}
    >
      <Form class="stack" onSubmit={() => ready && void go()}>
        <Field
          label="Name"
          hint="Sealed. Everybody in the circle sees it."
          value={name}
          onValue={setName}
          maxLength={60}
        />
        <Wrong say={here.wrong} />
        <div class="acts">
          <button type="button" class="button quiet" onClick={onClose}>
            Not now
          </button>
          <button type="submit" class="button" aria-disabled={!ready}>
            Keep this name
          </button>
        </div>
      </Form>
    </Dialog>
  );
}

interface Said {
  title: string;
  text: string;
  yes: string;
  done: string;
}

function words(asking: Deciding): Said {
  switch (asking.what) {
    case "remove": {
      const name = nameOf(asking.member);
      return {
        title: `Take ${name} out?`,
        text: `${name} gets nothing of this circle any more, and cannot open what is said from now on. What ${name} has read or copied stays with them; so do their own words here, unless they are erased. Links that let others ask to join end now.`,
        yes: `Take ${name} out`,
        done: `${name} is not in this circle any more.`,
      };
    }
    case "hand-over": {
      const name = nameOf(asking.member);
      return {
        title: `Let ${name} keep the circle?`,
        text: `From then on ${name} decides who comes and who goes, and can end the circle. ${name} can read everything in it, also from before they came. You stay in it. Only ${name} can give the keeping back to you.`,
        yes: `Let ${name} keep it`,
        done: `${name} keeps the circle now.`,
      };
    }
    case "leave":
      return {
        title: "Leave this circle?",
        text: "You cannot read anything in it any more. What you said in it stays with the others; to take it back, do that before you leave. Until the circle ends, or its keeper erases it, it also goes on taking some of the room you have here.",
        yes: "Leave",
        done: "You are not in this circle any more.",
      };
    case "end":
      return {
        title: "End this circle?",
        text: "Everything in it is erased here, for everybody: what was told, every answer, every photo. Stories of yours stay in your journey. What others have copied stays with them. To keep an answer, take your story back from the circle first.",
        yes: "End it for everybody",
        done: "The circle has ended.",
      };
  }
}

function Question({
  here,
  now,
  asking,
  onClose,
}: {
  here: CircleHere;
  now: CircleNow;
  asking: Deciding;
  onClose: () => void;
}) {
  const { route } = useLocation();
  const { title, text, yes, done } = words(asking);
  const go = async () => {
    const over = asking.what === "leave" || asking.what === "end";
    let gone = false;
    const went = await here.act(async (circles) => {
      if (asking.what === "remove") await circles.remove(now.id, asking.member.user);
      if (asking.what === "hand-over") await circles.handOver(now.id, asking.member.user);
      if (asking.what === "leave") await circles.leave(now.id);
      if (asking.what === "end") await circles.end(now.id);
      gone = over;
    });
    if (!went && !gone) return;
    tell(done);
    onClose();
    if (over) route("/circles");
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
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
          {yes}
        </button>
      </div>
    </Dialog>
  );
}
