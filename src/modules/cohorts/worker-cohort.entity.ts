import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { DerivedField } from "../../graph/declare/fields.js";
import { Node } from "../../graph/declare/node.js";
import { Period } from "../../graph/declare/period.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { precisionOf } from "../../time/span.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";
import { CohortCategory, Segment } from "./cohort-category.entity.js";

export const CohortStatus = enumeration("CohortStatus", "Whether a cohort is enrolled.", {
  ENROLLED: "The cohort is enrolled.",
  PARTIAL: "Part of the cohort is enrolled.",
  PLANNED: "Enrolment is planned or announced.",
  NOT_ENROLLED: "The cohort is not enrolled.",
});
export type CohortStatus = keyof typeof CohortStatus;

export const Programme = enumeration("Programme", "Programmes of employment social security.", {
  JKK: "Work accident insurance (jaminan kecelakaan kerja).",
  JKM: "Death benefit (jaminan kematian).",
  JHT: "Old-age savings (jaminan hari tua).",
  JP: "Pension (jaminan pensiun).",
  JKP: "Job-loss benefit (jaminan kehilangan pekerjaan).",
});
export type Programme = keyof typeof Programme;

export const FundingSource = enumeration("FundingSource", "Who pays the contributions.", {
  APBN: "State budget.",
  APBD_PROVINCE: "Budget of the province.",
  APBD_CITY: "Budget of the regency or city.",
  APBDES: "Budget of the village.",
  BKBK: "Special-purpose grant of the province (bantuan keuangan bersifat khusus).",
  REVENUE_SHARE:
    "The region's share of national revenue earmarked for it: tobacco excise, palm oil, special autonomy.",
  CSR: "Corporate social responsibility or other donations.",
  EMPLOYER: "The employer.",
  SELF: "The workers themselves.",
  MIXED: "Several of these together.",
});
export type FundingSource = keyof typeof FundingSource;

@Entity("worker_cohorts")
@ObjectType({
  implements: Node,
  description: "The workers of one category in one region.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["regionCode", "categoryCode", "slug"])
@Index(["categoryCode"])
@Index(["segment"])
@Index(["vulnerable"])
@Index(["status"])
@Index(["funding"])
@Index(["sinceFrom"])
@Index(["sinceUntil"])
@Index(["employerSlug", "regionCode", "categoryCode"])
export class WorkerCohort extends Node {
  /** `region:category`, such as `15.71:VULNERABLE`. */
  @PrimaryColumn("varchar", { length: 54 })
  slug!: string;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  @Column("varchar", { length: 40 })
  @ForeignKey(() => CohortCategory)
  categoryCode!: string;

  @Column("varchar", { length: 5 })
  @Field(() => Segment, { description: "Segment of its category." })
  segment!: Segment;

  @Column("boolean")
  @Field(() => Boolean, { description: "Whether its category counts as vulnerable (pekerja rentan)." })
  vulnerable!: boolean;

  @Column("varchar", { length: 12 })
  @Field(() => CohortStatus, {
    description: "Whether it is enrolled, according to its most reliable source.",
  })
  status!: CohortStatus;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description: "First day of the status; null when the day is not known.",
  })
  since!: string | null;

  @Column("varchar", { length: 10, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      "Start of the status to the known precision, such as `2025-05`; null when the day is known, and when the date is unknown.",
  })
  sinceText!: string | null;

  @Column("date", { nullable: true })
  sinceFrom!: string | null;

  @Column("date", { nullable: true })
  sinceUntil!: string | null;

  @Column("simple-json")
  @Field(() => [Programme], {
    description: "Programmes it is enrolled in; empty when the source does not say.",
  })
  programmes!: Programme[];

  @Column("varchar", { length: 13, nullable: true })
  @Field(() => FundingSource, {
    nullable: true,
    description: "Who pays the contributions; null when the source does not say.",
  })
  funding!: FundingSource | null;

  @Column("varchar", { length: 80, nullable: true })
  @ForeignKey(() => Employer)
  employerSlug!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Our remark; null when there is none." })
  note!: string | null;

  @DerivedField(() => Period, {
    from: ["sinceFrom", "sinceUntil"],
    nullable: true,
    description: "The days that the date since which the status holds may mean; null when it is unknown.",
  })
  get sincePeriod(): Period | null {
    const { sinceFrom: start, sinceUntil: end } = this;
    return start === null || end === null ? null : { start, end, precision: precisionOf(start, end) };
  }
}
