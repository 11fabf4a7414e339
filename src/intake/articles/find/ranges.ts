import { proseNumbers, type ProseNumber } from "../../../transfer/mapping/prose-numbers.js";

/** A number, or the lower end of a range with its upper end. */
export interface RangedNumber extends ProseNumber {
  /** The upper end of a range; null for one number. */
  upper: string | null;
}

const DASH = /(?<=\d|ribu|juta|miliar|triliun|persen|%)(\s*)[–—-](?=\s*(?:Rp\.?\s?)?\d)/giu;
const BETWEEN = /^\s*(?:[–—-]|sampai(?:\s+dengan)?|hingga|s\/d|s\.d\.?)\s*$/iu;
const AND = /^\s*(?:dan|dengan)\s*$/iu;
const AMONG = /(?<!\p{L})(?:antara|kisaran|berkisar|rentang)\s*(?:Rp\.?\s?)?$/iu;
// "Naik dari 21 persen hingga 26 persen" are two numbers.
const FROM = /(?<!\p{L})(?:dari|semula)\s+(?:\p{L}+\s+)?$/iu;

/** The numbers of a text, with "5.000–6.000" and "antara 5 sampai 6 ribu" as one. */
export function rangedNumbers(text: string): RangedNumber[] {
  // The dash of a range would make its second number a part of a code.
  const numbers = proseNumbers(text.replace(DASH, (dash) => " ".repeat(dash.length)));
  const found: RangedNumber[] = [];
  for (let at = 0; at < numbers.length; at += 1) {
    const [number, next] = [numbers[at], numbers[at + 1]];
    if (!number) continue;
    const range = next && rangeOf(text, number, next);
    if (range) at += 1;
    found.push(range ?? { ...number, upper: null });
  }
  return found;
}

function rangeOf(text: string, lower: ProseNumber, upper: ProseNumber): RangedNumber | null {
  const [before, between] = [text.slice(0, lower.start), text.slice(lower.end, upper.start)];
  const isRange = BETWEEN.test(between) ? !FROM.test(before) : AND.test(between) && AMONG.test(before);
  if (!isRange || (lower.unit !== null && upper.unit !== null && lower.unit !== upper.unit)) return null;
  // "18-20 ribu", "Rp1,5-2 miliar": what scales the upper end scales both.
  const own = lower.isScaled || lower.unit === "PERCENT" || !(upper.isScaled || upper.unit === "PERCENT");
  const shared = own ? null : proseNumbers(`${lower.text.trim()} ${scaleOf(upper.text)}`)[0];
  const value = [shared?.value, lower.value].find(
    (end) => end !== undefined && Number(end) < Number(upper.value),
  );
  if (value === undefined) return null;
  return {
    ...upper,
    start: lower.start,
    text: text.slice(lower.start, upper.end),
    value,
    upper: upper.value,
    unit: upper.unit ?? lower.unit,
    doubts: [...lower.doubts, ...upper.doubts],
  };
}

const scaleOf = (text: string): string => text.replace(/^\D*[\d.,]+\s*/u, "");
