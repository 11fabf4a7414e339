import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { StoredBuckets } from "./stored-buckets.js";
import type { ValueStatus } from "../../observations/observation.entity.js";

/** Whose figures a series holds: a region's own, or all that make up a province or the country. */
export type SeriesScope = "REGION" | "PROVINCE" | "COUNTRY";

/** `cohort` of what is stated of no category, and of all workers, be it of no category or of whole segments. */
export const NO_CATEGORY = "";
export const ALL_WORKERS = "*";

/** The category of a `cohort` other than of all workers; null for none. */
export const categoryOf = (cohort: string): string | null => (cohort === NO_CATEGORY ? null : cohort);

/**
 * What statistics answer of one indicator, cohort and place, year by year and as known last. Kept at import. It refers
 * to other tables by no foreign key, so that it holds back nothing that is removed.
 */
@Entity("statistic_series")
@Index(["regionCode"])
export class StatisticSeries {
  @PrimaryColumn("varchar", { length: 40 })
  indicatorCode!: string;

  /** The status of all its statements; ACTUAL for rates and durations, which are of what counts when none is asked for. */
  @PrimaryColumn("varchar", { length: 9 })
  valueStatus!: ValueStatus;

  @PrimaryColumn("varchar", { length: 8 })
  scope!: SeriesScope;

  @PrimaryColumn("varchar", { length: 40 })
  cohort!: string;

  @PrimaryColumn("varchar", { length: 13 })
  regionCode!: string;

  /** Its buckets, as `writeRegionBuckets` or `writeAreaBuckets` writes them: one row for each year would be read slower. */
  @Column("simple-json")
  buckets!: StoredBuckets<unknown>;
}
