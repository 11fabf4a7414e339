import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { Month, SafeInt } from "../../graph/declare/scalars.js";
import { Scoped } from "../../graph/declare/scope.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";

export const RiskGroup = enumeration(
  "RiskGroup",
  "Risk of accidents at work, by which the contribution for JKK is set.",
  {
    VERY_LOW: "Very low.",
    LOW: "Low.",
    MEDIUM: "Medium.",
    HIGH: "High.",
    VERY_HIGH: "Very high.",
  },
);
export type RiskGroup = keyof typeof RiskGroup;

/** What an employer reported and paid for a month. Its table is its own, so that nothing public is computed from it. */
@Entity("employer_returns")
@ObjectType({
  implements: Node,
  description:
    "What an employer reported to BPJS Ketenagakerjaan for a month, and paid; only for keys of its region.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["regionCode", "month", "slug"])
@Index(["provinceCode", "month", "slug"])
@Index(["regencyCode", "month", "slug"])
@Index(["employerSlug", "month", "slug"])
@Index(["month", "slug"])
@Index(["workers", "slug"])
@Index(["riskGroup"])
@Index(["wageBill", "slug"])
@Index(["contributionsPaid", "slug"])
@Index(["arrears", "slug"])
@Index(["sourceSlug"])
export class EmployerReturn extends Node {
  /** Employer and month. */
  @PrimaryColumn("varchar", { length: 90 })
  slug!: string;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Employer)
  employerSlug!: string;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  /** The province that contains the region; the country for itself. */
  @Column("varchar", { length: 2, default: "" })
  provinceCode!: string;

  /** The regency or city that contains the region; a region above them for itself. */
  @Column("varchar", { length: 5, default: "" })
  regencyCode!: string;

  @Column("varchar", { length: 7 })
  @Field(() => Month, { description: "The month that it is about." })
  month!: string;

  @Column("integer", { nullable: true })
  @Scoped("returns:read")
  @Field(() => SafeInt, { nullable: true, description: "Workers reported, in persons; null when not known." })
  workers!: number | null;

  @Column("varchar", { length: 9, nullable: true })
  @Scoped("returns:read")
  @Field(() => RiskGroup, {
    nullable: true,
    description: "Risk group by which the employer pays for JKK; null when not known.",
  })
  riskGroup!: RiskGroup | null;

  @Column("double", { nullable: true })
  @Scoped("wages:read")
  @Field(() => SafeInt, {
    nullable: true,
    description: "Wages of all reported workers for the month, in rupiah; null when not known.",
  })
  wageBill!: number | null;

  @Column("double", { nullable: true })
  @Scoped("wages:read")
  @Field(() => SafeInt, {
    nullable: true,
    description: "Contributions paid for the month, in rupiah; null when not known.",
  })
  contributionsPaid!: number | null;

  @Column("double", { nullable: true })
  @Scoped("wages:read")
  @Field(() => SafeInt, {
    nullable: true,
    description: "Contributions owed for this and all earlier months, in rupiah; null when not known.",
  })
  arrears!: number | null;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
