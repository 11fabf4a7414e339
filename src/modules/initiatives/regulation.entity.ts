import { Directive, Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";

export const RegulationType = enumeration("RegulationType", "Kinds of regulations and agreements.", {
  UU: "Law (undang-undang).",
  PP: "Government regulation (peraturan pemerintah).",
  PERPRES: "Presidential regulation (peraturan presiden).",
  INPRES: "Presidential instruction (instruksi presiden).",
  PERMENDAGRI: "Regulation of the Minister of Home Affairs.",
  PERMENAKER: "Regulation of the Minister of Manpower.",
  PERDA: "Local regulation (peraturan daerah).",
  PERGUB: "Governor's regulation (peraturan gubernur).",
  PERWALI: "Mayor's regulation (peraturan wali kota).",
  PERBUP: "Regent's regulation (peraturan bupati).",
  SE: "Circular (surat edaran).",
  INSTRUKSI: "Instruction of a head of region.",
  AGREEMENT: "Agreement or memorandum between offices.",
});
export type RegulationType = keyof typeof RegulationType;

export const RegulationStatus = enumeration("RegulationStatus", "Status of a regulation.", {
  DRAFT: "Drafted, not issued.",
  PLANNED: "Announced, not drafted.",
  IN_FORCE: "In force.",
  UNDER_REVISION: "In force and being revised.",
  REVOKED: "No longer in force.",
});
export type RegulationStatus = keyof typeof RegulationStatus;

@Entity("regulations")
@ObjectType({
  implements: Node,
  description: "A law, regulation, circular or agreement on employment social security.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Index(["type"])
@Index(["number"])
@Index(["year"])
@Index(["status"])
@Index(["issuedFrom"])
@Index(["issuedUntil"])
@Index(["regionCode", "year"])
@Index(["implementsSlug"])
@Index(["sourceSlug"])
export class Regulation extends Node {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 11 })
  @Field(() => RegulationType, { description: "Kind." })
  type!: RegulationType;

  @Column("varchar", { length: 40, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "Number as printed; null when it has none or it is not known.",
  })
  number!: string | null;

  @Column("integer", { nullable: true })
  @Field(() => Int, { nullable: true, description: "Year of issue; null when not known." })
  year!: number | null;

  @Column("varchar", { length: 500 })
  @Field(() => String, { description: "Subject in our own words." })
  subject!: string;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  @Column("varchar", { length: 14 })
  @Field(() => RegulationStatus, { description: "Status." })
  status!: RegulationStatus;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, { nullable: true, description: "Day of issue; null when the day is not known." })
  issuedOn!: string | null;

  @Column("varchar", { length: 10, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      "Date of issue to the known precision, such as `2024-03`; null when the day is known, and when the date is unknown.",
  })
  issuedText!: string | null;

  @Column("date", { nullable: true })
  issuedFrom!: string | null;

  @Column("date", { nullable: true })
  issuedUntil!: string | null;

  @Column("varchar", { length: 80, nullable: true })
  @ForeignKey(() => Regulation)
  implementsSlug!: string | null;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
