import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** Something that was done about partners, or that a partner did, by which it may be held to account. Only ever added. */
@Entity("audit_events")
@Index(["partnerSlug", "id"])
export class AuditEvent {
  @PrimaryGeneratedColumn({ type: "integer" })
  id!: number;

  @Column("datetime", { precision: 3 })
  at!: string;

  @Column("varchar", { length: 20 })
  action!: string;

  @Column("varchar", { length: 80 })
  partnerSlug!: string;

  /** The key it is about, by its public part; null when it is about none. */
  @Column("varchar", { length: 12, nullable: true })
  keyId!: string | null;

  /** What was given or read: scopes, regions, the coordinate of a field; never a value or a secret. */
  @Column("varchar", { length: 1000 })
  detail!: string;
}
