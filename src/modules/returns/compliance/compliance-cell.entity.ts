import { Column, Entity, PrimaryColumn } from "typeorm";

/** How the returns of a month are grouped: each grouping divides all of them. */
export type Grouping = "COUNTRY" | "PROVINCE" | "REGENCY" | "SECTOR" | "SIZE";

/**
 * Totals of the returns of a month in one cell of a grouping, exact, with what is needed to tell whether they may be
 * published. Materialized. Nobody is answered with it as it is.
 */
@Entity("compliance_cells")
export class ComplianceCell {
  @PrimaryColumn("varchar", { length: 7 })
  month!: string;

  @PrimaryColumn("varchar", { length: 8, name: "grouped_by" })
  grouping!: Grouping;

  /** Of the regency or city, the province, or the country; of the smallest of them that a return names. */
  @PrimaryColumn("varchar", { length: 13 })
  regionCode!: string;

  /** Sector or size; empty where the grouping has none, and where an employer's is not known. */
  @PrimaryColumn("varchar", { length: 120 })
  category!: string;

  @Column("integer")
  employers!: number;

  /** Employers with arrears. */
  @Column("integer")
  debtors!: number;

  @Column("double")
  workers!: number;

  /** Workers of the largest two employers, and so on. */
  @Column("double")
  workersOfTwo!: number;

  /** Contributions due of returns for which they and what was paid are known, in rupiah. */
  @Column("double")
  due!: number;

  @Column("double")
  dueOfTwo!: number;

  /** Contributions paid of the same returns. */
  @Column("double")
  paid!: number;

  @Column("double")
  arrears!: number;

  @Column("double")
  arrearsOfTwo!: number;
}
