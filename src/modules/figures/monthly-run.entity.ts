import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { ValueStatus } from "../observations/observation.entity.js";

/**
 * All figures of one indicator, status, category and region where these are a plain run of months, from which the few
 * that decide a table are told without reading the others. Kept at import. It refers to other tables by no foreign key,
 * so that it holds back nothing that is removed.
 */
@Entity("statistic_runs")
@Index(["regionCode"])
export class MonthlyRun {
  @PrimaryColumn("varchar", { length: 40 })
  indicatorCode!: string;

  @PrimaryColumn("varchar", { length: 9 })
  valueStatus!: ValueStatus;

  /** The category; empty for what is stated of none. */
  @PrimaryColumn("varchar", { length: 40 })
  cohort!: string;

  @PrimaryColumn("varchar", { length: 13 })
  regionCode!: string;

  /** How many figures there are. */
  @Column("integer")
  figures!: number;

  /** The figures, a `StoredRun`. */
  @Column("text")
  run!: string;
}
