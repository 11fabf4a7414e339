import { Column, Entity, PrimaryColumn } from "typeorm";
import {
  declareMaterialized,
  materializedValues,
  type MaterializedFields,
  type MaterializedObject,
} from "../../../graph/declare/materialized.js";
import { declareTable } from "../../../graph/declare/table.js";
import type { Coverage } from "../coverage.type.js";
import { today } from "../../../time/today.js";

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

const decimal = { type: "double" } as const;
const day = { type: "date" } as const;
const period = (nullMarker: string | null): MaterializedObject => ({
  nullMarker,
  fields: { start: day, end: day, precision: { type: "varchar", length: 7 } },
});
const bounded: MaterializedFields = {
  value: decimal,
  lowerBound: decimal,
  upperBound: decimal,
  basis: { type: "varchar", length: 9 },
};
const about: MaterializedFields = {
  qualifier: { type: "varchar", length: 12 },
  countedBy: { type: "varchar", length: 9 },
  effectiveOn: day,
  areaDiffers: { type: "boolean" },
};
const figure: MaterializedObject = {
  nullMarker: "basis",
  fields: { ...bounded, ...about, period: period(null) },
};
const rate: MaterializedObject = {
  nullMarker: "basis",
  fields: {
    ...bounded,
    ...about,
    denominatorStated: { type: "boolean" },
    published: decimal,
    derived: decimal,
    difference: decimal,
    consistent: { type: "boolean" },
  },
};

// What it does not keep, above all the statements that speak for a figure, is read from these.
const FIELDS: MaterializedFields = {
  period: period("start"),
  rate,
  potentialWorkers: figure,
  protectedWorkers: figure,
  unprotectedWorkers: figure,
  monthsCovered: figure,
  workerMonths: decimal,
};
declareMaterialized(LatestCoverage, FIELDS);

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
  ...materializedValues(FIELDS, { ...coverage }),
});
