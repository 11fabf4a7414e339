import type { Database } from "../../../database/statement.js";
import { monthsAfter } from "../../../time/months.js";
import { dayAfter } from "../../../time/today.js";
import { nextChanges, type NextChange } from "../../observations/observation.queries.js";
import { COMPARABLE_MONTHS } from "../../regions/comparable.rules.js";
import { hasChildren } from "../../regions/region-code.rules.js";
import { childrenByRegion } from "../../regions/region.queries.js";
import { coverageIndicators, POTENTIAL } from "../coverage.js";
import type { Coverage } from "../coverage.type.js";
import { DECISIVE_SEGMENTS } from "../../figures/segments.rules.js";

const FOREVER = "9999-12-31";

/** Before which day latest coverages of a day may have to be answered otherwise, for each of them. */
export async function validUntil(
  db: Database,
  coverages: readonly Coverage[],
  day: string,
): Promise<string[]> {
  const summed = coverages.filter(isSummed);
  const lists = await childrenByRegion(
    db,
    summed.map(({ regionCode }) => regionCode),
  );
  const children = new Map(summed.map((coverage, index) => [coverage, lists[index] ?? []]));
  const codesOf = (coverage: Coverage): string[] => [coverage.regionCode, ...(children.get(coverage) ?? [])];
  const wanted = { indicatorCodes: coverageIndicators(POTENTIAL), categoryCodes: DECISIVE_SEGMENTS };
  const read = (some: readonly Coverage[], currentOnly: boolean): Promise<Map<string, NextChange>> =>
    nextChanges(db, [...new Set(some.flatMap(codesOf))], { ...wanted, currentOnly }, day);
  const current = await read(coverages, true);
  const all = await read(
    coverages.filter((coverage) => isSummed(coverage) || mayLackTotal(coverage)),
    false,
  );
  return coverages.map((coverage) =>
    [
      ...codesOf(coverage).flatMap((code) => [nextDay(current.get(code), day), nextDay(all.get(code), day)]),
      staleFrom(coverage),
    ].reduce((first, next) => (next < first ? next : first)),
  );
}

// Whether a sum over segments, of which none need be the latest of its own, answers or may come to.
const mayLackTotal = ({ protectedWorkers, potentialWorkers }: Coverage): boolean =>
  [protectedWorkers, potentialWorkers].some((figure) => figure?.basis !== "REPORTED");

// Whether what is known of its child regions decides, or may come to.
const isSummed = ({ regionCode, rate }: Coverage): boolean =>
  hasChildren(regionCode) && (rate?.basis === "ROLLED_UP" || (rate?.denominatorCode ?? null) === null);

// What is known last changes when a statement begins to hold; and while a span lasts, on the day after that, at the
// beginning of a year and after its end.
function nextDay(change: NextChange | undefined, day: string): string {
  if (!change) return FOREVER;
  const { begin, end, isFresh } = change;
  const days = [begin ?? FOREVER];
  if (end !== null) {
    days.push(dayAfter(end), `${Number(day.slice(0, 4)) + 1}-01-01`);
    if (isFresh) days.push(dayAfter(day));
  }
  return days.sort()[0] ?? FOREVER;
}

// A sum lacks a child once its figures are too old.
const staleFrom = ({ rate }: Coverage): string =>
  rate?.basis === "ROLLED_UP" ? dayAfter(monthsAfter(rate.effectiveOn, COMPARABLE_MONTHS)) : FOREVER;
