import { Field, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";

export const PartnerKind = enumeration("PartnerKind", "What a partner is.", {
  GOVERNMENT: "Ministry, local government or labour office.",
  BPJS: "Office of BPJS Ketenagakerjaan.",
  RESEARCH: "University or research institute.",
  SYSTEM: "Another system, such as a gateway.",
});
export type PartnerKind = keyof typeof PartnerKind;

@Entity("partners")
@ObjectType({ description: "An agency that has keys of its own.", simpleResolvers: true })
export class Partner {
  @PrimaryColumn("varchar", { length: 80 })
  @Field(() => String, { description: "Short name, unique." })
  slug!: string;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Name." })
  name!: string;

  @Column("varchar", { length: 12 })
  @Field(() => PartnerKind, { description: "What it is." })
  kind!: PartnerKind;

  @Column("datetime", { precision: 3 })
  createdAt!: string;

  /** Whether its keys run only the documents that are registered for it. */
  @Column("boolean", { default: false })
  safelist!: boolean;

  /** When its documents were registered last; null before. */
  @Column("datetime", { precision: 3, nullable: true })
  documentsAt!: string | null;
}
