import { ArgsType, Field, InputType, Int } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";
import { filterOf } from "../../graph/declare/filter.js";
import { FloatFilter } from "../../graph/declare/operators.js";
import { OrderDirection } from "../../graph/declare/order.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { Observation } from "../observations/observation.entity.js";
import { USUAL_AGE_MONTHS } from "./moment.js";

/** The most indicators that a table may have. */
export const MAX_INDICATORS = 10;

export const StatisticDimension = enumeration(
  "StatisticDimension",
  "Dimensions by which figures can be grouped.",
  {
    COUNTRY: "The whole country; its own figure wins over the sum of its provinces.",
    PROVINCE: "Province; its own figure wins over the sum of its regencies and cities.",
    REGION: "Each region by itself.",
    LEVEL: "Level of government; sums of all regions of a level.",
    YEAR: "Calendar year: of the effective day of stocks and rates, and of all else whose whole period lies in it.",
    MONTH:
      "Calendar month of a year: of the effective day of stocks and rates, and of all else whose whole period lies in it.",
    CATEGORY: "Cohort category; categories overlap and are never added.",
    SEGMENT: "Segment, from figures stated for whole segments.",
    FUNDING: "Who pays.",
    VALUE_STATUS:
      "Whether figures are actual, allocated, planned or targets; only actual ones count unless grouped or filtered by it.",
    SOURCE_TYPE: "Kind of source; each kind answers with the best of its own figures.",
  },
);
export type StatisticDimension = keyof typeof StatisticDimension;

@InputType({ description: "A condition on a column of the table; only rows for which all hold are shown." })
export class StatisticHaving {
  @Field(() => String, { description: "Code of the indicator of the column." })
  indicator!: string;

  @Field(FloatFilter, { description: "Condition on its value." })
  value!: Record<string, number | boolean | null>;
}

@InputType({
  description: "One step of an order of the table's rows, by exactly one of indicator and dimension.",
})
export class StatisticOrder {
  @Field(() => String, {
    nullable: true,
    description: "Code of an indicator of the table.",
  })
  indicator?: string | null;

  @Field(() => StatisticDimension, { nullable: true, description: "A dimension of the table." })
  dimension?: StatisticDimension | null;

  @Field(() => OrderDirection, { defaultValue: "ASC", description: "Ascending or descending." })
  direction!: OrderDirection;
}

@ArgsType()
export class StatisticArgs {
  @Field(() => [String], { description: "Codes of the indicators, 1 to 10: the columns of the table." })
  indicators!: string[];

  @Field(() => [StatisticDimension], {
    description: "Dimensions to group by, at most 5; an empty list gives a single row.",
  })
  groupBy!: StatisticDimension[];

  @Field(() => filterOf(Observation).type, {
    nullable: true,
    description: "Observations to include; all when left out.",
  })
  filter?: Record<string, unknown> | null;

  @Field(() => [StatisticHaving], {
    nullable: true,
    description:
      "Only rows whose values satisfy all of these for certain: `gt` and `gte` test the least that a value can be, `lt` and `lte` the most.",
  })
  having?: StatisticHaving[] | null;

  @Field(() => [StatisticOrder], {
    nullable: true,
    description: "Order of the rows, most important term first; by the dimensions when left out.",
  })
  orderBy?: StatisticOrder[] | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description:
      "The day on which stocks, rates and durations are compared, when not grouped by YEAR or MONTH; the last day that the filter lets periods end on, but no later than today (or the day of `asOf`), when left out.",
  })
  on?: string | null;

  @Field(() => Int, {
    defaultValue: USUAL_AGE_MONTHS,
    description:
      "How many months before `on` a stock, rate or duration may be effective at the earliest, 0 to 1200; older ones are omitted and counted.",
  })
  maxAgeMonths!: number;

  @Field(() => Instant, {
    nullable: true,
    description:
      "From the statements that this graph knew at this instant, not in the future; all as known now when left out.",
  })
  asOf?: string | null;

  @Field(() => Int, { defaultValue: 1000, description: "How many rows to show: 0 to 5000." })
  first!: number;
}
