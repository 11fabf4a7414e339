import { signalOf, type Database } from "../../database/statement.js";
import type { Region } from "../regions/region.entity.js";
import { neededTogether } from "./region-value.js";
import { seriesQueryOf } from "./series/series-query.js";
import { seriesRows } from "./series/series-rows.js";
import type { StatisticIndicator } from "./region-value.js";
import { listSeries } from "./series/statistic-series.queries.js";
import { statistics } from "./aggregate.js";
import { listFacts, listPlaces } from "./statistics.queries.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticRow } from "./statistics.type.js";

/** What a table is asked for. */
export interface RowsAsked {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  filter: Record<string, unknown> | null;
}

/** Rows in no order. */
export interface RowsFound {
  rows: StatisticRow[];
  /** The regions that were read along. */
  regions: readonly Region[];
}

/** The rows as stored series tell; null when they do not hold the answer. */
export async function rowsFromSeries(
  db: Database,
  { indicators, dimensions, filter }: RowsAsked,
): Promise<RowsFound | null> {
  const question = seriesQueryOf(indicators, dimensions, filter);
  if (question === null) return null;
  const { series, regions } = await listSeries(db, question);
  // What a row lacks is told by all regions that are meant, whether they report or not.
  const isComposed = question.scope === "REGION" && !dimensions.includes("REGION");
  const places = isComposed ? await listPlaces(db, question.regionFilter) : regions;
  const rows = await seriesRows(series, { question, indicators, dimensions, places, signal: signalOf(db) });
  return rows && { rows, regions: places };
}

/** The rows by definition: of each fact that the filter lets in. Throws BAD_USER_INPUT for what may not be combined. */
export async function rowsFromFacts(
  db: Database,
  { indicators, dimensions, filter }: RowsAsked,
): Promise<RowsFound> {
  const categoryChosen = dimensions.includes("CATEGORY") || mentions(filter, "category");
  const all = neededTogether(indicators);
  const facts = await listFacts(db, {
    filter,
    lastOnly: indicators.map(({ code }) => code).filter((code) => !all.includes(code)),
    all,
    categoryChosen,
    statusChosen: mentions(filter, "valueStatus"),
    everyStatus: dimensions.includes("VALUE_STATUS"),
    bySourceType: dimensions.includes("SOURCE_TYPE"),
    bucketLength: bucketLength(dimensions),
  });
  const places = await listPlaces(db, (filter?.region as object | undefined) ?? null);
  const request = { indicators, dimensions, categoryChosen, places, signal: signalOf(db) };
  return { rows: await statistics(facts, request), regions: places };
}

const bucketLength = (dimensions: readonly StatisticDimension[]): 0 | 4 | 7 => {
  if (dimensions.includes("MONTH")) return 7;
  return dimensions.includes("YEAR") ? 4 : 0;
};

/** Whether a filter speaks of a field, itself or in what it combines. */
function mentions(filter: unknown, field: string): boolean {
  if (Array.isArray(filter)) return filter.some((part) => mentions(part, field));
  if (filter === null || typeof filter !== "object") return false;
  const given = filter as Record<string, unknown>;
  return given[field] !== undefined || [given.and, given.or, given.not].some((part) => mentions(part, field));
}
