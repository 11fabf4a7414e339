import { Field, Float, Int, ObjectType } from "type-graphql";
import { CalendarDate, SafeInt } from "../../graph/declare/scalars.js";
import { Priced } from "../../graph/declare/field-price.js";
import { toOne } from "../../graph/declare/relation.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { Conflict } from "../observations/conflict.entity.js";
import { partsPrice, ranksPrice } from "./coverage.price.js";
import type { Bounds } from "./bounds.js";
import { Figure, FigureBasis } from "./figure.type.js";
import { Indicator } from "../observations/indicator.entity.js";
import { Counting, Observation, Qualifier } from "../observations/observation.entity.js";
import { Period } from "../observations/period.type.js";

@ObjectType({
  description: "A coverage rate with the figures that it was computed from.",
  simpleResolvers: true,
})
export class CoverageRate {
  @Field(() => Float, {
    nullable: true,
    description:
      "The rate to use, as a fraction: as published, else derived; null when rivals cannot be told apart, when the published one contradicts the parts of its own source, or when it is above 1.",
  })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: "The least it can be; null when not known." })
  lowerBound!: number | null;

  @Field(() => Float, { nullable: true, description: "The most it can be; null when not known." })
  upperBound!: number | null;

  @Field(() => Qualifier, {
    description: "How exact it is: `AT_MOST` 0.5 is printed as below 50 percent.",
  })
  qualifier!: Qualifier;

  @Field(() => Float, {
    nullable: true,
    description: "The rate as a source prints it; null when none prints one.",
  })
  published!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Numerator over denominator: of the publishing source's own parts if it states both, else of figures of the same twelve months; null when a part is unknown.",
  })
  derived!: number | null;

  @Field(() => FigureBasis, { description: "Where `value` comes from." })
  basis!: FigureBasis;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the published rate follows from its own parts, within half a unit of its last printed digit, 1.5 points more when it is approximate, and what the parts leave open; null when its source does not state both parts.",
  })
  consistent!: boolean | null;

  @Field(() => Float, {
    nullable: true,
    description: "Published less derived, as a fraction; null unless both are known.",
  })
  difference!: number | null;

  @Field(() => Boolean, {
    description:
      "Whether what it divides by is known: computed here, or stated by its source; false when it is assumed to be the usual base, or not stated at all.",
  })
  denominatorStated!: boolean;

  @Field(() => Counting, {
    nullable: true,
    description: "Where the workers are counted; null when the sources do not say.",
  })
  countedBy!: Counting | null;

  @Field(() => CalendarDate, {
    description: "The day from which it speaks; of a derived rate that of its numerator.",
  })
  effectiveOn!: string;

  @Field(() => Int, {
    description: "Days from `effectiveOn` to the date of the answer; 0 while its period lasts.",
  })
  ageInDays!: number;

  @Field(() => Boolean, {
    description:
      "Whether it is about an earlier territory of the region, so that it must not be compared with later rates.",
  })
  areaDiffers!: boolean;

  @Priced(partsPrice)
  @Field(() => [Observation], {
    description:
      "Figures that `derived` was computed from, numerator first; empty when there is no derived rate.",
  })
  derivedFrom!: Observation[];

  @Field(() => Observation, {
    nullable: true,
    description: "The observation that prints the published rate; null when none does.",
  })
  observation!: Observation | null;

  denominatorCode!: string | null;
  rivalSet!: string | null;
}

toOne(CoverageRate, "conflict", {
  target: () => Conflict,
  by: { slug: "rivalSet" },
  nullable: true,
  description:
    "How the sources that print the rate disagree as known now; in a tie `published` is null; null when they agree or only one prints it, and in answers as of an earlier instant.",
});
toOne(CoverageRate, "denominator", {
  target: () => Indicator,
  by: { code: "denominatorCode" },
  nullable: true,
  description: "The indicator divided by; null when the source does not say.",
});

@ObjectType({ description: "Coverage summed over child regions.", simpleResolvers: true })
export class CoverageRollUp {
  @Field(() => Float, {
    nullable: true,
    description:
      "Sum over sum, as a fraction; null unless every child region is in, with `partialRate` beside it.",
  })
  rate!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Sum over sum of the child regions that are in, as a fraction; null when none is, and no rate of the whole region.",
  })
  partialRate!: number | null;

  @Field(() => SafeInt, {
    nullable: true,
    description: "Protected workers of all child regions, in persons; null unless every one is in.",
  })
  protectedWorkers!: number | null;

  @Field(() => SafeInt, {
    nullable: true,
    description:
      "Potential workers (or the chosen denominator) of all child regions, in persons; null unless every one is in.",
  })
  potentialWorkers!: number | null;

  @Field(() => SafeInt, { description: "Protected workers of the child regions that are in, in persons." })
  partialProtectedWorkers!: number;

  @Field(() => SafeInt, {
    description:
      "Potential workers (or the chosen denominator) of the child regions that are in, in persons.",
  })
  partialPotentialWorkers!: number;

  @Field(() => Period, {
    nullable: true,
    description: "From the first to the last day that the summed figures are about; null when there is none.",
  })
  period!: Period | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: "The day from which the oldest of the numerators speaks; null when there is none.",
  })
  oldestEffectiveOn!: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: "The day from which the newest of the numerators speaks; null when there is none.",
  })
  newestEffectiveOn!: string | null;

  @Field(() => Int, { description: "Child regions that are in." })
  reportingRegions!: number;

  @Field(() => Int, { description: "All child regions." })
  totalRegions!: number;

  includedCodes!: string[];
  omittedCodes!: string[];
  numeratorBounds!: Bounds;
  denominatorBounds!: Bounds;
}

@ObjectType({
  description: "How many of the workers of a region, or of one category there, are protected.",
  simpleResolvers: true,
})
export class Coverage {
  regionCode!: string;
  categoryCode!: string | null;
  denominatorCode!: string;
  on!: string;
  asOf!: string | null;

  @Field(() => Period, {
    nullable: true,
    description: "Period of the rate; null when there is no rate.",
  })
  period!: Period | null;

  @Field(() => Figure, {
    nullable: true,
    description:
      "The latest known potential workers, or the chosen denominator, whatever the rate rests on; null when unknown.",
  })
  potentialWorkers!: Figure | null;

  @Field(() => Figure, {
    nullable: true,
    description: "The latest known protected workers, whatever the rate rests on; null when not known.",
  })
  protectedWorkers!: Figure | null;

  @Field(() => Figure, {
    nullable: true,
    description:
      "The latest known workers without protection: as a source states them, else the denominator less the numerator of one time, area and counting; null when not known.",
  })
  unprotectedWorkers!: Figure | null;

  @Field(() => Figure, {
    nullable: true,
    description:
      "Months of cover in the period of `protectedWorkers`; protection for 6 of 12 months is not full-year protection; null when no source says.",
  })
  monthsCovered!: Figure | null;

  @Field(() => Float, {
    nullable: true,
    description: "Protected workers times months covered; null unless both are known.",
  })
  workerMonths!: number | null;

  @Field(() => CoverageRate, {
    nullable: true,
    description: "Protected over potential workers; null when neither published nor derivable.",
  })
  rate!: CoverageRate | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether base, counting or territory differ from those of the point before, so that the two must not be compared; null outside a history.",
  })
  isBreak!: boolean | null;

  otherRate!: Figure | null;
}

toOne(Coverage, "region", { target: () => Region, by: { code: "regionCode" }, description: "Where." });
toOne(Coverage, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  nullable: true,
  description: "Which workers; null for all workers.",
});

@ObjectType({ description: "A region's place in a ranking.", simpleResolvers: true })
export class CoverageRank {
  @Field(() => Int, { description: "Place, from 1; equal rates share a place." })
  rank!: number;

  @Field(() => Coverage, { description: "The coverage that decides the place." })
  coverage!: Coverage;

  regionCode!: string;
}
toOne(CoverageRank, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The region.",
});

@ObjectType({ description: "Regions ranked by coverage on one common date.", simpleResolvers: true })
export class CoverageRanking {
  @Field(() => CalendarDate, { description: "The date on which all rates are the latest known." })
  on!: string;

  @Priced(ranksPrice)
  @Field(() => [CoverageRank], { description: "The ranked regions, from the chosen end." })
  rows!: CoverageRank[];

  @Field(() => Int, { description: "Regions with a rate over potential workers." })
  comparableRegions!: number;

  @Field(() => Int, { description: "Regions without one, which cannot be ranked." })
  omittedRegions!: number;
}
