import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { type Format, format, formatOf } from "./format.ts";
import { People } from "./people.tsx";

const grows = (): boolean => !CSS.supports("field-sizing", "content");

/** A text that grows as it is written, with a few formats. */
export function Editor({
  label,
  value,
  onValue,
  placeholder,
  focus = false,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  placeholder?: string;
  focus?: boolean;
}) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const { current } = area;
    if (current === null || !grows()) return;
    current.style.height = "auto";
    current.style.height = `${current.scrollHeight}px`;
  }, [value]);
  useLayoutEffect(() => {
    if (focus) area.current?.focus();
  }, [focus]);
  const apply = (how: Format) => area.current !== null && format(area.current, how);
  const keys = (event: KeyboardEvent) => {
    const how = formatOf(event);
    if (how === null) return;
    event.preventDefault();
    apply(how);
  };
  return (
    <div class="editor">
      <label class="unseen" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        ref={area}
        value={value}
        placeholder={placeholder}
        // Some browsers send what they check to somebody else.
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => onValue(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <Tools onFormat={apply} />
      <People field={id} />
    </div>
  );
}

const TOOLS: readonly (readonly [Format, string, string, string])[] = [
  ["bold", "B", "Bold", "Control+B"],
  ["italic", "I", "Italic", "Control+I"],
  ["quote", "“", "Quote", "Control+Shift+9"],
  ["list", "–", "List", "Control+Shift+8"],
];

function Tools({ onFormat }: { onFormat: (how: Format) => void }) {
  return (
    <fieldset class="tools" aria-label="Formatting">
      {TOOLS.map(([how, sign, say, keys]) => (
        <button
          key={how}
          type="button"
          class={`tool ${how}`}
          aria-label={say}
          title={`${say} (${keys.replace("Control", "Ctrl")})`}
          aria-keyshortcuts={keys}
          onClick={() => onFormat(how)}
        >
          <span aria-hidden="true">{sign}</span>
        </button>
      ))}
    </fieldset>
  );
}
