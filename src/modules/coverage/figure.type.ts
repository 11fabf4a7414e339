import { Field, Float, ObjectType } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Priced } from "../../graph/declare/field-price.js";
import { toOne } from "../../graph/declare/relation.js";
import { Conflict } from "../observations/conflict.entity.js";
import { statementsPrice } from "./coverage.price.js";
import { Observation, Qualifier } from "../observations/observation.entity.js";
import { Period } from "../observations/period.type.js";

export const FigureBasis = enumeration("FigureBasis", "Where a figure comes from.", {
  REPORTED: "A source states it.",
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

  @Field(() => Observation, {
    nullable: true,
    description: "The observation preferred; null when derived, or when rivals cannot be told apart.",
  })
  observation!: Observation | null;

  @Priced(statementsPrice)
  @Field(() => [Observation], {
    description: "Figures that a derived figure was computed from; empty for a reported one.",
  })
  derivedFrom!: Observation[];

  @Priced(statementsPrice)
  @Field(() => [Observation], { description: "Other observations of the same thing and period, best first." })
  alternatives!: Observation[];

  rivalSet!: string | null;
}

toOne(Figure, "conflict", {
  target: () => Conflict,
  by: { slug: "rivalSet" },
  nullable: true,
  description:
    "Conflict among the observations as known now; null when they agree, when the preferred one has no rivals, and in answers as of an earlier instant, whose rivals are in `alternatives`.",
});
