import { asOfOrNow } from "../../database/as-of.js";
import type { Context } from "../../graph/declare/context.js";
import { ageOn } from "../figures/figure.rules.js";
import type { Counting } from "../observations/observation.entity.js";
import type { RegionLevel } from "../regions/region.entity.js";
import {
  comparableOf,
  omissionOf,
  omittedOf,
  ranked,
  type Comparable,
  type Comparison,
} from "./coverage-ranking.js";
import { usualCounting } from "./coverage-roll-up.js";
import type { CoverageSubject } from "./coverage.js";
import type { CoverageRanking } from "./coverage-ranking.type.js";
import type { Coverage } from "./coverage.type.js";
import { keptComparables } from "./materialized/coverage-step.queries.js";
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

/** A comparable, with the coverage that it is of where that was computed. */
interface Compared extends Comparable {
  coverage: Coverage | null;
}

/** Regions of a level by coverage over one base, of one counting and not too old; the others are told with the reason. */
export async function readRanking({ db }: Context, request: RankingRequest): Promise<CoverageRanking> {
  const { categoryCode, denominatorCode, on, asOf, maxAgeMonths } = request;
  const subject = { categoryCode, denominatorCode, on, asOf };
  const latest = await comparedOf(db, request);
  const counting = request.countedBy ?? countingOf(latest, { on, maxAgeMonths, counting: null });
  const comparison = { on, maxAgeMonths, counting };
  const all = counting === null ? latest : await ofOneCounting(db, latest, subject, counting);
  const rows = ranked(
    all.filter((one) => omissionOf(one, comparison) === null),
    request.descending,
  );
  return {
    on,
    countedBy: counting,
    rows: rows.slice(0, request.first).map(({ of, rank, rankFrom, rankTo }) => ({
      rank,
      rankFrom,
      rankTo,
      ageInDays: ageOn(of.effectiveOn ?? on, on),
      regionCode: of.regionCode,
      subject,
      computed: of.coverage,
    })),
    omitted: omittedOf(all, comparison),
    comparableRegions: rows.length,
    omittedRegions: all.length - rows.length,
  };
}

// Those that are kept, and all others computed.
async function comparedOf(db: Context["db"], request: RankingRequest): Promise<Compared[]> {
  const kept = await asOfOrNow(db, request.asOf, (asOf) => keptComparables(db, { ...request, asOf }));
  const missing = kept.flatMap(({ regionCode, kept: comparable }) => (comparable ? [] : [regionCode]));
  const { categoryCode, denominatorCode, on, asOf } = request;
  const computed = await coverageOfRegions(
    db,
    missing.map((regionCode) => ({ regionCode, categoryCode, denominatorCode, on, asOf })),
  );
  const found = computed.values();
  return kept.flatMap(({ kept: comparable }): Compared[] => {
    if (comparable) return [{ ...comparable, coverage: null }];
    const coverage = found.next().value;
    return coverage ? [compared(coverage)] : [];
  });
}

const compared = (coverage: Coverage): Compared => ({ ...comparableOf(coverage), coverage });

const countingOf = (all: readonly Comparable[], comparison: Comparison): Counting | null =>
  usualCounting(all.filter((one) => omissionOf(one, comparison) === null).map(({ countedBy }) => countedBy));

// A region whose latest rate counts workers otherwise may have an earlier one that does not.
async function ofOneCounting(
  db: Context["db"],
  all: readonly Compared[],
  subject: Omit<CoverageSubject, "regionCode">,
  counting: Counting,
): Promise<Compared[]> {
  const others = all.filter(({ countedBy }) => (countedBy ?? counting) !== counting);
  const found = await coverageOfRegions(
    db,
    others.map(({ regionCode }) => ({ regionCode, ...subject, countedBy: counting })),
  );
  const alike = new Map(others.map((one, index) => [one, found[index]]));
  return all.map((one) => {
    const other = alike.get(one);
    return other?.rate ? compared(other) : one;
  });
}
