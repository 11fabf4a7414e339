import { Directive, Field, Float, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { DerivedField } from "../../graph/declare/fields.js";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { Indicator } from "./indicator.entity.js";
import { Period, type PeriodPrecision } from "./period.type.js";

export const ConflictKind = enumeration("ConflictKind", "Reasons for which rival statements disagree.", {
  VALUE: "The number itself.",
  DEFINITION: "Who is counted: sources define vulnerable workers differently.",
  DENOMINATOR: "Denominators: the sources state different ones.",
  PERIOD: "The time: the periods overlap without one lying within the other.",
});
export type ConflictKind = keyof typeof ConflictKind;

@Entity("conflicts")
@ObjectType({
  implements: Node,
  description: "Statements about the same thing and time that do not agree.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["regionCode", "indicatorCode"])
@Index(["indicatorCode"])
@Index(["categoryCode"])
export class Conflict extends Node {
  /** The rival set of its statements. */
  @PrimaryColumn("varchar", { length: 22 })
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
  @Field(() => ConflictKind, { description: "Reason for which the statements disagree." })
  kind!: ConflictKind;

  @Column("varchar", { length: 200, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "The rule that decided, in words; null when it is a tie and nothing was preferred.",
  })
  rule!: string | null;

  @Column("boolean")
  @Field(() => Boolean, { description: "Whether a rule told the statements apart." })
  resolved!: boolean;

  @Column("double")
  @Field(() => Float, { description: "Largest value less smallest, in the indicator's unit." })
  spread!: number;

  @Column("varchar", { length: 22, nullable: true })
  preferredSlug!: string | null;

  @DerivedField(() => Period, {
    from: ["periodStart", "periodEnd", "periodPrecision"],
    description: "The time that the statements are about together.",
  })
  get period(): Period {
    return { start: this.periodStart, end: this.periodEnd, precision: this.periodPrecision };
  }
}
