import { badUserInput } from "../../errors.js";
import { asOfOrNow } from "../../database/as-of.js";
import { signalOf, type Database } from "../../database/statement.js";
import { unknownCode } from "../../graph/declare/codes.js";
import { requireKnownCodes } from "../../graph/declare/filter.js";
import { checkedFlatFilter } from "../../graph/declare/flat-filter.js";
import { readAsOf } from "../../graph/declare/as-of.js";
import { oneAtATime } from "../../time/one-at-a-time.js";
import { mapInTurns } from "../../time/turn.js";
import type { Region } from "../regions/region.entity.js";
import { indicatorsAndKin } from "../observations/indicator.queries.js";
import { INDICATOR_CODES, type Indicator } from "../observations/indicator.entity.js";
import { Observation } from "../observations/observation.entity.js";
import { checkLatest, latestOf } from "./latest-day.js";
import { rowsFromRuns, rowsFromSeries } from "./read-rows.js";
import { withKindred } from "./statistic-indicator.js";
import { inOrder, satisfies } from "./order.js";
import { MAX_INDICATORS, type StatisticArgs, type StatisticOrder } from "./statistics.args.js";
import type { StatisticRow, StatisticTable } from "./statistics.type.js";

/** The most rows that a table may show, and dimensions it may be grouped by. */
const MAX_ROWS = 5000;
const MAX_DIMENSIONS = 5;

/** Reads a table of grouped figures. Throws BAD_USER_INPUT for unknown indicators and for what may not be combined. */
export async function readStatistics(db: Database, args: StatisticArgs): Promise<StatisticTable> {
  checkSizes(args);
  checkLatest(args);
  return oneAtATime(db, () => readTable(db, args));
}

async function readTable(db: Database, args: StatisticArgs): Promise<StatisticTable> {
  const { groupBy: dimensions, having, orderBy, first } = args;
  if (args.filter) await requireKnownCodes(db, Observation, args.filter);
  const known = await indicatorsAndKin(db, args.indicators);
  const unknown = args.indicators.find((code) => !known.some((indicator) => indicator.code === code));
  if (unknown !== undefined) throw await unknownCode(db, { vocabulary: INDICATOR_CODES, code: unknown });
  const indicators = chosenIndicators(known, args);
  const asked = {
    indicators: indicators.map((indicator) => withKindred(indicator, known)),
    dimensions,
    filter: args.filter ? checkedFlatFilter(db, Observation, args.filter, null) : null,
    latest: latestOf(args),
    asOf: readAsOf(args.asOf),
  };
  const found = await asOfOrNow(db, asked.asOf, async (asOf) => {
    const query = { ...asked, asOf };
    return (await rowsFromSeries(db, query)) ?? (await rowsFromRuns(db, query));
  });
  const signal = signalOf(db);
  const isShown = await mapInTurns(found.rows, (row) => satisfies(row, having ?? []), signal);
  const rows = found.rows.filter((_, index) => isShown[index]);
  const standard = dimensions.map((dimension): StatisticOrder => ({ dimension, direction: "ASC" }));
  const shown = (await inOrder(rows, [...(orderBy ?? []), ...standard], signal)).slice(0, first);
  nameRows(shown, indicators, found.regions);
  return { asked, rows: shown, totalRows: rows.length };
}

function nameRows(
  rows: readonly StatisticRow[],
  indicators: readonly Indicator[],
  regions: readonly Region[],
): void {
  const byCode = new Map(regions.map((region) => [region.code, region]));
  for (const row of rows) {
    const province = byCode.get(row.provinceCode ?? "");
    const region = byCode.get(row.regionCode ?? "");
    if (province) row.province = province;
    if (region) row.region = region;
    row.cells.forEach((cell, index) => {
      const indicator = indicators[index];
      if (indicator) cell.indicator = indicator;
    });
  }
}

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
  const chosen = indicators.flatMap((code) => known.find((other) => other.code === code) ?? []);
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
