import { badUserInput } from "../../errors.js";
import type { Database } from "../../graph/statement.js";
import { listIndicators } from "./coverage.queries.js";
import type { Indicator } from "./indicator.entity.js";
import { neededTogether } from "./region-value.js";
import { statistics } from "./statistics.js";
import { listFacts, listPlaces } from "./statistics.queries.js";
import type {
  StatisticArgs,
  StatisticDimension,
  StatisticHaving,
  StatisticOrder,
  StatisticRow,
  StatisticTable,
} from "./statistics.type.js";

/** The most rows that a table may show, indicators it may have, and dimensions it may be grouped by. */
const MAX_ROWS = 5000;
const MAX_INDICATORS = 10;
const MAX_DIMENSIONS = 5;

/** Reads a table of grouped figures. Throws BAD_USER_INPUT for unknown indicators and for what may not be combined. */
export async function readStatistics(db: Database, args: StatisticArgs): Promise<StatisticTable> {
  checkSizes(args);
  const indicators = chosenIndicators(await listIndicators(db), args);
  const { groupBy: dimensions } = args;
  const filter = args.filter ?? null;
  const categoryChosen = dimensions.includes("CATEGORY") || mentions(filter, "category");
  const all = neededTogether(indicators);
  const lastOnly = indicators.map(({ code }) => code).filter((code) => !all.includes(code));
  const facts = await listFacts(db, {
    filter,
    lastOnly,
    all,
    categoryChosen,
    statusChosen: mentions(filter, "valueStatus"),
    everyStatus: dimensions.includes("VALUE_STATUS"),
    bySourceType: dimensions.includes("SOURCE_TYPE"),
    bucketLength: bucketLength(dimensions),
  });
  const places = await listPlaces(db, (filter?.region as object | undefined) ?? null);
  const rows = statistics(facts, { indicators, dimensions, categoryChosen, places }).filter((row) =>
    satisfies(row, args.having ?? []),
  );
  const order = args.orderBy?.length ? args.orderBy : [];
  const standard = dimensions.map((dimension): StatisticOrder => ({ dimension, direction: "ASC" }));
  rows.sort((one, other) => compareRows(one, other, [...order, ...standard]));
  return { rows: rows.slice(0, args.first), totalRows: rows.length };
}

const bucketLength = (dimensions: readonly StatisticDimension[]): 0 | 4 | 7 => {
  if (dimensions.includes("MONTH")) return 7;
  return dimensions.includes("YEAR") ? 4 : 0;
};

function checkSizes({ indicators, groupBy, first, orderBy }: StatisticArgs): void {
  if (indicators.length === 0 || indicators.length > MAX_INDICATORS) {
    throw badUserInput(`\`indicators\` names ${indicators.length} indicators; name 1 to ${MAX_INDICATORS}.`);
  }
  if (new Set(indicators).size < indicators.length)
    throw badUserInput("`indicators` names an indicator twice.");
  if (groupBy.length > MAX_DIMENSIONS || new Set(groupBy).size < groupBy.length) {
    throw badUserInput(`\`groupBy\` must name at most ${MAX_DIMENSIONS} dimensions, each once.`);
  }
  if (groupBy.includes("CATEGORY") && groupBy.includes("SEGMENT")) {
    throw badUserInput("Group by either CATEGORY or SEGMENT: whole segments are categories themselves.");
  }
  if (first < 0 || first > MAX_ROWS)
    throw badUserInput(`\`first\` is ${first}; a table has 0 to ${MAX_ROWS} rows.`);
  for (const { indicator, dimension } of orderBy ?? []) {
    if (((indicator ?? null) === null) === ((dimension ?? null) === null)) {
      throw badUserInput("Each step of `orderBy` must name exactly one of `indicator` and `dimension`.");
    }
  }
}

function chosenIndicators(
  known: readonly Indicator[],
  { indicators, having, orderBy, groupBy }: StatisticArgs,
): Indicator[] {
  const chosen = indicators.map((code) => {
    const indicator = known.find((other) => other.code === code);
    if (!indicator) throw badUserInput(`No indicator has the code "${code}". \`indicators\` lists them.`);
    return indicator;
  });
  const columns = [
    ...(having ?? []).map(({ indicator }) => indicator),
    ...(orderBy ?? []).flatMap(({ indicator }) => indicator ?? []),
  ];
  for (const code of columns) {
    if (!indicators.includes(code))
      throw badUserInput(`"${code}" is no column of this table; its columns are ${indicators.join(", ")}.`);
  }
  for (const { dimension } of orderBy ?? []) {
    if (dimension && !groupBy.includes(dimension))
      throw badUserInput(`The table is not grouped by ${dimension}, so it cannot be ordered by it.`);
  }
  return chosen;
}

/** Whether a filter speaks of a field, itself or in what it combines. */
function mentions(filter: unknown, field: string): boolean {
  if (Array.isArray(filter)) return filter.some((part) => mentions(part, field));
  if (filter === null || typeof filter !== "object") return false;
  const given = filter as Record<string, unknown>;
  return given[field] !== undefined || [given.and, given.or, given.not].some((part) => mentions(part, field));
}

const valueOf = ({ cells }: StatisticRow, code: string): number | null =>
  cells.find(({ indicatorCode }) => indicatorCode === code)?.value ?? null;

const HOLDS: Record<string, (value: number, operand: number) => boolean> = {
  eq: (value, operand) => value === operand,
  gt: (value, operand) => value > operand,
  gte: (value, operand) => value >= operand,
  lt: (value, operand) => value < operand,
  lte: (value, operand) => value <= operand,
};

function satisfies(row: StatisticRow, having: readonly StatisticHaving[]): boolean {
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

function compareRows(one: StatisticRow, other: StatisticRow, order: readonly StatisticOrder[]): number {
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
