import { signalOf, type Database } from "../../database/statement.js";
import type { Region } from "../regions/region.entity.js";
import { addFacts, rowsIn } from "./aggregate.js";
import { Grouping } from "./grouping.js";
import { mentions } from "./mentions.js";
import type { Place, RegionPlace } from "./region-tree.js";
import { readFacts, type Into } from "./runs/read-facts.js";
import { seriesQueryOf } from "./series/series-query.js";
import { seriesRows } from "./series/series-rows.js";
import { listSeries } from "./series/statistic-series.queries.js";
import { neededFor } from "./statistic-indicator.js";
import { listFacts, listPlaces, type FactSelection } from "./statistics.queries.js";
import type { StatisticsQuery } from "./statistics-query.js";
import type { StatisticRow } from "./statistics.type.js";

/** Rows in no order. */
export interface RowsFound {
  rows: StatisticRow[];
  /** The regions that were read along. */
  regions: readonly Region[];
}

/** The rows as stored series tell; null when they do not hold the answer. */
export async function rowsFromSeries(db: Database, asked: StatisticsQuery): Promise<RowsFound | null> {
  const { indicators, dimensions } = asked;
  const question = seriesQueryOf(asked);
  if (question === null) return null;
  const { series, regions } = await listSeries(db, question);
  // None are there either when nothing is stated, or after a migration, until the next load.
  if (series.length === 0) return null;
  const found = [...regions];
  const places = async (): Promise<readonly Place[]> => {
    // Regions that each stand alone are made of no others.
    if (dimensions.includes("REGION")) return regions.map(aloneOf);
    const listed = await listPlaces(db, question.regionFilter);
    found.push(...listed.map(({ region }) => region));
    return listed;
  };
  const rows = await seriesRows(series, { question, indicators, dimensions, places, signal: signalOf(db) });
  return rows && { rows, regions: found };
}

const aloneOf = ({ code, level }: Region): Place => ({
  code,
  level,
  areaSince: null,
  employed: null,
});

/** The rows by definition: of each fact that the filter lets in. Throws BAD_USER_INPUT for what may not be combined. */
export const rowsFromFacts = (db: Database, asked: StatisticsQuery): Promise<RowsFound> =>
  rowsOfFacts(db, asked, async ({ grouping }) =>
    addFacts(grouping, await listFacts(db, selectionOf(asked)), signalOf(db)),
  );

/** The rows of what decides them. Throws as `rowsFromFacts` does. */
export const rowsFromRuns = (db: Database, asked: StatisticsQuery): Promise<RowsFound> =>
  rowsOfFacts(db, asked, (into) => readFacts(db, asked, selectionOf(asked), into));

const isCategoryChosen = ({ dimensions, filter }: StatisticsQuery): boolean =>
  dimensions.includes("CATEGORY") || mentions(filter, "category");

const selectionOf = (asked: StatisticsQuery): FactSelection => ({
  filter: asked.filter,
  indicators: [...new Set(asked.indicators.flatMap(neededFor))],
  categoryChosen: isCategoryChosen(asked),
  asOf: asked.asOf,
});

async function rowsOfFacts(
  db: Database,
  asked: StatisticsQuery,
  read: (into: Into) => Promise<void>,
): Promise<RowsFound> {
  const { indicators, dimensions, filter, latest } = asked;
  const statusChosen = dimensions.includes("VALUE_STATUS") || mentions(filter, "valueStatus");
  const grouping = new Grouping({ dimensions, statusChosen, latest });
  let listed: Promise<readonly RegionPlace[]> | null = null;
  const listing = (): Promise<readonly RegionPlace[]> =>
    (listed ??= listPlaces(db, (filter?.region as object | undefined) ?? null));
  await read({ grouping, places: listing });
  const places = await listing();
  const request = {
    indicators,
    categoryChosen: isCategoryChosen(asked),
    payerChosen: dimensions.includes("FUNDING") || mentions(filter, "funding"),
    places,
    signal: signalOf(db),
  };
  return { rows: await rowsIn(grouping, request), regions: places.map(({ region }) => region) };
}
