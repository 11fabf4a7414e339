import type { Observation } from "./observation.entity.js";

type Dated = Pick<Observation, "periodStart" | "periodPrecision">;

const monthOf = ({ periodStart }: Dated): number =>
  Number(periodStart.slice(0, 4)) * 12 + Number(periodStart.slice(5, 7));

/** The months, counted on through years, of which statements that are dated to a month are. */
export const monthsOf = (statements: readonly Dated[]): ReadonlySet<number> =>
  new Set(statements.filter(({ periodPrecision }) => periodPrecision === "MONTH").map(monthOf));

/**
 * Whether two statements are steps of a monthly series, whoever prints it: of two months on end, with a third one
 * before or after. What changes from one to the other is growth.
 */
export function isMonthlyStep(one: Dated, other: Dated, months: ReadonlySet<number>): boolean {
  if (one.periodPrecision !== "MONTH" || other.periodPrecision !== "MONTH") return false;
  const [a, b] = [monthOf(one), monthOf(other)];
  return Math.abs(a - b) === 1 && (months.has(Math.min(a, b) - 1) || months.has(Math.max(a, b) + 1));
}
