import { useEffect, useState } from "preact/hooks";
import { generateWords } from "../core/index.ts";
import { wordList } from "../words/list.ts";
import { Field, Wrong } from "./field.tsx";
import { sayOf } from "./say.ts";

const COUNT = 6;

/** Six words that were drawn, or her own. Says `null` upwards while there are none that are good enough. */
export function ChooseWords({
  name,
  onWords,
  label = "Your words",
}: {
  name: string;
  label?: string;
  onWords: (words: string | null) => void;
}) {
  const [own, setOwn] = useState(false);
  const turn = () => {
    onWords(null);
    setOwn(!own);
  };
  return (
    <div class="stack">
      {own ? (
        <OwnWords label={label} name={name} onWords={onWords} />
      ) : (
        <DrawnWords label={label} onWords={onWords} />
      )}
      <button type="button" class="plain" onClick={turn}>
        {own ? "Use six words from here" : "Use my own words"}
      </button>
    </div>
  );
}

function DrawnWords({
  label,
  onWords,
}: {
  label: string;
  onWords: (words: string | null) => void;
}) {
  const [list, setList] = useState<string[] | null>(null);
  const [words, setWords] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const draw = (from: string[]) => {
    const drawn = generateWords(COUNT, from);
    setWords(drawn);
    onWords(drawn);
  };
  useEffect(() => {
    wordList().then(
      (fetched) => {
        setList(fetched);
        draw(fetched);
      },
      (error: unknown) => setWrong(sayOf(error)),
    );
  }, []);
  return (
    <>
      <p class="label">{label}</p>
      <Wrong say={wrong} />
      <output class="drawn" aria-label="The six words">
        {words ?? "…"}
      </output>
      <button
        type="button"
        class="button quiet small"
        onClick={() => list && draw(list)}
        aria-disabled={list === null}
      >
        Other words
      </button>
    </>
  );
}

type Judged = "weak" | "good" | "unjudged";

function OwnWords({
  label,
  name,
  onWords,
}: {
  label: string;
  name: string;
  onWords: (words: string | null) => void;
}) {
  const [words, setWords] = useState("");
  const [judged, setJudged] = useState<Judged>("unjudged");
  useEffect(() => {
    let here = true;
    onWords(null);
    const judge = async () => {
      const { ENOUGH, strength } = await import("../words/strength.ts");
      if (!here) return;
      const good = strength(words, name) >= ENOUGH;
      setJudged(good ? "good" : "weak");
      onWords(good ? words : null);
    };
    const soon = setTimeout(() => words !== "" && judge().catch(() => undefined), 250);
    return () => {
      here = false;
      clearTimeout(soon);
    };
  }, [words, name]);
  return (
    <>
      <Field
        label={label}
        hint="Several words that have nothing to do with each other, or one long sentence."
        value={words}
        onValue={setWords}
        autocomplete="new-password"
        autocapitalize="none"
        spellcheck={false}
      />
      <p class="small" role="status">
        {words !== "" && judged === "weak" && (
          <span class="error">
            These are still easy to guess. Two or three more words that do not belong together would
            be enough.
          </span>
        )}
        {words !== "" && judged === "good" && "These are hard to guess."}
      </p>
    </>
  );
}
