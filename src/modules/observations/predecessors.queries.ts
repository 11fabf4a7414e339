import type { Connected } from "../../database/database.js";
import { oneOf, run, sql } from "../../database/statement.js";
import { batches, joined } from "../../collections.js";
import { NOT_SUPERSEDED } from "./observation.entity.js";

/** What is stored about the same thing as a figure, at some time. */
export interface StoredFigure {
  regionCode: string;
  indicatorCode: string;
  categoryCode: string | null;
  valueStatus: string;
  value: number;
  periodStart: string;
  periodEnd: string;
}

const REGIONS_AT_ONCE = 200;

/** The figures that stand about some indicators in some regions, of times that end before a day, in their order. */
export async function storedFigures(
  db: Connected,
  {
    indicators,
    regions,
    before,
  }: { indicators: readonly string[]; regions: readonly string[]; before: string },
): Promise<StoredFigure[]> {
  const found: StoredFigure[][] = [];
  for (const some of batches(regions, REGIONS_AT_ONCE))
    found.push(
      await run<StoredFigure>(
        db,
        "observations.storedFigures",
        sql`SELECT t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`,
            t.value_status AS \`valueStatus\`, t.value AS \`value\`, t.period_start AS \`periodStart\`,
            t.period_end AS \`periodEnd\`
          FROM observations t
          WHERE ${oneOf(sql`t.region_code`, some)} AND ${oneOf(sql`t.indicator_code`, indicators)}
            AND t.period_end < ${before} AND t.superseded_at = ${NOT_SUPERSEDED} AND t.value IS NOT NULL
          ORDER BY t.period_end, t.period_start`,
      ),
    );
  return joined(found);
}
