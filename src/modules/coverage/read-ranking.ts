import type { Context } from "../../graph/declare/context.js";
import type { Counting } from "../observations/observation.entity.js";
import type { RegionLevel } from "../regions/region.entity.js";
import { listRegionCodes } from "../regions/region.queries.js";
import { omissionOf, omittedOf, ranked, type Comparison } from "./coverage-ranking.js";
import { usualCounting } from "./coverage-roll-up.js";
import type { CoverageSubject } from "./coverage.js";
import type { CoverageRanking } from "./coverage-ranking.type.js";
import type { Coverage } from "./coverage.type.js";
import { coverageOfRegions } from "./read-coverage.js";

/** Which regions are ranked, by which of their rates, and how. */
export interface RankingRequest extends Omit<CoverageSubject, "regionCode" | "countedBy"> {
  level: RegionLevel;
  within: string | null;
  maxAgeMonths: number;
  /** Null for the counting that most of the regions state. */
  countedBy: Counting | null;
  descending: boolean;
  first: number;
}

/** Regions of a level by coverage over one base, of one counting and not too old; the others are told with the reason. */
export async function readRanking({ db }: Context, request: RankingRequest): Promise<CoverageRanking> {
  const { categoryCode, denominatorCode, on, asOf, maxAgeMonths } = request;
  const codes = await listRegionCodes(db, request.level, request.within);
  const subjects = codes.map((regionCode) => ({ regionCode, categoryCode, denominatorCode, on, asOf }));
  const latest = await coverageOfRegions(db, subjects);
  const counting = request.countedBy ?? countingOf(latest, { on, maxAgeMonths, counting: null });
  const comparison = { on, maxAgeMonths, counting };
  const all = counting === null ? latest : await ofOneCounting(db, latest, { ...comparison, counting });
  const rows = ranked(
    all.filter((coverage) => omissionOf(coverage, comparison) === null),
    request.descending,
  );
  return {
    on,
    countedBy: counting,
    rows: rows.slice(0, request.first),
    omitted: omittedOf(all, comparison),
    comparableRegions: rows.length,
    omittedRegions: all.length - rows.length,
  };
}

const countingOf = (coverages: readonly Coverage[], comparison: Comparison): Counting | null =>
  usualCounting(
    coverages
      .filter((coverage) => omissionOf(coverage, comparison) === null)
      .map(({ rate }) => rate?.countedBy ?? null),
  );

// A region whose latest rate counts workers otherwise may have an earlier one that does not.
async function ofOneCounting(
  db: Context["db"],
  coverages: readonly Coverage[],
  { on, counting }: Comparison & { counting: Counting },
): Promise<Coverage[]> {
  const others = coverages.filter(({ rate }) => (rate?.countedBy ?? counting) !== counting);
  const found = await coverageOfRegions(
    db,
    others.map(({ regionCode, categoryCode, denominatorCode, asOf }) => ({
      regionCode,
      categoryCode,
      denominatorCode,
      on,
      asOf,
      countedBy: counting,
    })),
  );
  const alike = new Map(others.map((coverage, index) => [coverage, found[index]]));
  return coverages.map((coverage) => {
    const other = alike.get(coverage);
    return other?.rate ? other : coverage;
  });
}
