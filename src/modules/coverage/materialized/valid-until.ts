import type { Database } from "../../../database/statement.js";
import { coverageIndicators, POTENTIAL } from "../coverage.js";
import { childrenByRegion } from "../../regions/region.queries.js";
import type { Coverage } from "../coverage.type.js";
import { nextDays } from "../../observations/observation.queries.js";
import { hasChildren } from "../../regions/region-code.rules.js";

const FOREVER = "9999-12-31";

/** Before which day latest coverages of a day may have to be answered otherwise, for each of them. */
export async function validUntil(
  db: Database,
  coverages: readonly Coverage[],
  day: string,
): Promise<string[]> {
  const summed = coverages.filter(
    ({ regionCode, rate }) => hasChildren(regionCode) && (rate?.basis ?? "ROLLED_UP") === "ROLLED_UP",
  );
  const lists = await childrenByRegion(
    db,
    summed.map(({ regionCode }) => regionCode),
  );
  const children = new Map(summed.map((coverage, index) => [coverage, lists[index] ?? []]));
  const codesOf = (coverage: Coverage): string[] => [coverage.regionCode, ...(children.get(coverage) ?? [])];
  const codes = [...new Set(coverages.flatMap(codesOf))];
  const days = await nextDays(db, codes, coverageIndicators(POTENTIAL), day);
  return coverages.map((coverage) =>
    codesOf(coverage).reduce((first, code) => {
      const next = days.get(code) ?? FOREVER;
      return next < first ? next : first;
    }, FOREVER),
  );
}
