const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number =>
  month === 2 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0)
    ? 29
    : (DAYS_IN_MONTH[month - 1] ?? 31);

const pad = (number: number, digits: number): string => String(number).padStart(digits, "0");

// The number that some digits of a day are. Converting a part of a text takes ten times as long.
function numberIn(day: string, from: number, until: number): number {
  let number = 0;
  for (let place = from; place < until; place += 1) number = number * 10 + day.charCodeAt(place) - DIGIT_0;
  return number;
}

const DIGIT_0 = 48;

/** The year of a day. */
export const yearOf = (day: string): number => numberIn(day, 0, 4);

/** The day some months after one, before it for a negative number; the last day of a month that is too short. */
export function monthsAfter(day: string, months: number): string {
  const serial = yearOf(day) * 12 + numberIn(day, 5, 7) - 1 + months;
  const year = Math.floor(serial / 12);
  const month = serial - year * 12 + 1;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(Math.min(numberIn(day, 8, 10), daysIn(year, month)), 2)}`;
}

/** How many days one day lies after another; negative when it lies before. */
export const daysBetween = (earlier: string, later: string): number => serialOf(later) - serialOf(earlier);

const DAYS_BEFORE_MONTH = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];

// A day's number. Years begin in March, so that the leap day is the last. Parsing a Date takes ten times as long.
function serialOf(day: string): number {
  const month = numberIn(day, 5, 7);
  const year = yearOf(day) - (month < 3 ? 1 : 0);
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leapDays + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + numberIn(day, 8, 10);
}
