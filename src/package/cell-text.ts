import { partialDate } from "../time/partial-date.js";

/** The cell text of a number, without an exponent, which table schemas do not accept. */
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

/**
 * All texts that a first (`from`) or last (`until`) day may have been written as: the year and month that begin or end
 * with it, and the day itself, shortest first. An unknown day is empty text.
 */
export function dateTexts(day: string, end: "from" | "until"): string[] {
  if (day === "") return [""];
  return [day.slice(0, 4), day.slice(0, 7), day].filter((text) => partialDate(text)?.[end] === day);
}
