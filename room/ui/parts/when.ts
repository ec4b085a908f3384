const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** The time, to the minute. */
export const timeOf = (at: number): string => clock.format(at);

/** "today, 11:21", "yesterday, 23:40", or the date. */
export function dayOf(at: number, now = Date.now()): string {
  const then = new Date(at);
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (sameDay(then, new Date(now))) return `today, ${timeOf(at)}`;
  if (sameDay(then, yesterday)) return `yesterday, ${timeOf(at)}`;
  return day.format(at);
}

/** The date and the time. */
export const momentOf = (at: number): string => `${day.format(at)}, ${timeOf(at)}`;

const two = (value: number): string => String(value).padStart(2, "0");

/** What a `datetime-local` field shows for a time, in this device's time zone. */
export function toField(at: number): string {
  const d = new Date(at);
  const year = String(d.getFullYear()).padStart(4, "0");
  const date = `${year}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  return `${date}T${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** The time that a `datetime-local` field means; null while it is not a whole one. */
export function fromField(value: string): number | null {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}
