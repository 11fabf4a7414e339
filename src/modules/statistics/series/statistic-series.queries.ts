import { toldFilter } from "../../../graph/declare/told-filter.js";
import {
  allOf,
  anyOf,
  oneOf,
  run,
  sql,
  type Database,
  type RawRow,
  signalOf,
  type Sql,
} from "../../../database/statement.js";
import { tableIn } from "../../../graph/declare/table.js";
import { mapInTurns } from "../../../time/turn.js";
import { Region } from "../../regions/region.entity.js";
import type { SeriesQuery } from "./series-query.js";
import { ALL_WORKERS, type StatisticSeries } from "./statistic-series.entity.js";

/** The stored series that a question asks for, and the regions that they are about. */
export async function listSeries(
  db: Database,
  question: SeriesQuery,
): Promise<{ series: StatisticSeries[]; regions: Region[] }> {
  const table = tableIn(db, Region);
  const { scope, regionFilter } = question;
  const meant = scope === "REGION" && regionFilter ? [await toldFilter(db, Region, "r", regionFilter)] : [];
  const rows = await run<RawRow & StoredSeries>(
    db,
    "statistics.listSeries",
    sql`SELECT t.indicator_code AS \`indicatorCode\`, t.value_status AS \`valueStatus\`, t.cohort AS \`cohort\`,
        t.buckets AS \`buckets\`, ${table.columns("r")}
      FROM statistic_series t JOIN ${table.name} r ON r.code = t.region_code
      WHERE ${allOf([...conditionsOf(question), ...meant])}`,
  );
  const regions = new Map<string, Region>();
  const seriesOf = ({
    indicatorCode,
    valueStatus,
    cohort,
    buckets: stored,
    ...region
  }: RawRow & StoredSeries): StatisticSeries => {
    const regionCode = String(region.code);
    if (!regions.has(regionCode)) regions.set(regionCode, table.instance(region) as Region);
    const buckets = JSON.parse(stored) as StatisticSeries["buckets"];
    return { indicatorCode, valueStatus, scope, cohort, regionCode, buckets };
  };
  const series = await mapInTurns(rows, seriesOf, signalOf(db));
  return { series, regions: [...regions.values()] };
}

type StoredSeries = Pick<StatisticSeries, "indicatorCode" | "valueStatus" | "cohort"> & {
  buckets: string;
};

function conditionsOf({ series, scope, cohorts, areaCode }: SeriesQuery): Sql[] {
  const each = series.map(({ code, statuses }) =>
    allOf([sql`t.indicator_code = ${code}`, oneOf(sql`t.value_status`, statuses)]),
  );
  return [
    anyOf(each),
    sql`t.scope = ${scope}`,
    cohorts === null ? sql`t.cohort <> ${ALL_WORKERS}` : oneOf(sql`t.cohort`, cohorts),
    ...(areaCode === null ? [] : [sql`t.region_code = ${areaCode}`]),
  ];
}
