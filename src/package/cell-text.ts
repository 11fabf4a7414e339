import { partialDate } from "../time/partial-date.js";

/** The cell for a stored number: its digits without an exponent, which table schemas do not take. */
export function numberText(value: number | null): string {
  if (value === null) return "";
  const [digits = "", exponent] = String(value).split("e");
  if (exponent === undefined) return digits;
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d)(?:\.(\d+))?$/.exec(digits) ?? [];
  const point = Number(exponent) + 1;
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`;
  return sign + all.padEnd(point, "0");
}

/** The texts, shortest first, that name a month or year whose first day, or last day, is the one given; and the day. An unknown day has no text. */
export function dateTexts(day: string, end: "from" | "until"): string[] {
  if (day === "") return [""];
  return [day.slice(0, 4), day.slice(0, 7), day].filter((text) => partialDate(text)?.[end] === day);
}
