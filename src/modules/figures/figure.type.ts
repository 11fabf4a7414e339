import { Field, Float, Int, ObjectType } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Priced } from "../../graph/declare/field-price.js";
import { toOne } from "../../graph/declare/relation.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Conflict } from "../observations/conflict.entity.js";
import { statementsPrice } from "./figure.price.js";
import { Counting, Observation, Qualifier } from "../observations/observation.entity.js";
import { Period } from "../observations/period.type.js";
import type { Timing } from "./timing.rules.js";

export const FigureBasis = enumeration("FigureBasis", "Where a figure comes from.", {
  REPORTED: "A source states it.",
  SUMMED: "The sum of what one source states for several payers, or for all segments of workers.",
  DERIVED: "Computed from figures that sources state.",
  ROLLED_UP: "Summed over all child regions.",
});
export type FigureBasis = keyof typeof FigureBasis;

@ObjectType({
  description: "The figure the graph answers with, and everything that speaks for or against it.",
  simpleResolvers: true,
})
export class Figure {
  @Field(() => Float, {
    nullable: true,
    description:
      "The figure in its indicator's unit; null when the source gives no number, or when rivals cannot be told apart.",
  })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: "The least it can be; null when not known." })
  lowerBound!: number | null;

  @Field(() => Float, { nullable: true, description: "The most it can be; null when not known." })
  upperBound!: number | null;

  @Field(() => Qualifier, { description: "How exact it is." })
  qualifier!: Qualifier;

  @Field(() => FigureBasis, { description: "Where it comes from." })
  basis!: FigureBasis;

  @Field(() => Period, { description: "Period." })
  period!: Period;

  @Field(() => Counting, {
    nullable: true,
    description: "Where the workers are counted; null when the sources do not say.",
  })
  countedBy!: Counting | null;

  @Field(() => CalendarDate, {
    description:
      "The day from which it speaks: the last of its period, or that of publication if earlier; for a sum over regions that of the oldest figure in it.",
  })
  effectiveOn!: string;

  @Field(() => Int, {
    description: "Days from `effectiveOn` to the date of the answer; 0 while its period lasts.",
  })
  ageInDays!: number;

  @Field(() => Boolean, {
    description:
      "Whether it is about an earlier territory of the region, so that it must not be compared with later figures.",
  })
  areaDiffers!: boolean;

  @Field(() => Observation, {
    nullable: true,
    description: "The observation preferred; null when computed, or when rivals cannot be told apart.",
  })
  observation!: Observation | null;

  @Priced(statementsPrice)
  @Field(() => [Observation], {
    description: "Figures that a computed figure was computed from; empty for a reported one.",
  })
  derivedFrom!: Observation[];

  @Priced(statementsPrice)
  @Field(() => [Observation], {
    description:
      "What is known of single payers, programmes or segments at that time where no source states a total; empty where one does.",
  })
  parts!: Observation[];

  @Priced(statementsPrice)
  @Field(() => [Observation], { description: "Other observations of the same thing and period, best first." })
  alternatives!: Observation[];

  @Field(() => Figure, {
    nullable: true,
    description:
      "The latest figure of the same twelve months by the other counting, of which nothing decides: both stand, and the two must not be divided or compared; null when none is known, or when this one does not say how it counts.",
  })
  otherCounting!: Figure | null;

  rivalSet!: string | null;
  timing!: Timing;
}

toOne(Figure, "conflict", {
  target: () => Conflict,
  by: { slug: "rivalSet" },
  nullable: true,
  description:
    "Conflict among the observations of one counting as known now; null when they agree, when the preferred one has no rivals, and in answers as of an earlier instant, whose rivals are in `alternatives`.",
});
