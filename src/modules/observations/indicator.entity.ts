import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { Vocabulary } from "../../graph/declare/codes.js";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { IndicatorKind } from "./indicator-kind.rules.js";

export const Unit = enumeration("Unit", "Unit of an indicator.", {
  PERSONS: "Persons.",
  IDR: "Rupiah.",
  MONTHS: "Months.",
  FRACTION: "Fraction: 0.44 is 44 percent.",
  EMPLOYERS: "Employers.",
  REGIONS: "Regions of any level.",
  HOUSEHOLDS: "Households.",
  PROJECTS: "Construction projects.",
  KITCHENS: "Kitchens of the school meal programme.",
  CASES: "Claim cases.",
  AWARDS: "Awards.",
  AGENTS: "Agents.",
});
export type Unit = keyof typeof Unit;

@Entity("indicators")
@ObjectType({
  implements: Node,
  description: "A measure, such as protected workers.",
  simpleResolvers: true,
})
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
export class Indicator extends Node {
  @PrimaryColumn("varchar", { length: 40 })
  @Field(() => String, { description: "Code, such as `PROTECTED_WORKERS`." })
  code!: string;

  @Column("varchar", { length: 120 })
  @Field(() => String, { description: "Name in English." })
  name!: string;

  @Column("varchar", { length: 120 })
  @Field(() => String, { description: "Name in Indonesian." })
  nameId!: string;

  @Column("varchar", { length: 10 })
  @Field(() => Unit, { description: "Unit." })
  unit!: Unit;

  @Column("varchar", { length: 20 })
  @Field(() => IndicatorKind, { description: "How values combine over regions and time." })
  kind!: IndicatorKind;

  @Column("varchar", { length: 40, nullable: true })
  @ForeignKey(() => Indicator)
  denominatorCode!: string | null;

  @Column("varchar", { length: 40, nullable: true })
  @ForeignKey(() => Indicator)
  numeratorCode!: string | null;

  @Column("boolean")
  @Field(() => Boolean, { description: "Whether values of several regions may be added." })
  additiveOverRegions!: boolean;

  @Column("boolean", { default: false })
  @Field(() => Boolean, {
    description: "Whether it is context, mostly from surveys of work, rather than a fact on social security.",
  })
  context!: boolean;

  @Column("varchar", { length: 500 })
  @Field(() => String, { description: "Exact definition, in English." })
  definition!: string;

  @Column("varchar", { length: 500, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "Exact definition in Indonesian; null when none is written.",
  })
  definitionId!: string | null;

  // Never null, but engines cannot add a text column that says so to rows that there are.
  @Column("simple-json", { nullable: true })
  @Field(() => [String], { description: "Other names, mostly Indonesian; empty when none is known." })
  aliases!: string[];

  @Column("varchar", { length: 80 })
  dataset!: string;
}

/** Codes of indicators, as callers name them. */
export const INDICATOR_CODES: Vocabulary = {
  entity: () => Indicator,
  property: "code",
  noun: "indicator",
  listedBy: "indicators",
};
