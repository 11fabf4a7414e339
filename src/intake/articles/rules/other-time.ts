import type { Analysed } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import type { TimeMention, Today } from "../find/times.js";
import { isFormer } from "./former.js";
import type { Carried, PeriodCells } from "./period-cells.js";

/** The time of a number that is put beside another: the same months, the year before, or what was before it changed. */
export const otherTime = (
  sentence: Analysed,
  clause: Clause,
  mention: TimeMention | null,
  { today, carried }: { today: Today; carried: Carried },
): PeriodCells | null =>
  samePeriod(sentence, clause, mention, carried) ??
  yearBefore(sentence, clause, carried) ??
  formerYear(sentence, clause, mention, today);

const YEAR_BEFORE = /(?<!\p{L})(?:se)?tahun\s+sebelumnya(?!\p{L})/iu;

// "Setahun sebelumnya" is the year before the one that the text speaks of.
function yearBefore({ text, times }: Analysed, { left }: Clause, carried: Carried): PeriodCells | null {
  const match = YEAR_BEFORE.exec(text.slice(0, left.end));
  if (!match) return null;
  const own = times.filter((time) => time.end <= match.index && time.kind !== "EVENT").at(-1)?.until;
  const year = own ?? carried.span?.end ?? carried.people?.end ?? carried.asOf?.until;
  if (year === undefined) return null;
  const before = String(Number(year.slice(0, 4)) - 1);
  return { start: before, end: before, doubt: "it is the year before the one named", mention: null };
}

const FORMERLY = /(?<!\p{L})(?:semula|awalnya|mulanya)(?!\p{L})/iu;

// "Semula 10.000", "dari 10.000 menjadi 13.500 orang pada 2025": what a number was before has another time, which is not named.
function formerYear(
  { text, clauses }: Analysed,
  { quantity, left, place }: Clause,
  mention: TimeMention | null,
  today: Today,
): PeriodCells | null {
  const next = clauses[place + 1]?.quantity;
  if (!isFormer(text, quantity, next) && !FORMERLY.test(text.slice(left.start, quantity.phrase.start)))
    return null;
  const isOwn =
    mention !== null && mention.start >= left.start && mention.end <= (next?.start ?? text.length);
  const now = mention?.until ?? today;
  if (isOwn || now === null) return null;
  const year = String(Number(now.slice(0, 4)) - 1);
  return {
    start: year,
    end: year,
    doubt: "it is what was before, taken to be of the year before",
    mention: null,
  };
}

const SAME_PERIOD = /(?<!\p{L})(?:pada\s+)?(?:periode|waktu|rentang)\s+(?:yang\s+)?sama(?!\p{L})/iu;
const MONTHS_LONG = "YYYY-MM".length;

// "Pada periode yang sama tahun 2024": the months of the latest span, in the year that is named, if one is.
function samePeriod(
  { text, times, clauses }: Analysed,
  { segment }: Clause,
  mention: TimeMention | null,
  carried: Carried,
): PeriodCells | null {
  const same = SAME_PERIOD.exec(text);
  // Behind all numbers it is that of all.
  const isOfAll = same !== null && clauses.every(({ quantity }) => quantity.end <= same.index);
  if (!same || (same.index > segment.end && !isOfAll)) return null;
  const last = times.find((time) => time.end <= same.index && time.from.length >= MONTHS_LONG);
  const span = last ? { start: last.from, end: last.until } : (carried.span ?? carried.people);
  if (!span || span.start.length < MONTHS_LONG) return null;
  const isBehind = mention !== null && mention.start >= same.index;
  if (mention !== null && !isBehind) return null;
  const inYear = (time: string): string =>
    (mention ? mention.from.slice(0, 4) : time.slice(0, 4)) + time.slice(4);
  return {
    start: inYear(span.start),
    end: inYear(span.end),
    doubt: "its months are those of the period named before",
    mention,
  };
}
