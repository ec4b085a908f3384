import book from "../../content/coaching/en.json" with { type: "json" };
import { button, element } from "./build.ts";
import { coachFrom, type Rule, type Situation } from "./coach.ts";
import { readAlong } from "./read-along.ts";

/** In this browser alone: that hints are put away. It says nothing of anybody's words. */
const PUT_AWAY = "hints about words";

const coach = coachFrom(book as Parameters<typeof coachFrom>[0]);

/** Some browsers keep nothing, and say so by throwing. */
const isPutAway = (): boolean => {
  try {
    return localStorage.getItem(PUT_AWAY) !== null;
  } catch {
    return false;
  }
};
const putAway = (away: boolean): void => {
  try {
    if (away) localStorage.setItem(PUT_AWAY, "put away");
    else localStorage.removeItem(PUT_AWAY);
  } catch {
    // Then it holds for this page only.
  }
};

/**
 * Reads what is typed into `field`, on this device alone, and shows in `place` what a phrase in it may do to whoever
 * reads it. It never keeps anybody from sending. Returns what ends it.
 */
export function watch(
  field: HTMLTextAreaElement,
  place: HTMLElement,
  situation: Situation,
): () => void {
  const settled = new Set<string>();
  let shown: string | null = null;
  let off = isPutAway();

  const show = (id: string | null, ...parts: Node[]) => {
    if (id === shown) return;
    shown = id;
    place.replaceChildren(...parts);
  };
  const hint = (rule: Rule) =>
    element("div", "note calm stack coach", [
      element("p", "", [rule.say]),
      element("p", "small", ["Instead, perhaps:"]),
      element(
        "ul",
        "",
        rule.instead.map((text) => element("li", "", [text])),
      ),
      element("p", "row small", [
        button("Leave it as it is", () => {
          settled.add(rule.id);
          back();
        }),
        button("No more hints like this", () => {
          off = true;
          putAway(true);
          back();
        }),
      ]),
    ]);
  const again = () =>
    element("p", "small muted coach", [
      "Hints about words are put away in this browser. ",
      button("Show them again", () => {
        off = false;
        putAway(false);
        back();
      }),
    ]);
  const read = () => {
    if (off) return show("off", again());
    const rule = coach(field.value, situation);
    if (rule === null || settled.has(rule.id)) return show(null);
    show(rule.id, hint(rule));
  };
  // Whoever pressed a button that is gone now goes on writing.
  const back = () => {
    read();
    field.focus();
  };
  return readAlong(field, place, read);
}
