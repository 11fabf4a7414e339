import type { FieldPrice, PriceScope, RowsOf } from "../../graph/declare/field-price.js";
import { flatFilter, levelsOf } from "../../graph/declare/flat-filter.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { Observation } from "../observations/observation.entity.js";
import { latestOf } from "./latest-day.js";
import { seriesQueryOf } from "./series/series-query.js";
import { MAX_INDICATORS, type StatisticArgs, type StatisticDimension } from "./statistics.args.js";

/** Work for a table of stored series, for each of its rows, and for each observation when there are no series for it. */
const TABLE = 50;
const ROW = 0.03;
const FACT = 0.035;
/** How much of the work of observations is reckoned for bounds on periods: series hold most such tables, not all. */
const BOUNDED = 0.25;

/** Values of a dimension, at most; of others as many as there are rows. */
const VALUES: Partial<Record<StatisticDimension, number>> = {
  COUNTRY: 1,
  PROVINCE: 40,
  LEVEL: 5,
  YEAR: 50,
  MONTH: 600,
  SEGMENT: 4,
  FUNDING: 10,
  VALUE_STATUS: 4,
  SOURCE_TYPE: 10,
};

/** A table of grouped figures. */
export const statisticsPrice: FieldPrice<StatisticArgs> = {
  rows: 0,
  // What a filter says of regions, sources, indicators, denominators and categories is asked first, at each of its levels, and
  // of runs once more, of all categories at once; as of an instant, also what was loaded before and since.
  statements: ({ filter, asOf }) => (filter ? 6 + 9 * levelsOf(filter) : 5) + (asOf ? 4 : 0),
  work: (args, { rowsOf }) =>
    TABLE + ROW * rowsOfTable(args, rowsOf) + FACT * unstored(args) * rowsOf(Observation),
};

/** The categories that it leaves out. */
export const categoriesPrice: FieldPrice = {
  statements: 1,
  work: TABLE,
  values: (_args, { rowsOf }) => rowsOf(CohortCategory),
};

/** Its rows. */
export const rowsPrice: FieldPrice = {
  values: (_args, { around: [table], rowsOf }) => {
    const args = table as unknown as StatisticArgs;
    return Math.max(0, Math.min(args.first, rowsOfTable(args, rowsOf)));
  },
};

/** The cells of its rows. */
export const cellsPrice: FieldPrice = {
  values: (_args, { owners, around: [, table] }: PriceScope) =>
    owners * Math.min(MAX_INDICATORS, (table as unknown as StatisticArgs).indicators.length),
};

function rowsOfTable({ groupBy }: StatisticArgs, rowsOf: RowsOf): number {
  const values = groupBy.map((dimension) => {
    if (dimension === "REGION") return rowsOf(Region);
    return dimension === "CATEGORY" ? rowsOf(CohortCategory) + 1 : (VALUES[dimension] ?? rowsOf(Observation));
  });
  return Math.min(
    rowsOf(Observation),
    values.reduce((product, count) => product * count, 1),
  );
}

// Which part of the observations may have to be read, whatever kind the indicators are of.
function unstored(args: StatisticArgs): number {
  const { indicators, groupBy: dimensions } = args;
  const filter = args.filter ? flatFilter(Observation, args.filter) : null;
  const isStored = (["STOCK", "RATE"] as const).every(
    (kind) =>
      seriesQueryOf({
        indicators: indicators.slice(0, MAX_INDICATORS).map((code) => ({
          code,
          kind,
          additiveOverRegions: true,
          numeratorCode: null,
          denominatorCode: null,
        })),
        dimensions,
        filter,
        latest: latestOf(args),
        asOf: args.asOf ?? null,
      }) !== null,
  );
  if (!isStored) return 1;
  return filter?.periodStart || filter?.periodEnd ? BOUNDED : 0;
}
