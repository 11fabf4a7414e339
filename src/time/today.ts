// Western Indonesia Time has no daylight saving. A formatter would take longer than the rest of a small request's dates.
const JAKARTA_MS = 7 * 3_600_000;

/** The date in Jakarta at an instant, by default now; Indonesia's figures are dated by Jakarta time. */
export const dayInJakarta = (instant: Date = new Date()): string =>
  new Date(instant.getTime() + JAKARTA_MS).toISOString().slice(0, 10);

const DAY_MS = 86_400_000;

const dayFrom = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The next day. */
export function dayAfter(day: string): string {
  const date = Number(day.slice(8));
  // Every month has 28 days, so that most days take no Date.
  return date < 28 ? day.slice(0, 8) + String(date + 1).padStart(2, "0") : dayFrom(day, 1);
}

/** The previous day. */
export const dayBefore = (day: string): string => dayFrom(day, -1);

/** The day some days earlier. */
export const daysBefore = (day: string, days: number): string => dayFrom(day, -days);

/** Today's date in Jakarta. */
export const today = (): string => dayInJakarta();

/** The present instant, as in ISO 8601. */
export const presentInstant = (): string => new Date().toISOString();
