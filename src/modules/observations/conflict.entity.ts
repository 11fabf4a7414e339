import { Directive, Field, Float, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { DerivedField } from "../../graph/declare/fields.js";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { Instant } from "../../graph/declare/scalars.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { Indicator } from "./indicator.entity.js";
import { NOT_SUPERSEDED } from "./observation.entity.js";
import { Period, type PeriodPrecision } from "./period.type.js";

export const ConflictKind = enumeration("ConflictKind", "What statements disagree about.", {
  VALUE:
    "The number itself: they are about equal periods, or a source contradicts the numbers that it states beside.",
  TIME: "Their periods overlap, or their effective days are at most 31 days apart.",
  BASE: "Rates of one time over different or unstated bases, between which nothing decides.",
  COUNTING:
    "Workers counted by residence against workers counted by workplace, between which nothing decides.",
});
export type ConflictKind = keyof typeof ConflictKind;

@Entity("conflicts")
@ObjectType({
  implements: Node,
  description: "Statements about the same thing and time of which no number fits all.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["slug", "recordedUntil"], { unique: true })
@Index(["regionCode", "indicatorCode", "slug"])
@Index(["context", "regionCode", "indicatorCode", "slug"])
@Index(["indicatorCode"])
@Index(["categoryCode"])
@Index(["kind"])
@Index(["resolved"])
@Index(["spread", "slug"])
@Index(["relativeSpread", "slug"])
export class Conflict extends Node {
  @PrimaryColumn("integer", { name: "id" })
  rowId!: number;

  /** The rival set of its statements, or the digest of statements that are no rivals. */
  @Column("varchar", { length: 22 })
  slug!: string;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  @Column("varchar", { length: 40 })
  @ForeignKey(() => Indicator)
  indicatorCode!: string;

  @Column("varchar", { length: 40, nullable: true })
  @ForeignKey(() => CohortCategory)
  categoryCode!: string | null;

  @Column("date")
  periodStart!: string;

  @Column("date")
  periodEnd!: string;

  @Column("varchar", { length: 7 })
  periodPrecision!: PeriodPrecision;

  @Column("varchar", { length: 11 })
  @Field(() => ConflictKind, { description: "What the statements disagree about." })
  kind!: ConflictKind;

  @Column("varchar", { length: 200, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "The rule that decided, in words; null when nothing is preferred.",
  })
  rule!: string | null;

  /** Whether its indicator is context. Materialized. */
  @Column("boolean", { default: false })
  context!: boolean;

  @Column("boolean")
  @Field(() => Boolean, {
    description: "Whether a rule told the statements apart; never for conflicts about base or counting.",
  })
  resolved!: boolean;

  @Column("double")
  @Field(() => Float, { description: "Largest value less smallest, in the indicator's unit." })
  spread!: number;

  @Column("double", { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: "The spread as a fraction of the largest absolute value; null when that is 0.",
  })
  relativeSpread!: number | null;

  @Column("varchar", { length: 22, nullable: true })
  preferredSlug!: string | null;

  @Column("datetime", { precision: 3 })
  @Field(() => Instant, { description: "When this graph learnt of it." })
  recordedAt!: string;

  /** When it ended or came to be another one, or NOT_SUPERSEDED. */
  @Column("datetime", { name: "superseded_at", precision: 3 })
  recordedUntil!: string;

  @DerivedField(() => Period, {
    from: ["periodStart", "periodEnd", "periodPrecision"],
    description: "The time that all of the statements share, or else all of their time.",
  })
  get period(): Period {
    return { start: this.periodStart, end: this.periodEnd, precision: this.periodPrecision };
  }

  @DerivedField(() => Instant, {
    from: ["recordedUntil"],
    nullable: true,
    description: "When this graph learnt that it had ended or changed; null while it is current.",
  })
  get supersededAt(): string | null {
    return this.recordedUntil === NOT_SUPERSEDED ? null : this.recordedUntil;
  }
}
