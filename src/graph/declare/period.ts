import { Field, ObjectType } from "type-graphql";
import { enumeration } from "./enumeration.js";
import { CalendarDate } from "./scalars.js";

export const PeriodPrecision = enumeration("PeriodPrecision", "How precisely a period is stated.", {
  DAY: "One day.",
  MONTH: "One calendar month.",
  QUARTER: "One calendar quarter.",
  YEAR: "One calendar year.",
  RANGE: "Any other span.",
});
export type PeriodPrecision = keyof typeof PeriodPrecision;

@ObjectType({ description: "A span of time; both ends belong to it.", simpleResolvers: true })
export class Period {
  @Field(() => CalendarDate, { description: "First day." })
  start!: string;

  @Field(() => CalendarDate, { description: "Last day." })
  end!: string;

  @Field(() => PeriodPrecision, { description: "How precisely it is stated." })
  precision!: PeriodPrecision;
}
