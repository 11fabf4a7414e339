import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";

export const InitiativeType = enumeration("InitiativeType", "Kinds of local initiatives.", {
  DIGITAL_PLATFORM: "App or platform.",
  PERMIT_TIME_ENROLMENT: "Enrolment when a permit is issued.",
  OUTREACH: "Information and registration campaigns.",
  FUNDING: "Contributions paid for others.",
  COMPLIANCE: "Supervision of employers.",
  COMMUNITY_PROGRAMME: "Programme of neighbourhoods or villages.",
  DATA_SYNC: "Matching of registers.",
  OTHER: "Anything else.",
});
export type InitiativeType = keyof typeof InitiativeType;

export const InitiativeStatus = enumeration("InitiativeStatus", "Status of an initiative.", {
  RUNNING: "Running.",
  PLANNED: "Announced.",
  ENDED: "Ended.",
  UNKNOWN: "The source does not say.",
});
export type InitiativeStatus = keyof typeof InitiativeStatus;

@Entity("initiatives")
@ObjectType({
  implements: Node,
  description: "A local programme, app or scheme that widens coverage.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["name"])
@Index(["type"])
@Index(["status"])
@Index(["startedFrom"])
@Index(["startedUntil"])
@Index(["regionCode", "name"])
@Index(["sourceSlug"])
export class Initiative extends Node {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Name." })
  name!: string;

  @Column("varchar", { length: 21 })
  @Field(() => InitiativeType, { description: "Kind." })
  type!: InitiativeType;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, { nullable: true, description: "First day; null when the day is not known." })
  startedOn!: string | null;

  @Column("varchar", { length: 10, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      "Start to the known precision, such as `2025`; null when the day is known, and when the date is unknown.",
  })
  startedText!: string | null;

  @Column("date", { nullable: true })
  startedFrom!: string | null;

  @Column("date", { nullable: true })
  startedUntil!: string | null;

  @Column("varchar", { length: 7 })
  @Field(() => InitiativeStatus, { description: "Status." })
  status!: InitiativeStatus;

  @Column("varchar", { length: 500 })
  @Field(() => String, { description: "Description in our own words." })
  description!: string;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
