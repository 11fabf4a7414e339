import { badUserInput } from "../../errors.js";
import type { StatisticDimension, StatisticHaving, StatisticOrder, StatisticRow } from "./statistics.type.js";

const valueOf = ({ cells }: StatisticRow, code: string): number | null =>
  cells.find(({ indicatorCode }) => indicatorCode === code)?.value ?? null;

const HOLDS: Record<string, (value: number, operand: number) => boolean> = {
  eq: (value, operand) => value === operand,
  gt: (value, operand) => value > operand,
  gte: (value, operand) => value >= operand,
  lt: (value, operand) => value < operand,
  lte: (value, operand) => value <= operand,
};

/** Whether a row's values are as demanded. */
export function satisfies(row: StatisticRow, having: readonly StatisticHaving[]): boolean {
  return having.every(({ indicator, value: operators }) => {
    const value = valueOf(row, indicator);
    return Object.entries(operators).every(([name, operand]) => {
      if (operand === null)
        throw badUserInput(`having.${name} is null. Leave it out, or use \`isNull: true\`.`);
      if (name === "isNull") return (value === null) === operand;
      return value !== null && (HOLDS[name]?.(value, Number(operand)) ?? false);
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

/** Compares rows by steps of an order; what is unknown comes last. */
export function compareRows(
  one: StatisticRow,
  other: StatisticRow,
  order: readonly StatisticOrder[],
): number {
  for (const { indicator, dimension, direction } of order) {
    const read = (row: StatisticRow): string | number | null =>
      dimension ? DIMENSION_VALUES[dimension](row) : valueOf(row, indicator ?? "");
    const [a, b] = [read(one), read(other)];
    if (a === b) continue;
    if (a === null) return 1;
    if (b === null) return -1;
    return (a < b ? -1 : 1) * (direction === "ASC" ? 1 : -1);
  }
  return 0;
}
