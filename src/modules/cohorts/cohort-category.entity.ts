import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { Vocabulary } from "../../graph/declare/codes.js";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";

export const Segment = enumeration("Segment", "Segment of participants (segmen).", {
  PU: "Wage earners (penerima upah).",
  BPU: "Workers who are not wage earners (bukan penerima upah).",
  JAKON: "Construction workers (jasa konstruksi).",
  PMI: "Migrant workers (pekerja migran Indonesia).",
  MIXED: "Workers of several segments.",
});
export type Segment = keyof typeof Segment;

@Entity("cohort_categories")
@ObjectType({
  implements: Node,
  description:
    "A kind of worker: religious teacher, motorcycle-taxi driver, non-civil-servant staff; categories nest and may overlap.",
  simpleResolvers: true,
})
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
@Index(["parentCode"])
@Index(["segment"])
export class CohortCategory extends Node {
  @PrimaryColumn("varchar", { length: 40 })
  @Field(() => String, { description: "Code of the category, such as `QURAN_TEACHER`." })
  code!: string;

  @Column("varchar", { length: 120 })
  @Field(() => String, { description: "Name in English." })
  name!: string;

  @Column("varchar", { length: 120 })
  @Field(() => String, { description: "Name in Indonesian." })
  nameId!: string;

  @Column("varchar", { length: 5 })
  @Field(() => Segment, { description: "Segment that its workers belong to." })
  segment!: Segment;

  @Column("boolean")
  @Field(() => Boolean, {
    description:
      "Whether its workers are counted as vulnerable (pekerja rentan); definitions differ by source.",
  })
  vulnerable!: boolean;

  @Column("varchar", { length: 40, nullable: true })
  @ForeignKey(() => CohortCategory)
  parentCode!: string | null;

  @Column("simple-json")
  @Field(() => [String], {
    description: "Other names and spellings, mostly Indonesian; empty when none is known.",
  })
  aliases!: string[];

  @Column("varchar", { length: 80 })
  dataset!: string;
}

/** Codes of cohort categories, as callers name them. */
export const CATEGORY_CODES: Vocabulary = {
  entity: () => CohortCategory,
  property: "code",
  noun: "cohort category",
  listedBy: "cohortCategories",
};
