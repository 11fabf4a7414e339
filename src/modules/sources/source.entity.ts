import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate } from "../../graph/declare/scalars.js";

export const SourceType = enumeration("SourceType", "Kind of publication.", {
  NEWS_ARTICLE: "Article or interview in the press.",
  OFFICIAL_RELEASE: "Release, page or document of a public office.",
  REGULATION: "Text of a law, regulation or decree.",
  DATASET: "Primary dataset or registry.",
  REPORT: "Report, study or thesis.",
  PARTNER: "Data delivered by a partner agency.",
  SYNTHETIC: "Generated for demonstration or measurement; says nothing about the world.",
});
export type SourceType = keyof typeof SourceType;

@Entity("sources")
@ObjectType({
  implements: Node,
  description: "One publication that states facts or figures.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["type"])
@Index(["publisher"])
@Index(["publishedFrom"])
@Index(["publishedUntil"])
export class Source extends Node {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 20 })
  @Field(() => SourceType, { description: "Kind of publication." })
  type!: SourceType;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Who published it." })
  publisher!: string;

  @Column("varchar", { length: 500 })
  @Field(() => String, { description: "Subject in our own words." })
  title!: string;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description: "Day of publication; null when the day is not known.",
  })
  publishedOn!: string | null;

  @Column("varchar", { length: 40, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      "Publication date to the known precision, such as `2019-02`; null when the day is known, and when the date is unknown.",
  })
  publishedText!: string | null;

  @Column("date", { nullable: true })
  publishedFrom!: string | null;

  @Column("date", { nullable: true })
  publishedUntil!: string | null;

  @Column("varchar", { length: 1000, nullable: true })
  @Field(() => String, { nullable: true, description: "Public address; null when there is none." })
  url!: string | null;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description: "Day on which it was read; null when not recorded.",
  })
  accessedOn!: string | null;

  @Column("varchar", { length: 5, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "Language of the text as an ISO 639-1 code; null when not recorded.",
  })
  language!: string | null;

  @Column("varchar", { length: 200, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "Licence that the publisher states; null when it states none.",
  })
  licence!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Our remark on the source; null when there is none." })
  note!: string | null;

  @Column("varchar", { length: 80 })
  dataset!: string;
}

/** When a source was published: the first and last day that its date may mean, both null when it has none. */
export type Publication = Pick<Source, "publishedFrom" | "publishedUntil">;
