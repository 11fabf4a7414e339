import { Directive, Field, Float, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { DerivedField } from "../../graph/declare/fields.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Indicator, Unit } from "./indicator.entity.js";
import { Qualifier, ValueStatus } from "./observation.entity.js";
import { Period, type PeriodPrecision } from "./period.type.js";

/**
 * A figure before the day of its release. Its table is its own, so that nothing is computed from it; on its day it is
 * recorded as an observation, as if it were loaded then.
 */
@Entity("embargoed_observations")
@ObjectType({
  implements: Node,
  description:
    "A figure before the day of its release, from which nothing else is computed; only for keys that open its region.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["releasedOn", "slug"])
@Index(["regionCode", "releasedOn", "slug"])
@Index(["indicatorCode"])
@Index(["categoryCode"])
@Index(["sourceSlug"])
export class EmbargoedObservation extends Node {
  /** As that of the observation that it will be. */
  @PrimaryColumn("varchar", { length: 22 })
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

  @Column("date")
  periodStart!: string;

  @Column("date")
  periodEnd!: string;

  @Column("varchar", { length: 7 })
  periodPrecision!: PeriodPrecision;

  @Column("double", { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: "The figure in its unit; null when the source gives no number.",
  })
  value!: number | null;

  @Column("varchar", { length: 12 })
  @Field(() => Qualifier, { description: "How exactly the source states it." })
  qualifier!: Qualifier;

  @Column("varchar", { length: 9 })
  @Field(() => ValueStatus, { description: "Whether the figure is actual, allocated, planned or a target." })
  valueStatus!: ValueStatus;

  @Column("varchar", { length: 10 })
  @Field(() => Unit, { description: "Unit." })
  unit!: Unit;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("date")
  @Field(() => CalendarDate, { description: "The day on which everybody sees it as an observation." })
  releasedOn!: string;

  /** All values of the observation that it will be, by property. */
  @Column("simple-json")
  statement!: Record<string, unknown>;

  /** The data package that brought it. */
  @Column("varchar", { length: 80 })
  datasetName!: string;

  @DerivedField(() => Period, {
    from: ["periodStart", "periodEnd", "periodPrecision"],
    description: "Period.",
  })
  get period(): Period {
    return { start: this.periodStart, end: this.periodEnd, precision: this.periodPrecision };
  }
}
