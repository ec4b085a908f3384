import { useId } from "preact/hooks";
import type { Option } from "./field.tsx";

/** Any number of short answers. */
export function Chips({
  label,
  options,
  chosen,
  onChosen,
}: {
  label: string;
  options: readonly Option[];
  chosen: readonly string[];
  onChosen: (chosen: string[]) => void;
}) {
  const turn = (slug: string, on: boolean) =>
    onChosen(on ? [...chosen, slug] : chosen.filter((one) => one !== slug));
  return (
    <fieldset class="opt">
      <legend>{label}</legend>
      <div class="chips">
        {options.map(([slug, say]) => (
          <label key={slug} class="chip">
            <input
              type="checkbox"
              checked={chosen.includes(slug)}
              onChange={(event) => turn(slug, event.currentTarget.checked)}
            />
            {say}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of a few short answers. */
export function OneOf<T extends string>({
  label,
  options,
  chosen,
  onChosen,
}: {
  label: string;
  options: readonly (readonly [T, string])[];
  chosen: T;
  onChosen: (chosen: T) => void;
}) {
  const group = useId();
  return (
    <fieldset class="opt">
      <legend>{label}</legend>
      <div class="chips">
        {options.map(([slug, say]) => (
          <label key={slug} class="chip">
            <input
              type="radio"
              name={group}
              checked={chosen === slug}
              onChange={() => onChosen(slug)}
            />
            {say}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
