import { Field, Float, ObjectType } from "type-graphql";
import { CalendarDate, SafeInt } from "../../graph/declare/scalars.js";
import { Observation } from "../observations/observation.entity.js";
import { CoverageRate } from "../figures/coverage-rate.type.js";

@ObjectType({
  description: "A goal that somebody has set for the coverage of a region, and what lacks to it.",
  simpleResolvers: true,
})
export class CoverageTarget {
  @Field(() => Float, { description: "The rate to reach, as a fraction." })
  value!: number;

  @Field(() => CalendarDate, { description: "The day by which it is to be reached." })
  dueOn!: string;

  @Field(() => String, {
    nullable: true,
    description: "The office or document that sets it; null when the source names none.",
  })
  setBy!: string | null;

  @Field(() => Observation, { description: "The observation that states it." })
  observation!: Observation;

  @Field(() => CoverageRate, {
    nullable: true,
    description:
      "The latest actual rate over the same base that is known on the date; null when there is none.",
  })
  latest!: CoverageRate | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "The target less the latest rate, in percentage points, negative once it is exceeded; null when no rate is known that is not older than 24 months before the day that it is due or asked on.",
  })
  gapPoints!: number | null;

  @Field(() => SafeInt, {
    nullable: true,
    description:
      "The same of the latest known denominator, in persons; null when that gap or the denominator is not known.",
  })
  gapWorkers!: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the latest rate is certain to have reached it; null when no rate is known that is not older than 24 months before the day that it is due or asked on, or when its bounds leave both possible.",
  })
  reached!: boolean | null;
}
