import { dayNumber } from "../../time/day.js";
import { KINDS, type IndicatorKind } from "./indicator-kind.rules.js";
import { isMonthlyStep, monthsOf } from "./monthly.rules.js";
import { baseOf, periodOf, seriesOf, type Rival } from "./rival.js";
import { NEAR_DAYS, NEAR_DAYS_OF_COUNTINGS } from "./near.rules.js";

type Timed = Pick<
  Rival,
  | "periodStart"
  | "periodEnd"
  | "periodPrecision"
  | "effectiveOn"
  | "sourceSlug"
  | "base"
  | "denominatorCode"
  | "countedBy"
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
  const months = monthsOf(statements);
  const sorted = statements
    .map((statement) => ({ statement, day: dayNumber(statement.effectiveOn) }))
    .sort((one, other) => one.day - other.day);
  return sorted.some(({ statement, day }, index) => {
    for (let before = index - 1; before >= 0; before--) {
      const other = sorted[before];
      if (!other || day - other.day > near) return false;
      if (isPair(statement, other.statement, months)) return true;
    }
    return false;
  });
}

// A source's own next statement is no rival, and neither is the next step of a monthly series.
const isPair = (one: Timed, other: Timed, months: ReadonlySet<number>): boolean =>
  seriesOf(one) !== seriesOf(other) && (!isSameSeries(one, other) || !isMonthlyStep(one, other, months));

const isSameSeries = (one: Timed, other: Timed): boolean =>
  baseOf(one) === baseOf(other) && one.countedBy === other.countedBy;
