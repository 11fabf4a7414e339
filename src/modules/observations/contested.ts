import { dayNumber } from "../../time/day.js";
import { KINDS, type IndicatorKind } from "./indicator-kind.rules.js";
import { periodOf, seriesOf, type Rival } from "./rival.js";
import { NEAR_DAYS, NEAR_DAYS_OF_COUNTINGS } from "./rival-sets.js";

type Timed = Pick<
  Rival,
  "periodStart" | "periodEnd" | "effectiveOn" | "sourceSlug" | "base" | "denominatorCode" | "countedBy"
>;

/**
 * Whether any two of the statements may rival each other or would but for base and counting: their periods are equal, or
 * those of two sources overlap or have effective days near each other, or one source's overlap.
 */
export function isContested(statements: readonly Timed[], kind: IndicatorKind): boolean {
  if (statements.length < 2) return false;
  if (new Set(statements.map(periodOf)).size < statements.length) return true;
  return KINDS[kind].partsOfPeriodsRival && (anyOverlap(statements) || anyNear(statements));
}

function anyOverlap(statements: readonly Timed[]): boolean {
  let lastEnd = "";
  return [...statements]
    .sort((one, other) => (one.periodStart < other.periodStart ? -1 : 1))
    .some(({ periodStart, periodEnd }) => {
      if (lastEnd >= periodStart) return true;
      lastEnd = periodEnd;
      return false;
    });
}

function anyNear(statements: readonly Timed[]): boolean {
  const isCountedTwice = new Set(statements.flatMap(({ countedBy }) => countedBy ?? [])).size > 1;
  const near = isCountedTwice ? NEAR_DAYS_OF_COUNTINGS : NEAR_DAYS;
  const sorted = [...statements].sort((one, other) => (one.effectiveOn < other.effectiveOn ? -1 : 1));
  // A source's own next statement is no rival.
  return sorted.some((statement, index) => {
    const before = sorted[index - 1];
    return (
      before !== undefined &&
      seriesOf(before) !== seriesOf(statement) &&
      dayNumber(statement.effectiveOn) - dayNumber(before.effectiveOn) <= near
    );
  });
}
