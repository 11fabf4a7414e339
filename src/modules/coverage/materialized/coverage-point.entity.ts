import { Column, Entity, PrimaryColumn } from "typeorm";
import { declareMaterialized, materializedValues } from "../../../graph/declare/materialized.js";
import { declareTable } from "../../../graph/declare/table.js";
import type { Coverage } from "../coverage.type.js";
import { KEPT_FIELDS } from "./kept-fields.js";

/**
 * A time for which a rate over all potential workers of a region is known, as its history tells it on every day from one
 * until before another. Kept at import, without foreign keys, as latest coverages are.
 */
@Entity("coverage_points")
export class CoveragePoint {
  @PrimaryColumn("varchar", { length: 13 })
  regionCode!: string;

  /** Its place in the history, from 1; 0 for a row that stands for a history even where that is empty. */
  @PrimaryColumn("integer")
  place!: number;

  @Column("date")
  validFrom!: string;

  @Column("date")
  validUntil!: string;

  @Column("boolean", { nullable: true })
  isBreak!: boolean | null;
}

declareMaterialized(CoveragePoint, KEPT_FIELDS);

declareTable({ entity: CoveragePoint, key: "place", tieBreaker: "place", rows: 20_000 });

/** The values of the row that keeps a point of a history, or stands for one, but for the days. */
export const coveragePointValues = (
  regionCode: string,
  place: number,
  point: Coverage | null,
): Record<string, unknown> => ({
  regionCode,
  place,
  isBreak: point?.isBreak ?? null,
  ...materializedValues(KEPT_FIELDS, point && { ...point }),
});
