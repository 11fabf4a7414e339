import { checkOperand } from "../../graph/declare/operators.js";
import { mapInTurns, sortInTurns } from "../../time/turn.js";
import type { StatisticDimension, StatisticHaving, StatisticOrder } from "./statistics.args.js";
import type { StatisticCell, StatisticRow } from "./statistics.type.js";
import type { Signal } from "../../time/signal.js";

const cellOf = ({ cells }: StatisticRow, code: string): StatisticCell | undefined =>
  cells.find(({ indicatorCode }) => indicatorCode === code);

const valueOf = (row: StatisticRow, code: string): number | null => cellOf(row, code)?.value ?? null;

type Holds = (bounds: { least: number; most: number }, operand: number) => boolean;

// What is certain: "below 50 percent" is not known to be 0.5 or more, nor to be 0.1 or more.
const HOLDS: Record<string, Holds> = {
  eq: ({ least, most }, operand) => least === operand && most === operand,
  gt: ({ least }, operand) => least > operand,
  gte: ({ least }, operand) => least >= operand,
  lt: ({ most }, operand) => most < operand,
  lte: ({ most }, operand) => most <= operand,
};

// An approximate value without bounds counts as what it says; an open side is not known. Null when there is no value.
function certain(cell: StatisticCell | undefined): { least: number; most: number } | null {
  const { value = null, qualifier, lowerBound, upperBound } = cell ?? {};
  if (value === null) return null;
  const stated = qualifier === "APPROXIMATE" ? value : null;
  return { least: lowerBound ?? stated ?? NaN, most: upperBound ?? stated ?? NaN };
}

/** Whether it is certain that a row's values are as demanded. */
export function satisfies(row: StatisticRow, having: readonly StatisticHaving[]): boolean {
  return having.every(({ indicator, value: operators }) => {
    const cell = cellOf(row, indicator);
    return Object.entries(operators).every(([name, operand]) => {
      checkOperand(operand, `having.${name}`);
      if (name === "isNull") return ((cell?.value ?? null) === null) === operand;
      const known = certain(cell);
      return known !== null && (HOLDS[name]?.(known, Number(operand)) ?? false);
    });
  });
}

const DIMENSION_VALUES: Record<StatisticDimension, (row: StatisticRow) => string | number | null> = {
  COUNTRY: () => null,
  PROVINCE: ({ provinceCode }) => provinceCode,
  REGION: ({ regionCode }) => regionCode,
  LEVEL: ({ level }) => level,
  YEAR: ({ year }) => year,
  MONTH: ({ year, month }) => (year === null || month === null ? null : year * 100 + month),
  CATEGORY: ({ categoryCode }) => categoryCode,
  SEGMENT: ({ segment }) => segment,
  FUNDING: ({ funding }) => funding,
  VALUE_STATUS: ({ valueStatus }) => valueStatus,
  SOURCE_TYPE: ({ sourceType }) => sourceType,
};

interface Keyed {
  row: StatisticRow;
  keys: readonly (string | number | null)[];
}

/** The rows by steps of an order; unknown values (null) are less than all others. */
export async function inOrder(
  rows: readonly StatisticRow[],
  order: readonly StatisticOrder[],
  signal: Signal | null,
): Promise<StatisticRow[]> {
  // Each value is found once, not with every comparison.
  const reads = order.map(({ indicator, dimension }) =>
    dimension ? DIMENSION_VALUES[dimension] : (row: StatisticRow) => valueOf(row, indicator ?? ""),
  );
  const signs = order.map(({ direction }) => (direction === "ASC" ? 1 : -1));
  const keyed = await mapInTurns(
    rows,
    (row): Keyed => ({ row, keys: reads.map((read) => read(row)) }),
    signal,
  );
  const compare = ({ keys: one }: Keyed, { keys: other }: Keyed): number => {
    for (let step = 0; step < signs.length; step += 1) {
      const [a, b] = [one[step] ?? null, other[step] ?? null];
      if (a === b) continue;
      const isLess = a === null || (b !== null && a < b);
      return (isLess ? -1 : 1) * (signs[step] ?? 1);
    }
    return 0;
  };
  return (await sortInTurns(keyed, compare, signal)).map(({ row }) => row);
}
