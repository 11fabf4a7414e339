// Excludes the year 0, since MySQL does not treat it as a leap year and rejects its 29 February.
const ISO_DATE = /^(?!0000)\d{4}-\d{2}-\d{2}$/;

/** Whether the text is a day of the Gregorian calendar since the year 1, written as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  if (!ISO_DATE.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
