import { Directive, Field, Float, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from "typeorm";
import { Derived, DerivedField } from "../../graph/declare/fields.js";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { FundingSource, Programme } from "../cohorts/worker-cohort.entity.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Indicator, Unit } from "./indicator.entity.js";
import { Period, type PeriodPrecision } from "./period.type.js";

export const Qualifier = enumeration("Qualifier", "How exactly a source states a figure.", {
  EXACT: "Printed in full.",
  APPROXIMATE: "Rounded or called approximate.",
  AT_LEAST: "More than or at least the value.",
  AT_MOST: "Up to the value.",
  ALL: "The whole group, without a number.",
  UNQUANTIFIED: "Stated without any number.",
});
export type Qualifier = keyof typeof Qualifier;

export const ValueStatus = enumeration(
  "ValueStatus",
  "Whether a figure is actual, allocated, planned or a target; the four are never mixed.",
  {
    ACTUAL: "It happened.",
    ALLOCATED: "Money or places are set aside for it.",
    PLANNED: "It is planned.",
    TARGET: "It is a goal.",
  },
);
export type ValueStatus = keyof typeof ValueStatus;

export const Counting = enumeration("Counting", "Where workers are counted; the two make different series.", {
  RESIDENCE: "Where they live, by their identity number.",
  WORKPLACE: "Where their firm is registered, or in the area of its branch office.",
});
export type Counting = keyof typeof Counting;

/** The base of a rate whose source leaves open what it divides by. */
export const UNSTATED = "UNSTATED";

/** `recordedUntil` of statements that nothing has superseded. */
export const NOT_SUPERSEDED = "9999-12-31 00:00:00.000";

// When statements of a database that was migrated begin to hold, until the next load.
const NEVER = "9999-12-31";

/** The index by which statements that latest answers rest on are found. */
export const CURRENT_INDEX = "observations_current";

@Entity("observations")
@ObjectType({
  implements: Node,
  description: "One published figure, exactly as one source states it.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["slug", "recordedUntil"], { unique: true })
@Index(["regionCode", "indicatorCode", "categoryCode", "periodStart"])
@Index(CURRENT_INDEX, ["regionCode", "current", "categoryCode"])
@Index(["regionCode", "categoryCode", "periodStart", "rowId", "superseded"])
@Index(["regionCode", "periodStart", "rowId", "superseded"])
@Index(["indicatorCode", "periodStart", "rowId", "superseded"])
@Index(["categoryCode", "periodStart", "rowId", "superseded"])
@Index(["sourceSlug", "periodStart", "rowId", "superseded"])
@Index(["periodStart", "rowId", "superseded"])
@Index(["periodEnd", "periodStart", "rowId", "superseded"])
@Index(["value", "rowId", "superseded"])
@Index(["recordedAt", "rowId", "superseded"])
@Index(["qualifier", "superseded"])
@Index(["valueStatus", "superseded"])
@Index(["funding", "superseded"])
@Index(["denominatorCode", "superseded"])
@Index(["denominatorStated", "superseded"])
@Index(["countedBy", "superseded"])
@Index(["rivalSet"])
export class Observation extends Node {
  @PrimaryGeneratedColumn({ type: "integer", name: "id" })
  rowId!: number;

  /** Digest of what makes a statement the same one when its value is corrected. */
  @Column("varchar", { length: 22 })
  slug!: string;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  @Column("varchar", { length: 40, nullable: true })
  @ForeignKey(() => CohortCategory)
  categoryCode!: string | null;

  @Column("varchar", { length: 40 })
  @ForeignKey(() => Indicator)
  indicatorCode!: string;

  /** What a rate divides by, as its source states it: an indicator or UNSTATED; null for the indicator's own denominator. */
  @Column("varchar", { length: 40, nullable: true })
  base!: string | null;

  /** The indicator that a rate divides by; null for other kinds, and where the base is UNSTATED. Materialized. */
  @Column("varchar", { length: 40, nullable: true })
  denominatorCode!: string | null;

  @Column("boolean", { nullable: true })
  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether its source states the denominator, by name or by a figure; false when it is assumed or unstated, null for indicators that are no rates.",
  })
  denominatorStated!: boolean | null;

  @Column("varchar", { length: 9, nullable: true })
  @Field(() => Counting, {
    nullable: true,
    description: "Where the workers are counted; null when the source does not say.",
  })
  countedBy!: Counting | null;

  @Column("date")
  periodStart!: string;

  @Column("date")
  periodEnd!: string;

  @Column("varchar", { length: 7 })
  periodPrecision!: PeriodPrecision;

  /** The first day on which it may answer. Materialized. */
  @Column("date", { default: NEVER })
  effectiveFrom!: string;

  @Column("date", { default: NEVER })
  @Field(() => CalendarDate, {
    description:
      "The day from which it speaks for its period: for stocks and rates the last day of the period, or that of publication if earlier; for all others the last day.",
  })
  effectiveOn!: string;

  /** PRESENT or FORMER where its source says of which territory it is, whatever its day; null for that of its day. */
  @Column("varchar", { length: 7, nullable: true })
  area!: "PRESENT" | "FORMER" | null;

  @Column("boolean", { default: false })
  @Field(() => Boolean, {
    description:
      "Whether it is about an earlier territory of the region, so that it must not be compared with later figures.",
  })
  areaDiffers!: boolean;

  @Column("double", { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description:
      "The figure in its unit; null when the source gives no number (`all of them`, `very large`).",
  })
  value!: number | null;

  @Column("double", { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: "The least it can be; null when the source sets no lower bound.",
  })
  lowerBound!: number | null;

  @Column("double", { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: "The most it can be; null when the source sets no upper bound.",
  })
  upperBound!: number | null;

  @Column("varchar", { length: 12 })
  @Field(() => Qualifier, { description: "How exactly the source states it." })
  qualifier!: Qualifier;

  @Column("varchar", { length: 9 })
  @Field(() => ValueStatus, { description: "Whether the figure is actual, allocated, planned or a target." })
  valueStatus!: ValueStatus;

  @Column("varchar", { length: 10 })
  @Field(() => Unit, { description: "Unit." })
  unit!: Unit;

  @Column("simple-json")
  @Field(() => [Programme], { description: "Programmes it is about; empty when the source does not say." })
  programmes!: Programme[];

  @Column("varchar", { length: 13, nullable: true })
  @Field(() => FundingSource, { nullable: true, description: "Who pays; null when the source does not say." })
  funding!: FundingSource | null;

  @Column("varchar", { length: 200, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "The office or document that states it; null when the source names none.",
  })
  attributedTo!: string | null;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("datetime", { precision: 3 })
  @Field(() => Instant, { description: "When this graph learnt it." })
  recordedAt!: string;

  /** When it was superseded, or NOT_SUPERSEDED. */
  @Column("datetime", { name: "superseded_at", precision: 3 })
  recordedUntil!: string;

  /** Whether something has superseded it, as `recordedUntil` tells too; narrow, so that indexes can hold it. */
  @Column("boolean", { default: false })
  superseded!: boolean;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Our remark; null when there is none." })
  note!: string | null;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description: "The day on which its embargo ended; null when it was never under one.",
  })
  releasedOn!: string | null;

  /** Shared by statements that rival each other; null when nothing rivals this one. Materialized. */
  @Column("varchar", { length: 22, nullable: true })
  rivalSet!: string | null;

  /** Place among its rivals, best first, from 1. Materialized. */
  @Column("integer", { name: "rival_rank" })
  rank!: number;

  /** Whether this is the statement to answer with; no rival is when none can be told best. Materialized. */
  @Column("boolean")
  preferred!: boolean;

  /** Whether latest answers about its region and category may rest on it, today or later. Materialized. */
  @Column("boolean", { default: false })
  current!: boolean;

  @Column("varchar", { length: 80 })
  dataset!: string;

  @DerivedField(() => Period, {
    from: ["periodStart", "periodEnd", "periodPrecision"],
    description: "Period.",
  })
  get period(): Period {
    return { start: this.periodStart, end: this.periodEnd, precision: this.periodPrecision };
  }

  @DerivedField(() => Instant, {
    from: ["recordedUntil"],
    nullable: true,
    description:
      "When this graph learnt that the source had changed or withdrawn the statement; null while it is current.",
  })
  get supersededAt(): string | null {
    return this.recordedUntil === NOT_SUPERSEDED ? null : this.recordedUntil;
  }

  @Derived(["regionCode", "categoryCode"])
  get workerCohortSlug(): string | null {
    return this.categoryCode === null ? null : `${this.regionCode}:${this.categoryCode}`;
  }
}
