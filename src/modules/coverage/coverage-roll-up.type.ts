import { Field, Float, Int, ObjectType } from "type-graphql";
import { CalendarDate, SafeInt } from "../../graph/declare/scalars.js";
import { Period } from "../observations/period.type.js";
import type { Bounds } from "../figures/bounds.rules.js";
import { Qualifier } from "../observations/observation.entity.js";

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

  @Field(() => Qualifier, {
    description: "How exact `rate` and `partialRate` are, as far as the figures in them are.",
  })
  qualifier!: Qualifier;

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
