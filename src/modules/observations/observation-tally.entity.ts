import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { FundingSource } from "../cohorts/worker-cohort.entity.js";
import type { Counting, Qualifier, ValueStatus } from "./observation.entity.js";

/**
 * How many statements that nothing has superseded are alike in all that these columns say. Kept at import. It refers to other
 * tables by no foreign key, so that it holds back nothing that is removed.
 */
abstract class Tally {
  @PrimaryGeneratedColumn({ type: "integer" })
  id!: number;

  @Column("varchar", { length: 40 })
  indicatorCode!: string;

  @Column("varchar", { length: 40, nullable: true })
  categoryCode!: string | null;

  @Column("varchar", { length: 9, nullable: true })
  countedBy!: Counting | null;

  @Column("varchar", { length: 12 })
  qualifier!: Qualifier;

  @Column("varchar", { length: 9 })
  valueStatus!: ValueStatus;

  @Column("varchar", { length: 13, nullable: true })
  funding!: FundingSource | null;

  @Column("integer")
  statements!: number;
}

/** Of statements about whatever region. */
@Entity("observation_tallies")
export class ObservationTally extends Tally {
  @Column("varchar", { length: 40, nullable: true })
  denominatorCode!: string | null;

  @Column("boolean", { nullable: true })
  denominatorStated!: boolean | null;

  @Column("date")
  periodStart!: string;

  @Column("date")
  periodEnd!: string;
}

/** Of statements about a region, at whatever time. */
@Entity("region_tallies")
@Index(["regionCode"])
export class RegionTally extends Tally {
  @Column("varchar", { length: 13 })
  regionCode!: string;
}
