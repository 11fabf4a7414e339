import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Employer } from "../employers/employer.entity.js";
import { Source } from "../sources/source.entity.js";
import type { CohortStatus, FundingSource, Programme } from "./worker-cohort.entity.js";
import { WorkerCohort } from "./worker-cohort.entity.js";

/** One source's statement about a worker cohort; the cohort itself shows the most reliable statement. */
@Entity("cohort_statements")
@Index(["sourceSlug"])
export class CohortStatement {
  @PrimaryColumn("varchar", { length: 54 })
  @ForeignKey(() => WorkerCohort)
  cohortSlug!: string;

  @PrimaryColumn("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("varchar", { length: 12 })
  status!: CohortStatus;

  @Column("varchar", { length: 10, nullable: true })
  since!: string | null;

  @Column("simple-json")
  programmes!: Programme[];

  @Column("varchar", { length: 13, nullable: true })
  funding!: FundingSource | null;

  @Column("varchar", { length: 80, nullable: true })
  @ForeignKey(() => Employer)
  employerSlug!: string | null;

  @Column("text", { nullable: true })
  note!: string | null;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
