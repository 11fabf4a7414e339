import { Field, Float, ObjectType } from "type-graphql";
import { toOne } from "../../graph/declare/relation.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import type { Observation } from "../observations/observation.entity.js";
import { Period } from "../observations/period.type.js";
import { Region } from "../regions/region.entity.js";
import { CoverageRate } from "../figures/coverage-rate.type.js";
import { Figure } from "../figures/figure.type.js";

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

  /** The latest published rate over another base, or one that is not stated. */
  otherRate!: Observation | null;
}

toOne(Coverage, "region", { target: () => Region, by: { code: "regionCode" }, description: "Where." });
toOne(Coverage, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  nullable: true,
  description: "Which workers; null for all workers.",
});
