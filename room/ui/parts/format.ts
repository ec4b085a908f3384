export type Format = "bold" | "italic" | "quote" | "list";

const AROUND = { bold: "**", italic: "*" } as const;
const BEFORE = { quote: "> ", list: "- " } as const;

/** Puts `text` in place of what is selected, so that the browser's own undo still works. */
function insert(area: HTMLTextAreaElement, text: string): void {
  area.focus();
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function around(area: HTMLTextAreaElement, mark: string): void {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const chosen = value.slice(from, to);
  const { length } = mark;
  const marked = chosen.length >= 2 * length && chosen.startsWith(mark) && chosen.endsWith(mark);
  const text = marked ? chosen.slice(length, -length) : `${mark}${chosen}${mark}`;
  insert(area, text);
  const inside = from === to ? from + length : from;
  area.setSelectionRange(inside, from === to ? inside : from + text.length);
}

function before(area: HTMLTextAreaElement, mark: string): void {
  const { value } = area;
  const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = value.indexOf("\n", area.selectionEnd);
  const lines = value.slice(from, end < 0 ? value.length : end).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  area.setSelectionRange(from, end < 0 ? value.length : end);
  insert(area, text);
}

/** Marks what is selected, or takes the marks away. */
export function format(area: HTMLTextAreaElement, how: Format): void {
  if (how === "bold" || how === "italic") around(area, AROUND[how]);
  else before(area, BEFORE[how]);
}

const KEYS: Record<string, Format> = { b: "bold", i: "italic" };
const SHIFTED: Record<string, Format> = { Digit9: "quote", Digit8: "list" };

/** The format that a key press asks for. */
export function formatOf(event: KeyboardEvent): Format | null {
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  const asked = event.shiftKey ? SHIFTED[event.code] : KEYS[event.key.toLowerCase()];
  return asked ?? null;
}
