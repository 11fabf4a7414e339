import { Directive, Field, InterfaceType, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { comparableSince } from "./comparable.rules.js";
import { RegionCode } from "./region-code.scalar.js";

export const RegionLevel = enumeration("RegionLevel", "Levels of government that figures are stated for.", {
  COUNTRY: "The whole country.",
  PROVINCE: "Province (provinsi).",
  REGENCY: "Regency (kabupaten), directly below a province, as cities are.",
  CITY: "City (kota), directly below a province, as regencies are.",
  VILLAGE:
    "Village (desa or kelurahan), directly below a regency or city; only those that some source mentions.",
});
export type RegionLevel = keyof typeof RegionLevel;

@Entity("regions")
@InterfaceType({
  implements: Node,
  description:
    "A country, province, regency, city or village, by its Kemendagri code (codes of 2022: 38 provinces, 514 regencies and cities).",
})
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
@Index(["level", "name"])
@Index(["level", "coverageRate"])
@Index(["name"])
@Index(["coverageRate"])
@Index(["coverageRateLower"])
@Index(["coverageRateUpper"])
@Index(["coverageEffectiveOn"])
@Index(["parentCode", "code"])
@Index(["bpsCode"], { unique: true })
export class Region extends Node {
  @PrimaryColumn("varchar", { length: 13 })
  @Field(() => RegionCode, { description: "Kemendagri code." })
  code!: string;

  @Column("varchar", { length: 4, nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      "Code of Statistics Indonesia (BPS), which numbers some regions differently; null when it is not known.",
  })
  bpsCode!: string | null;

  @Column("varchar", { length: 8 })
  @Field(() => RegionLevel, { description: "Level of government." })
  level!: RegionLevel;

  @Column("varchar", { length: 80 })
  @Field(() => String, {
    description: "Short name, such as `Jambi`, which may belong to both a city and a regency.",
  })
  name!: string;

  @Column("varchar", { length: 100 })
  @Field(() => String, { description: "Name with its kind: `Kota Jambi`, `Provinsi Jambi`." })
  officialName!: string;

  @Column("simple-json")
  @Field(() => [String], {
    description: "Other spellings, abbreviations and former names; empty when none is known.",
  })
  aliases!: string[];

  @Column("varchar", { length: 13, nullable: true })
  @ForeignKey(() => Region)
  parentCode!: string | null;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description:
      "Day since which it has its present territory, earlier figures being about another area; null where no change is known.",
  })
  areaSince!: string | null;

  @Column("boolean")
  administrative!: boolean;

  /** The latest known coverage of all potential workers, where it may be compared as long as it is not too old. Materialized. */
  @Column("double", { nullable: true })
  coverageRate!: number | null;

  /** The least that it can be; null when not known. Materialized. */
  @Column("double", { nullable: true })
  coverageRateLower!: number | null;

  /** The most that it can be; null when not known. Materialized. */
  @Column("double", { nullable: true })
  coverageRateUpper!: number | null;

  /** The day from which it speaks. Materialized. */
  @Column("date", { nullable: true })
  coverageEffectiveOn!: string | null;

  /** The rate to order by: null once it is too old to be compared. */
  get comparableRate(): number | null {
    return (this.coverageEffectiveOn ?? "") >= comparableSince() ? this.coverageRate : null;
  }
}

const implementing = { implements: [Node, Region], simpleResolvers: true };

@ObjectType({ ...implementing, description: "The country (negara)." })
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
export class Country extends Region {}

@ObjectType({ ...implementing, description: "A province (provinsi)." })
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
export class Province extends Region {}

@ObjectType({ ...implementing, description: "A regency (kabupaten)." })
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
export class Regency extends Region {
  @Field(() => Boolean, {
    description: "Whether it is an administrative regency of Jakarta, which has no council.",
  })
  declare administrative: boolean;
}

@ObjectType({ ...implementing, description: "A city (kota)." })
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
export class City extends Region {
  @Field(() => Boolean, {
    description: "Whether it is an administrative city of Jakarta, which has no council.",
  })
  declare administrative: boolean;
}

@ObjectType({
  ...implementing,
  description: "A village (desa or kelurahan) that some source mentions; its parent is the regency or city.",
})
@Directive('@key(fields: "code")')
@Directive('@key(fields: "id")')
export class Village extends Region {}

/** The GraphQL type of each level. */
export const REGION_TYPES = {
  COUNTRY: Country,
  PROVINCE: Province,
  REGENCY: Regency,
  CITY: City,
  VILLAGE: Village,
};
