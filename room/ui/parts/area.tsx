import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { People } from "./people.tsx";

/** A field for some sentences; it grows as they do. Like all of them here, it cannot be sent by the browser itself. */
export function Area({
  label,
  hint,
  value,
  onValue,
  maxLength,
  coached,
}: {
  label: string;
  hint: string;
  value: string;
  onValue: (value: string) => void;
  maxLength: number;
  /** what reads along, given the id of the field */
  coached?: (field: string) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="hint" id={`${id}-hint`}>
        {hint}
      </span>
      <textarea
        id={id}
        value={value}
        rows={3}
        maxLength={maxLength}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-describedby={`${id}-hint`}
      />
      <People field={id} />
      {coached?.(id)}
    </div>
  );
}
