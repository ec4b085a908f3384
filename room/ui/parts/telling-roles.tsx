import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CircleNow, StoryRoles } from "../core/index.ts";
import { useBusy } from "./busy.ts";
import { Check } from "./field.tsx";
import { useRoom } from "./room.tsx";

const NOBODY: StoryRoles = { for: null, first: null };

interface Person {
  user: string;
  name: string;
  me: boolean;
}

/** Whom a story is told for and who reads its answers first, in the circle that was chosen. */
export interface Telling {
  /** null until the circle is open */
  roles: StoryRoles | null;
  wrong: string | null;
  /** who lets her tell something for them */
  forWhom: Person[];
  /** who reads answers first for the one whose story it is */
  readers: Person[];
  setFor(user: string | null): void;
  setFirst(user: string | null): void;
}

const people = (now: CircleNow, fits: (user: string) => boolean): Person[] =>
  now.members
    .filter(({ user }) => fits(user))
    .map(({ user, name, me }) => ({ user, name: name ?? "somebody", me }));

/** Whom the one whose story it is lets read answers first. */
const readersOf = (now: CircleNow, owner: string): Person[] =>
  people(now, (user) => now.trusts.get(owner)?.get(user)?.first === true);

/** The one, when there is exactly one: it was asked for once already. */
const only = (readers: readonly Person[]): string | null =>
  readers.length === 1 ? (readers[0]?.user ?? null) : null;

export function useTelling(circle: string | null): Telling {
  const room = useRoom();
  const [now, setNow] = useState<CircleNow | null>(null);
  const [chosen, setChosen] = useState<StoryRoles>(NOBODY);
  const { wrong, run } = useBusy();
  useEffect(() => {
    setNow(null);
    if (circle === null) return;
    void run(async () => {
      const opened = await (await room.circles()).open(circle);
      setNow(opened);
      setChosen({ for: null, first: only(readersOf(opened, opened.me)) });
    });
  }, [room, run, circle]);
  const here = now?.id === circle ? now : null;
  const owner = chosen.for ?? here?.me ?? "";
  return {
    roles: here === null ? null : chosen,
    wrong,
    forWhom: here === null ? [] : people(here, (user) => mayTellFor(here, user)),
    readers: here === null ? [] : readersOf(here, owner),
    setFor: (user) => {
      if (here === null) return;
      setChosen({ for: user, first: only(readersOf(here, user ?? here.me)) });
    },
    setFirst: (first) => setChosen((before) => ({ ...before, first })),
  };
}

const mayTellFor = (now: CircleNow, user: string): boolean =>
  now.trusts.get(user)?.get(now.me)?.post === true;

/** Asked only where somebody in the circle trusts her so, or she somebody. */
export function TellingRoles({ telling }: { telling: Telling }) {
  const { roles, forWhom } = telling;
  if (roles === null) return null;
  return (
    <>
      {forWhom.length > 0 && (
        <fieldset>
          <legend>Who is it told for?</legend>
          <Pick name="for" on={roles.for === null} onPick={() => telling.setFor(null)}>
            For me. It is my story.
          </Pick>
          {forWhom.map(({ user, name }) => (
            <Pick key={user} name="for" on={roles.for === user} onPick={() => telling.setFor(user)}>
              For {name}, who lets me. {name} can take it back.
            </Pick>
          ))}
        </fieldset>
      )}
      <First telling={telling} first={roles.first} />
    </>
  );
}

function First({ telling, first }: { telling: Telling; first: string | null }) {
  const { readers } = telling;
  const [one, ...others] = readers;
  if (one === undefined) return null;
  if (others.length === 0) {
    return (
      <Check
        checked={first === one.user}
        onChecked={(on) => telling.setFirst(on ? one.user : null)}
      >
        {one.me ? "You read" : `${one.name} reads`} the answers first
      </Check>
    );
  }
  return (
    <fieldset>
      <legend>Who reads the answers first?</legend>
      <Pick name="first" on={first === null} onPick={() => telling.setFirst(null)}>
        Nobody. Everybody sees them at once.
      </Pick>
      {readers.map(({ user, name, me }) => (
        <Pick key={user} name="first" on={first === user} onPick={() => telling.setFirst(user)}>
          {me ? "You do" : name}
        </Pick>
      ))}
    </fieldset>
  );
}

function Pick({
  name,
  on,
  onPick,
  children,
}: {
  name: string;
  on: boolean;
  onPick: () => void;
  children: ComponentChildren;
}) {
  return (
    <label class="check">
      <input type="radio" name={name} checked={on} onChange={onPick} />
      <span>{children}</span>
    </label>
  );
}
