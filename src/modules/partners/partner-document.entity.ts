import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Partner } from "./partner.entity.js";

/** A document that a partner has registered: with a safelist, its keys run no others. */
@Entity("partner_documents")
@Index(["partnerSlug", "digest"])
export class PartnerDocument {
  @PrimaryColumn("varchar", { length: 80 })
  @ForeignKey(() => Partner)
  partnerSlug!: string;

  /** The id that the partner's client sends. */
  @PrimaryColumn("varchar", { length: 128 })
  id!: string;

  /** SHA-256 of its text, in hexadecimal. */
  @Column("varchar", { length: 64 })
  digest!: string;

  @Column("text")
  document!: string;
}
