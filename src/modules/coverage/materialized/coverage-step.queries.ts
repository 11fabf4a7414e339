import { batches } from "../../../collections.js";
import {
  allOf,
  id,
  MOST_LISTED,
  oneOf,
  run,
  sql,
  type Database,
  type Sql,
} from "../../../database/statement.js";
import type { Counting } from "../../observations/observation.entity.js";
import { listRegionCodes } from "../../regions/region.queries.js";
import type { RegionLevel } from "../../regions/region.entity.js";
import type { Comparable } from "../coverage-ranking.js";
import type { OmissionReason } from "../coverage-ranking.type.js";
import type { Portion } from "../coverage-roll-up.js";
import type { CoverageSubject } from "../coverage.js";
import { isKept } from "./kept-fields.js";

// The steps of a day: every region has one where they are kept at all.
const stepOn = (alias: Sql, on: string): Sql =>
  sql`${alias}.valid_from <= ${on} AND ${alias}.valid_until > ${on}`;

/** A region, with what a ranking needs of its coverage; null where that is to be computed. */
interface KeptComparable {
  regionCode: string;
  kept: Comparable | null;
}

/** The regions of a level, by code, with what is kept of their coverage on a day. */
export async function keptComparables(
  db: Database,
  subject: Omit<CoverageSubject, "regionCode" | "countedBy"> & {
    level: RegionLevel;
    within: string | null;
  },
): Promise<KeptComparable[]> {
  const { level, within, on } = subject;
  const codes = await listRegionCodes(db, level, within);
  const kept = new Map<string, Comparable>();
  // Of listed regions an index leads to the one step; joined to regions, all steps of each would be read.
  for (const some of isKept(subject) ? batches(codes, MOST_LISTED) : []) {
    const rows = await run<KeptRow>(
      db,
      "coverage.keptComparables",
      sql`SELECT t.region_code AS \`code\`, t.omission AS \`omission\`, t.rate_value AS \`value\`,
          t.certain_least AS \`least\`, t.certain_most AS \`most\`, t.rate_effective_on AS \`effectiveOn\`,
          t.rate_counted_by AS \`countedBy\`
        FROM coverage_steps t
        WHERE ${allOf([oneOf(sql`t.region_code`, some), sql`t.is_answer = 1`, stepOn(id("t"), on)])}`,
    );
    for (const row of rows) kept.set(row.code, comparableIn(row));
  }
  return codes.map((regionCode) => ({ regionCode, kept: kept.get(regionCode) ?? null }));
}

interface KeptRow {
  code: string;
  omission: OmissionReason | null;
  value: number | null;
  least: number | null;
  most: number | null;
  effectiveOn: string | null;
  countedBy: Counting | null;
}

const comparableIn = ({
  code: regionCode,
  omission,
  value,
  least,
  most,
  effectiveOn,
  countedBy,
}: KeptRow): Comparable => ({
  regionCode,
  reason: omission,
  value,
  range: least === null ? null : { least, most: most ?? Infinity },
  effectiveOn,
  countedBy,
});

/** What regions add to the sum of the region above on a day, by code; a region of which nothing is kept is left out. */
export async function keptPortions(
  db: Database,
  regionCodes: readonly string[],
  on: string,
): Promise<Map<string, Portion | null>> {
  const rows = await run<{ code: string; addend: string | null }>(
    db,
    "coverage.keptPortions",
    sql`SELECT t.region_code AS \`code\`, t.addend AS \`addend\` FROM coverage_steps t
      WHERE ${allOf([oneOf(sql`t.region_code`, regionCodes), stepOn(id("t"), on)])}`,
  );
  return new Map(
    rows.map(({ code, addend }) => [code, addend === null ? null : (JSON.parse(addend) as Portion)]),
  );
}
