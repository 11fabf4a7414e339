import { Field, Int, ObjectType } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Priced } from "../../graph/declare/field-price.js";
import { toOne } from "../../graph/declare/relation.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Counting } from "../observations/observation.entity.js";
import { Region } from "../regions/region.entity.js";
import type { CoverageSubject } from "./coverage.js";
import { omissionsPrice, ranksPrice } from "./coverage.price.js";
import type { Coverage } from "./coverage.type.js";

@ObjectType({ description: "A region's place in a ranking.", simpleResolvers: true })
export class CoverageRank {
  @Field(() => Int, {
    description: "Place, from 1; equal rates share a place, and a bound is ranked at its bound.",
  })
  rank!: number;

  @Field(() => Int, { description: "The best place that the bounds of all rates leave possible, from 1." })
  rankFrom!: number;

  @Field(() => Int, { description: "The worst place that the bounds of all rates leave possible, from 1." })
  rankTo!: number;

  @Field(() => Int, {
    description: "Days from the day that the rate speaks from to the date of the ranking.",
  })
  ageInDays!: number;

  regionCode!: string;

  /** What is asked of every region of the ranking. */
  subject!: Omit<CoverageSubject, "regionCode">;
  /** The coverage that decides the place where it was computed; null where it is that of `subject`. */
  computed!: Coverage | null;
}
toOne(CoverageRank, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The region.",
});

export const OmissionReason = enumeration("OmissionReason", "Why a region is not compared with others.", {
  NO_FIGURE: "No rate is known.",
  STALE: "The rate is too old.",
  BASE_UNSTATED: "Its source does not say what the rate divides by.",
  OTHER_BASE: "Only rates over another base are known.",
  OTHER_COUNTING: "Workers are counted otherwise than in the other regions.",
  AREA_CHANGED: "The rate is about an earlier territory of the region.",
  INCONSISTENT: "The rate contradicts its own parts, or is above 1.",
  TIE: "Sources state different rates, and nothing tells them apart.",
});
export type OmissionReason = keyof typeof OmissionReason;

@ObjectType({ description: "A region that a ranking leaves out.", simpleResolvers: true })
export class OmittedRegion {
  @Field(() => OmissionReason, { description: "Why it is left out." })
  reason!: OmissionReason;

  regionCode!: string;
}
toOne(OmittedRegion, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The region.",
});

@ObjectType({ description: "Regions ranked by coverage on one common date.", simpleResolvers: true })
export class CoverageRanking {
  @Field(() => CalendarDate, { description: "The date on which all rates are the latest known." })
  on!: string;

  @Field(() => Counting, {
    nullable: true,
    description:
      "How the workers of the ranked regions are counted where their sources say: as asked for, else as most of them are; null when none says.",
  })
  countedBy!: Counting | null;

  @Priced(ranksPrice)
  @Field(() => [CoverageRank], { description: "The ranked regions, from the chosen end." })
  rows!: CoverageRank[];

  @Priced(omissionsPrice)
  @Field(() => [OmittedRegion], {
    description: "The regions that cannot be compared, each with the reason, by code.",
  })
  omitted!: OmittedRegion[];

  @Field(() => Int, { description: "Regions with a comparable rate." })
  comparableRegions!: number;

  @Field(() => Int, { description: "Regions without one, which cannot be ranked; `omitted` names them." })
  omittedRegions!: number;
}
