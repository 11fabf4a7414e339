import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import { declareMaterialized, materializedValues } from "../../../graph/declare/materialized.js";
import { declareTable } from "../../../graph/declare/table.js";
import { hasChildren } from "../../regions/region-code.rules.js";
import { comparableOf } from "../coverage-ranking.js";
import type { OmissionReason } from "../coverage-ranking.type.js";
import type { Portion } from "../coverage-roll-up.js";
import type { Coverage } from "../coverage.type.js";
import { KEPT_FIELDS } from "./kept-fields.js";

/**
 * What a region's own statements say of the coverage of all its potential workers on every day from one until before
 * another, of all days that there are. Kept at import, without foreign keys, as latest coverages are.
 */
@Entity("coverage_steps")
@Index(["regionCode", "validUntil"])
export class CoverageStep {
  @PrimaryColumn("varchar", { length: 13 })
  regionCode!: string;

  @PrimaryColumn("date")
  validFrom!: string;

  @Column("date")
  validUntil!: string;

  /** Whether it is the coverage of the region, since the sum over child regions cannot stand in. */
  @Column("boolean")
  isAnswer!: boolean;

  /** Why it is in no ranking, whatever its age and counting; null when it may be in one. */
  @Column("varchar", { length: 16, nullable: true })
  omission!: OmissionReason | null;

  /** What the rate certainly lies within; null for what is open above. */
  @Column("double", { nullable: true })
  certainLeast!: number | null;

  @Column("double", { nullable: true })
  certainMost!: number | null;

  /** What it adds to the sum of the region above; null when that is nothing. */
  @Column("simple-json", { nullable: true })
  addend!: Portion | null;
}

declareMaterialized(CoverageStep, KEPT_FIELDS);

declareTable({
  entity: CoverageStep,
  key: "regionCode",
  tieBreaker: "regionCode",
  visible: { isAnswer: 1 },
  rows: 20_000,
});

/** The values of the row that keeps a coverage and its portion of a sum, but for the days. */
export function coverageStepValues(coverage: Coverage, portion: Portion | null): Record<string, unknown> {
  const { reason, range } = comparableOf(coverage);
  return {
    regionCode: coverage.regionCode,
    isAnswer: (coverage.rate?.denominatorCode ?? null) !== null || !hasChildren(coverage.regionCode),
    omission: reason,
    certainLeast: range?.least ?? null,
    certainMost: range && Number.isFinite(range.most) ? range.most : null,
    addend: portion && portionOf(portion),
    ...materializedValues(KEPT_FIELDS, { ...coverage }),
  };
}

// Without all that a sum does not read.
const portionOf = ({ numerator, denominator, countedBy }: Portion): Portion => ({
  numerator: partOf(numerator),
  denominator: partOf(denominator),
  countedBy,
});

const partOf = ({
  value,
  lowerBound,
  upperBound,
  period: { start, end, precision },
  effectiveOn,
  areaDiffers,
}: Portion["numerator"]): Portion["numerator"] => ({
  value,
  lowerBound,
  upperBound,
  period: { start, end, precision },
  effectiveOn,
  areaDiffers,
});
