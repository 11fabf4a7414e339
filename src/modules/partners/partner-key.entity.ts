import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { Scope } from "../../access/scope.js";
import { Partner } from "./partner.entity.js";

/** A key of a partner. Its secret is nowhere, only a digest of it. */
@Entity("partner_keys")
@Index(["partnerSlug"])
export class PartnerKey {
  /** The part of the key that is no secret. */
  @PrimaryColumn("varchar", { length: 12 })
  id!: string;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Partner)
  partnerSlug!: string;

  /** SHA-256 of the whole key, in hexadecimal. */
  @Column("varchar", { length: 64 })
  digest!: string;

  @Column("simple-json")
  scopes!: Scope[];

  /** Codes of the regions whose rows it opens, with everything below; null for all. */
  @Column("simple-json", { nullable: true })
  regions!: string[] | null;

  @Column("datetime", { precision: 3 })
  createdAt!: string;

  /** When it stops working; null for never. */
  @Column("datetime", { precision: 3, nullable: true })
  expiresAt!: string | null;

  @Column("datetime", { precision: 3, nullable: true })
  revokedAt!: string | null;
}
