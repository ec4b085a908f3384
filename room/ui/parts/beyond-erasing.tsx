import type { Backups } from "../core/erasing.ts";
import { chosenDay } from "./when.ts";

/** What erasing does not reach, with the day until which backups have it. */
export function BeyondErasing({ backups }: { backups: Backups }) {
  return (
    <ul>
      <li>
        What others have copied, printed or photographed from a screen, and what they remember.
      </li>
      <li>
        Letters you sent, with those who got them, sealed to them. They are held here under a number
        of nobody any more once your account is gone.
      </li>
      <li>
        In circles that others keep: a number and a public key in the log, without your name, and
        what others saved from there.
      </li>
      <li>{ofBackups(backups)}</li>
      <li>
        Traces between the rows of the database, until it is written anew. That happens the night
        after.
      </li>
    </ul>
  );
}

export function ofBackups({ days, until }: Backups): string {
  if (days === null || until === null) {
    return "Backups of this place. Whoever runs it has not said for how long they are kept; you can ask them.";
  }
  if (days === 0) return "No backups: whoever runs this place says that none are kept.";
  const last = chosenDay(new Date(until).toISOString().slice(0, 10));
  return `Backups of this place, until ${last}. Whoever runs it says that they are kept for ${days === 1 ? "a day" : `${days} days`}.`;
}
