import { toField } from "./when.ts";

/** The day, and nothing finer. */
export const dateOf = (at: number): string =>
  new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" }).format(at);

/** What a `date` field shows for the day that ends at `end`. */
export const toDateField = (end: number): string => toField(end - 1).slice(0, 10);

/** The end of the day that a `date` field means, in this device's time zone; null while it is no whole one. */
export function endOfDay(value: string): number | null {
  const [year, month, date] = value.split("-").map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date + 1).getTime();
}
