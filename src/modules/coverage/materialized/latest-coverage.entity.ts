import { Column, Entity, PrimaryColumn } from "typeorm";
import { declareMaterialized, materializedValues } from "../../../graph/declare/materialized.js";
import { declareTable } from "../../../graph/declare/table.js";
import type { Coverage } from "../coverage.type.js";
import { today } from "../../../time/today.js";
import { KEPT_FIELDS } from "./kept-fields.js";

/**
 * The latest coverage of all potential workers of a region, as `coverageOfRegions` answers it on every day from one
 * until before another. Kept at import. It refers to its region by no foreign key, so that it holds back nothing that
 * is removed.
 */
@Entity("latest_coverages")
export class LatestCoverage {
  @PrimaryColumn("varchar", { length: 13 })
  regionCode!: string;

  @Column("date")
  validFrom!: string;

  @Column("date")
  validUntil!: string;
}

declareMaterialized(LatestCoverage, KEPT_FIELDS);

declareTable({
  entity: LatestCoverage,
  key: "regionCode",
  tieBreaker: "regionCode",
  valid: { from: "validFrom", until: "validUntil", on: today },
  rows: 600,
});

/** The row that keeps a coverage for the days from one until before another. */
export const latestCoverageRow = (
  coverage: Coverage,
  validFrom: string,
  validUntil: string,
): Record<string, unknown> => ({
  regionCode: coverage.regionCode,
  validFrom,
  validUntil,
  ...materializedValues(KEPT_FIELDS, { ...coverage }),
});
