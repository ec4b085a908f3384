import { useEffect, useState } from "preact/hooks";
import type { MemberLine } from "../core/index.ts";
import { useBusy } from "./busy.ts";
import { Check, Select, Wrong } from "./field.tsx";
import type { Telling } from "./going-out.ts";
import { useRoom } from "./room.tsx";

const nameOf = ({ name }: MemberLine): string => name ?? "Somebody";

/** For whom it is told, and who reads the answers first: only with those whom it was agreed with. */
export function Trusting({
  circle,
  how,
  onHow,
}: {
  circle: string;
  how: Telling;
  onHow: (how: Telling) => void;
}) {
  const room = useRoom();
  const [members, setMembers] = useState<MemberLine[]>([]);
  const { wrong, run } = useBusy();
  useEffect(() => {
    void run(async () => setMembers((await (await room.circles()).open(circle)).members));
  }, [room, run, circle]);
  const others = members.filter(({ me }) => !me);
  const tellFor = others.filter(({ trusts }) => trusts.tell);
  const readers = others.filter(({ trusted }) => trusted.first);
  return (
    <>
      <Wrong say={wrong} />
      {tellFor.length > 0 && (
        <Select
          label="Whose story is it?"
          hint="They let you tell something for them. The others read that you told it, and for whom."
          value={how.toldFor ?? ""}
          onValue={(user) => onHow({ ...how, toldFor: user === "" ? null : user })}
          unsaid="Mine"
          options={tellFor.map((one) => [one.user, `I tell it for ${nameOf(one)}`] as const)}
        />
      )}
      {readers.map((one) => (
        <Check
          key={one.user}
          checked={how.first === one.user}
          onChecked={(on) => onHow({ ...how, first: on ? one.user : null })}
        >
          {nameOf(one)} reads the answers before I do
        </Check>
      ))}
    </>
  );
}
