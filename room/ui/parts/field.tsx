import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

type Common = {
  label: string;
  hint?: ComponentChildren;
  wrong?: string | null | undefined;
  value: string;
  onValue: (value: string) => void;
};

interface Rest {
  type?: "text" | "password" | "date" | "datetime-local";
  name?: string;
  autocomplete?: AutoFill;
  autocapitalize?: "none";
  inputMode?: "numeric";
  spellcheck?: boolean;
  maxLength?: number;
  required?: boolean;
  readOnly?: boolean;
  min?: string;
  max?: string;
}

/** A text field: its name, what helps, and what is wrong, all tied to it. */
export function Field({
  label,
  hint,
  wrong,
  value,
  onValue,
  type = "text",
  autocomplete = "off",
  ...rest
}: Common & Rest) {
  const id = useId();
  const about = [hint ? `${id}-hint` : "", wrong ? `${id}-wrong` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        spellcheck={false}
        {...rest}
        type={type as "text"}
        autocomplete={autocomplete}
        id={id}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-describedby={about || undefined}
        aria-invalid={wrong ? "true" : undefined}
      />
      {wrong && (
        <span class="error" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}

export type Option = readonly [value: string, say: string];

/** A choice of one, which may be left unsaid. */
export function Select({
  label,
  hint,
  value,
  onValue,
  options,
  unsaid,
}: Common & { options: readonly Option[]; unsaid?: string }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <span class="hint">{hint}</span>}
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {unsaid !== undefined && <option value="">{unsaid}</option>}
        {options.map(([slug, say]) => (
          <option key={slug} value={slug}>
            {say}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A box to tick, with its sentence. */
export function Check({
  checked,
  onChecked,
  children,
}: {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}

/** What went wrong with the whole form. */
export function Wrong({ say }: { say: string | null }) {
  return say === null ? null : (
    <p class="note wrong" role="alert">
      {say}
    </p>
  );
}
