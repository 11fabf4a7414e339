import { Field, Float, Int, ObjectType } from "type-graphql";
import { Priced } from "../../graph/declare/field-price.js";
import { toOne } from "../../graph/declare/relation.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Conflict } from "../observations/conflict.entity.js";
import { Indicator } from "../observations/indicator.entity.js";
import { Counting, Observation, Qualifier } from "../observations/observation.entity.js";
import { partsPrice } from "./figure.price.js";
import { FigureBasis } from "./figure.type.js";

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
      "Numerator over denominator: of the publishing source's own parts if it states both, else of figures of the same twelve months, beside a published rate of those known by its day; null when a part is unknown.",
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
      "Figures that `derived` was computed from, numerator first; unprotected workers in place of one of them complete the other; empty when there is no derived rate.",
  })
  derivedFrom!: Observation[];

  @Field(() => Observation, {
    nullable: true,
    description: "The observation that prints the published rate; null when none does.",
  })
  observation!: Observation | null;

  denominatorCode!: string | null;
  rivalSet!: string | null;
  conflictSlug!: string | null;
}

toOne(CoverageRate, "conflict", {
  target: () => Conflict,
  by: { slug: "conflictSlug" },
  nullable: true,
  description:
    "What stands against the rate as known now: the numbers that its own source states beside where they contradict it, else how the sources that print it disagree; in a tie `published` is null; null when nothing does, and in answers as of an earlier instant.",
});
toOne(CoverageRate, "denominator", {
  target: () => Indicator,
  by: { code: "denominatorCode" },
  nullable: true,
  description: "The indicator divided by; null when the source does not say.",
});
