import { useEffect, useRef, useState } from "preact/hooks";
import type { Pen } from "../core/index.ts";
import { Field, Select, Wrong } from "./field.tsx";
import { newId } from "./id.ts";
import { useRoom } from "./room.tsx";
import { sayOf } from "./say.ts";

const NEW = "new";

export interface PenPick {
  /** null until the server has said which there are */
  pens: Pen[] | null;
  /** the id of a pen name, or `new` */
  chosen: string;
  fresh: string;
  wrong: string | null;
  /** why the new name was not taken */
  refused: string | null;
  choose(id: string): void;
  name(name: string): void;
  /** The pen name as it will show; empty while there is none. */
  shown: string;
  /** The pen's id, made now if it is a new one; null when that did not work, which is said then. */
  settle(): Promise<string | null>;
}

/** Under which pen name: one there is, or a new one. */
export function usePenPick(before: string | null): PenPick {
  const { api } = useRoom();
  const [pens, setPens] = useState<Pen[] | null>(null);
  const [chosen, setChosen] = useState(NEW);
  const [fresh, setFresh] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const once = useRef({ name: "", key: "" });
  useEffect(() => {
    api.pens().then(
      (known) => {
        setPens(known);
        // None is chosen for her: two stories under one name are for all to see.
        setChosen(known.find(({ id }) => id === before)?.id ?? (known.length > 0 ? "" : NEW));
      },
      (error: unknown) => setWrong(sayOf(error)),
    );
  }, [api, before]);
  const settle = async () => {
    if (chosen === "") {
      setRefused("Please choose a pen name.");
      return null;
    }
    if (chosen !== NEW) return chosen;
    const name = fresh.trim();
    if (once.current.name !== name) once.current = { name, key: newId() };
    try {
      const made = await api.newPen(name, once.current.key);
      setPens([...(pens ?? []), made]);
      setChosen(made.id);
      return made.id;
    } catch (error) {
      setRefused(sayOf(error));
      return null;
    }
  };
  const shown = chosen === NEW ? fresh.trim() : (pens?.find(({ id }) => id === chosen)?.name ?? "");
  const name = (typed: string) => {
    setRefused(null);
    setFresh(typed);
  };
  return { pens, chosen, fresh, wrong, refused, choose: setChosen, name, shown, settle };
}

/** The fields for it. */
export function PenChoice({ pick, what = "story" }: { pick: PenPick; what?: string }) {
  if (pick.wrong !== null) return <Wrong say={pick.wrong} />;
  if (pick.pens === null) return null;
  return (
    <>
      {pick.pens.length > 0 && (
        <Select
          label="Pen name"
          hint="Nobody can see which pen names belong to one person."
          value={pick.chosen}
          onValue={pick.choose}
          unsaid="please choose"
          options={[
            ...pick.pens.map(({ id, name }) => [id, name] as const),
            [NEW, "a new pen name…"],
          ]}
        />
      )}
      {pick.chosen === NEW && (
        <Field
          label="New pen name"
          hint={`Any name but your own. 2 to 30 letters, and it can be for this ${what} alone.`}
          value={pick.fresh}
          onValue={pick.name}
          wrong={pick.refused}
          maxLength={30}
          autocomplete="off"
        />
      )}
    </>
  );
}
