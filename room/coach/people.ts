import countries from "../../content/signposts/people.json" with { type: "json" };
import book from "../../content/signposts/words.en.json" with { type: "json" };
import { button, element } from "./build.ts";
import { coachFrom } from "./coach.ts";
import { readAlong } from "./read-along.ts";

const read = coachFrom(book as Parameters<typeof coachFrom>[0]);

/** Whether a text has words that suggest danger to whoever writes it, or to somebody near them. */
export const suggestsDanger = (text: string): boolean =>
  read(text, { what: "answer", company: false }) !== null;

/**
 * Reads what is typed into `field`, on this device alone, and shows in `place` who picks up the phone when a phrase in
 * it suggests danger. Nobody is told. Returns what ends it.
 */
export function watchForDanger(field: HTMLTextAreaElement, place: HTMLElement): () => void {
  let closed = false;
  let shown = false;
  const close = () => {
    closed = true;
    place.replaceChildren();
    field.focus();
  };
  const look = () => {
    // Once it is there it stays, also when the words are taken out again: they were meant.
    if (closed || shown || !suggestsDanger(field.value)) return;
    shown = true;
    place.replaceChildren(note(close));
  };
  return readAlong(field, place, look);
}

const note = (close: () => void): HTMLElement =>
  element("div", "note calm stack people", [
    element("p", "", [
      "If you think of not living any more, or fear it for somebody: these people pick up the phone, day and night. You need not know what to say.",
    ]),
    element("ul", "plain-list", countries.flatMap(lines)),
    element("p", "small", [
      "In danger right now: 112 in Europe, 999 in the United Kingdom and Ireland, 911 in the United States, 000 in Australia.",
    ]),
    element("p", "small muted", [
      "This shows on your screen alone. Nobody was told, and nothing that you type here was sent for it. ",
      button("Close", close),
    ]),
  ]);

const lines = ({ country, people }: (typeof countries)[number]): HTMLElement[] =>
  people
    .filter(({ when }) => when === "Day and night")
    .map(({ name, call }) => {
      const link = document.createElement("a");
      link.href = `tel:${call.replaceAll(" ", "")}`;
      link.textContent = call;
      return element("li", "", [`${country}: ${name}, `, link]);
    });
