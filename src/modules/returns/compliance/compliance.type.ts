import { Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { enumeration } from "../../../graph/declare/enumeration.js";
import { each, Priced } from "../../../graph/declare/field-price.js";
import { Month, SafeInt } from "../../../graph/declare/scalars.js";
import { EmployerSize } from "../../employers/employer.entity.js";
import { RegionCode } from "../../regions/region-code.scalar.js";
import type { Suppression as Reason } from "./suppression.js";

/** Rows that a price expects: as many as there are regencies and cities. */
const USUAL_ROWS = 520;

export const ComplianceDimension = enumeration(
  "ComplianceDimension",
  "What totals of returns are grouped by.",
  {
    PROVINCE: "Province.",
    REGENCY: "Regency or city; the province for returns that name none.",
    SECTOR: "Sector of the employer; only with PROVINCE.",
    SIZE: "Size of the employer; only with PROVINCE.",
  },
);
export type ComplianceDimension = keyof typeof ComplianceDimension;

const Suppression = enumeration("Suppression", "Why a total is not published.", {
  TOO_FEW: "Too few employers add to it.",
  DOMINATED: "Two employers have over 85 percent of it.",
  COMPLEMENTARY: "With it, another total could be computed that is not published.",
});

@InputType({ description: "Which totals of returns are listed." })
export class ComplianceFilter {
  @Field(() => RegionCode, { nullable: true, description: "Only those of a province, by its code." })
  province?: string | null;
}

@ObjectType({
  description:
    "Totals of the returns of a month; exact for keys that may read every return in them, else published with care.",
  simpleResolvers: true,
})
export class ComplianceRow {
  regionCode!: string;

  @Field(() => String, {
    nullable: true,
    description: "Sector; null when not grouped by it, and for employers of which it is not known.",
  })
  sector!: string | null;

  @Field(() => EmployerSize, {
    nullable: true,
    description: "Size; null when not grouped by it, and for employers of which it is not known.",
  })
  size!: EmployerSize | null;

  @Field(() => Int, {
    nullable: true,
    description: "Employers with a return, to the nearest five unless exact; null when suppressed.",
  })
  employers!: number | null;

  @Field(() => SafeInt, {
    nullable: true,
    description: "Workers reported, in persons, to the nearest five unless exact; null when suppressed.",
  })
  workers!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Contributions paid as a fraction of those due, of the returns for which both are known; null when none are, and when suppressed.",
  })
  paidShare!: number | null;

  @Field(() => SafeInt, {
    nullable: true,
    description: "Contributions owed for this and all earlier months, in rupiah; null when suppressed.",
  })
  arrears!: number | null;

  @Field(() => Suppression, {
    nullable: true,
    description: "Why nothing of the row is published; null when it is.",
  })
  suppressed!: Reason | null;

  @Field(() => Suppression, {
    nullable: true,
    description: "Why its arrears are not published; null when they are.",
  })
  arrearsSuppressed!: Reason | null;
}

@ObjectType({ description: "Totals of the returns of a month.", simpleResolvers: true })
export class ComplianceTable {
  @Field(() => Month, { description: "The month." })
  month!: string;

  @Field(() => Int, { description: "Fewer employers than these are never published together." })
  minimumEmployers!: number;

  @Priced({ values: each(USUAL_ROWS) })
  @Field(() => [ComplianceRow], { description: "The totals, by region, sector and size." })
  rows!: ComplianceRow[];
}
