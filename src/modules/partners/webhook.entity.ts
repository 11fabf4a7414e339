import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { PartnerKey } from "./partner-key.entity.js";

/**
 * An address of a partner that is told what loads change. Up to which load it has been told is all that says what is left to
 * tell: the loads and their changes are kept apart from it.
 */
@Entity("webhooks")
@Index(["keyId"])
export class WebhookAddress {
  @PrimaryColumn("varchar", { length: 12 })
  id!: string;

  /** Its regions bound what is told; when it ends, nothing is told any more. */
  @Column("varchar", { length: 12 })
  @ForeignKey(() => PartnerKey)
  keyId!: string;

  @Column("varchar", { length: 1000 })
  url!: string;

  /** Codes of the regions that it is told of, with everything below; null for all of the key. */
  @Column("simple-json", { nullable: true })
  regions!: string[] | null;

  /** Codes of the indicators that it is told of; null for all. */
  @Column("simple-json", { nullable: true })
  indicators!: string[] | null;

  /** What signs, sealed with the server's own key. */
  @Column("varchar", { length: 200 })
  secret!: string;

  /** What signs beside it after a rotation, and until when. */
  @Column("varchar", { length: 200, nullable: true })
  oldSecret!: string | null;

  @Column("datetime", { precision: 3, nullable: true })
  oldSecretUntil!: string | null;

  @Column("datetime", { precision: 3 })
  createdAt!: string;

  /** The last load of which it has been told all. */
  @Column("integer")
  toldRevision!: number;

  /** How often in a row it could not be told of the next load. */
  @Column("integer", { default: 0 })
  failures!: number;

  /** Before this, it is not told anything. */
  @Column("datetime", { precision: 3 })
  nextAttemptAt!: string;

  /** What came of the last attempt; null before the first. */
  @Column("varchar", { length: 300, nullable: true })
  outcome!: string | null;

  @Column("datetime", { precision: 3, nullable: true })
  attemptedAt!: string | null;

  /** Since when it is off, after too many failures; null while it is on. */
  @Column("datetime", { precision: 3, nullable: true })
  offSince!: string | null;

  /** The attempt that has claimed it, and until when no other may. */
  @Column("varchar", { length: 16, nullable: true })
  claim!: string | null;

  @Column("datetime", { precision: 3, nullable: true })
  claimedUntil!: string | null;
}
