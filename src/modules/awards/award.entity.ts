import { Directive, Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Source } from "../sources/source.entity.js";

export const AwardLevel = enumeration("AwardLevel", "Who gives an award.", {
  NATIONAL: "National round.",
  PROVINCIAL: "Round of one province.",
  REGIONAL_OFFICE: "Award of a regional office of BPJS Ketenagakerjaan.",
});
export type AwardLevel = keyof typeof AwardLevel;

@Entity("awards")
@ObjectType({
  implements: Node,
  description: "One category of one round of an award, such as the Paritrana Award.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["name"])
@Index(["level"])
@Index(["category"])
@Index(["cycleYear"])
@Index(["awardedFrom"])
@Index(["awardedUntil"])
@Index(["sourceSlug"])
export class Award extends Node {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Name of round and category." })
  name!: string;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Who gives it." })
  organiser!: string;

  @Column("varchar", { length: 15 })
  @Field(() => AwardLevel, { description: "Level of the round." })
  level!: AwardLevel;

  @Column("varchar", { length: 60, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "Category within the round, such as `regency-city`; null when there is none.",
  })
  category!: string | null;

  @Column("integer")
  @Field(() => Int, { description: "The year that was assessed; the ceremony is often a year later." })
  cycleYear!: number;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description: "Day of the ceremony; null when the day is not known.",
  })
  awardedOn!: string | null;

  @Column("varchar", { length: 10, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      "Date of the ceremony to the known precision, such as `2023`; null when the day is known, and when the date is unknown.",
  })
  awardedText!: string | null;

  @Column("date", { nullable: true })
  awardedFrom!: string | null;

  @Column("date", { nullable: true })
  awardedUntil!: string | null;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
