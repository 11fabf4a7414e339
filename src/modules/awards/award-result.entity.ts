import { Directive, Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Award } from "./award.entity.js";

export const AwardStage = enumeration("AwardStage", "Stage of an award that a recipient reached.", {
  CANDIDATE: "Candidate.",
  NOMINEE: "Nominee.",
  SHORTLISTED: "On the shortlist.",
  INTERVIEWED: "Interviewed by the jury.",
  WINNER: "Awarded.",
});
export type AwardStage = keyof typeof AwardStage;

@Entity("award_results")
@ObjectType({
  implements: Node,
  description: "The result of one region or employer in one award category.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["awardSlug", "stage"])
@Index(["awardSlug", "decidedFrom"])
@Index(["regionCode", "employerSlug", "decidedFrom"])
@Index(["employerSlug", "decidedFrom"])
@Index(["stage"])
@Index(["rank"])
@Index(["decidedFrom"])
@Index(["decidedUntil"])
@Index(["sourceSlug"])
export class AwardResult extends Node {
  /** `award~recipient~stage`, followed by `~2`, `~3`, … when the same result is listed again. */
  @PrimaryColumn("varchar", { length: 190 })
  slug!: string;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Award)
  awardSlug!: string;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  @Column("varchar", { length: 80, nullable: true })
  @ForeignKey(() => Employer)
  employerSlug!: string | null;

  @Column("varchar", { length: 11 })
  @Field(() => AwardStage, { description: "Stage that the recipient reached." })
  stage!: AwardStage;

  @Column("integer", { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: "Rank, 1 being the best; null when the source gives none.",
  })
  rank!: number | null;

  @Column("integer", { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: "Number of candidates on the shortlist; null when not stated.",
  })
  shortlistSize!: number | null;

  @Column("integer", { nullable: true })
  @Field(() => Int, { nullable: true, description: "Number of candidates considered; null when not stated." })
  poolSize!: number | null;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description: "Day of the decision; null when the day is not known.",
  })
  decidedOn!: string | null;

  @Column("varchar", { length: 10, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      "Date of the decision to the known precision, such as `2023`; null when the day is known, and when the date is unknown.",
  })
  decidedText!: string | null;

  @Column("date", { nullable: true })
  decidedFrom!: string | null;

  @Column("date", { nullable: true })
  decidedUntil!: string | null;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Our remark; null when there is none." })
  note!: string | null;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
