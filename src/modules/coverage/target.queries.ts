import { groupBy } from "../../collections.js";
import { allOf, oneOf, run, sql, type Database } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { Observation } from "../observations/observation.entity.js";
import type { StatedObservation } from "../observations/observation.queries.js";

/** Which targets are read. */
interface WantedTargets {
  indicatorCodes: readonly string[];
  denominatorCode: string;
  /** Only those published by this day, as far as their sources are dated. */
  on: string;
  asOf: string | null;
}

/** The targets that sources set for the coverage of all workers of each region, in the regions' order. */
export async function targetsByRegion(
  db: Database,
  regionCodes: readonly string[],
  { indicatorCodes, denominatorCode, on, asOf }: WantedTargets,
): Promise<StatedObservation[][]> {
  const table = tableIn(db, Observation);
  const conditions = [
    oneOf(sql`t.region_code`, regionCodes),
    oneOf(sql`t.indicator_code`, indicatorCodes),
    sql`t.category_code IS NULL AND t.value_status = 'TARGET' AND t.value IS NOT NULL`,
    sql`t.denominator_code = ${denominatorCode}`,
    sql`(s.published_from IS NULL OR s.published_from <= ${on})`,
    ...table.conditions("t", {}, asOf),
  ];
  const rows = await run(
    db,
    "coverage.targetsByRegion",
    sql`SELECT ${table.columns("t")}, s.type AS \`sourceType\`, s.published_on AS \`publishedOn\`,
        s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`
      FROM ${table.name} t JOIN sources s ON s.slug = t.source_slug WHERE ${allOf(conditions)}`,
  );
  const found = groupBy(
    rows.map((row) => table.instance(row) as StatedObservation),
    ({ regionCode }) => regionCode,
  );
  return regionCodes.map((code) => found.get(code) ?? []);
}
