import { Column, Entity, PrimaryColumn } from "typeorm";

/** How often a partner's keys read a field on a day, as one server counted. */
@Entity("usage_days")
export class UsageDay {
  @PrimaryColumn("date")
  day!: string;

  @PrimaryColumn("varchar", { length: 80 })
  partnerSlug!: string;

  /** `Type.field`. */
  @PrimaryColumn("varchar", { length: 150 })
  coordinate!: string;

  /** The server that counted, so that none overwrites what another did. */
  @PrimaryColumn("varchar", { length: 12 })
  counter!: string;

  /** Operations that selected it. */
  @Column("integer")
  operations!: number;
}
