import { useState } from "preact/hooks";
import { isDay } from "../../seal/index.ts";
import { Field, type Option, Select } from "./field.tsx";

const two = (value: number): string => String(value).padStart(2, "0");
const month = new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" });
const MONTHS: readonly Option[] = Array.from({ length: 12 }, (_, i) => [
  two(i + 1),
  month.format(Date.UTC(2024, i, 1)),
]);
const DAYS: readonly Option[] = Array.from({ length: 31 }, (_, i) => [two(i + 1), String(i + 1)]);

/** A day that is as exact as she wants: a year, a month or a day. Null when she chooses none. */
export function ChosenDay({
  on,
  onChosen,
}: {
  on: string | null;
  onChosen: (on: string | null) => void;
}) {
  const [parts, setParts] = useState(() => (on ?? "").split("-"));
  const [chosen] = useState(on !== null);
  const [year = "", monthOf = "", date = ""] = parts;
  const joined = [year, monthOf, monthOf && date].filter(Boolean).join("-");
  const wrong = year !== "" && !isDay(joined);
  const choose = (next: string[]) => {
    setParts(next);
    const [y = "", m = "", d = ""] = next;
    const day = [y, m, m && d].filter(Boolean).join("-");
    if (day === "" || isDay(day)) onChosen(day === "" ? null : day);
  };
  return (
    <details class="about" open={chosen}>
      <summary>Where it belongs in your journey</summary>
      <p class="small muted">Only you see this. A year is enough, and so is nothing.</p>
      <div class="facets">
        <Field
          label="Year"
          value={year}
          onValue={(value) => choose([value.trim(), monthOf, date])}
          maxLength={4}
          inputMode="numeric"
          wrong={wrong ? "There is no such day. Please look at it again." : null}
        />
        <Select
          label="Month"
          unsaid="left open"
          options={MONTHS}
          value={monthOf}
          onValue={(value) => choose([year, value, date])}
        />
        <Select
          label="Day"
          unsaid="left open"
          options={DAYS}
          value={date}
          onValue={(value) => choose([year, monthOf, value])}
        />
      </div>
    </details>
  );
}
