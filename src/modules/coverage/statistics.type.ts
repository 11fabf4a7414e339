import { ArgsType, Field, Float, InputType, Int, ObjectType } from "type-graphql";
import { filterOf } from "../../graph/declare/filter.js";
import { enumeration } from "../../graph/declare/enumeration.js";
import { FloatFilter } from "../../graph/declare/operators.js";
import { OrderDirection } from "../../graph/declare/order.js";
import { Priced } from "../../graph/declare/field-price.js";
import { toOne } from "../../graph/declare/relation.js";
import { CohortCategory, Segment } from "../cohorts/cohort-category.entity.js";
import { FundingSource } from "../cohorts/worker-cohort.entity.js";
import { Province, Region, RegionLevel } from "../regions/region.entity.js";
import { SourceType } from "../sources/source.entity.js";
import { Indicator } from "./indicator.entity.js";
import { Observation, ValueStatus } from "./observation.entity.js";
import { cellsPrice, rowsPrice } from "./statistics.price.js";

/** The most indicators that a table may have. */
export const MAX_INDICATORS = 10;

export const StatisticDimension = enumeration("StatisticDimension", "What figures can be grouped by.", {
  COUNTRY: "The whole country; its own figure wins over sums.",
  PROVINCE: "Province; its own figure wins over the sum of its regencies and cities.",
  REGION: "Each region by itself.",
  LEVEL: "Level of government; sums of all regions of a level.",
  YEAR: "Calendar year.",
  MONTH: "Calendar month of a year; figures stated for longer periods are left out.",
  CATEGORY: "Cohort category; categories overlap and are never added.",
  SEGMENT: "Segment, from figures stated for whole segments.",
  FUNDING: "Who pays.",
  VALUE_STATUS:
    "Whether it happened or is meant to happen; only what happened counts when neither grouped nor filtered by.",
  SOURCE_TYPE: "Kind of source; each kind answers with its own figures, preferred or not.",
});
export type StatisticDimension = keyof typeof StatisticDimension;

export const Aggregation = enumeration("Aggregation", "How a cell was computed.", {
  SUM: "Sum over regions, and over time for flows and amounts; for stocks, of each region's last value.",
  LAST: "Last value of one region.",
  MEAN: "Mean weighted by protected workers.",
  RATIO: "Sum of numerators over sum of denominators.",
  MAX: "Largest value, where values of regions may not be added.",
});
export type Aggregation = keyof typeof Aggregation;

@InputType({ description: "A condition on a column of the table; only rows for which all hold are shown." })
export class StatisticHaving {
  @Field(() => String, { description: "Code of the indicator whose column is meant." })
  indicator!: string;

  @Field(FloatFilter, { description: "What its value must be." })
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

  @Field(() => OrderDirection, { defaultValue: "ASC", description: "Which end comes first." })
  direction!: OrderDirection;
}

@ArgsType()
export class StatisticArgs {
  @Field(() => [String], { description: "Codes of the indicators, 1 to 10: the columns of the table." })
  indicators!: string[];

  @Field(() => [StatisticDimension], {
    description: "What to group by, at most 5; an empty list gives one row in all.",
  })
  groupBy!: StatisticDimension[];

  @Field(() => filterOf(Observation).type, {
    nullable: true,
    description: "Which observations count; all when left out.",
  })
  filter?: Record<string, unknown> | null;

  @Field(() => [StatisticHaving], {
    nullable: true,
    description: "Only rows whose values satisfy all of these.",
  })
  having?: StatisticHaving[] | null;

  @Field(() => [StatisticOrder], {
    nullable: true,
    description: "What to order by, most important first; by the dimensions when left out.",
  })
  orderBy?: StatisticOrder[] | null;

  @Field(() => Int, { defaultValue: 1000, description: "How many rows to show: 0 to 5000." })
  first!: number;
}

@ObjectType({ description: "One indicator's value in a row.", simpleResolvers: true })
export class StatisticCell {
  indicatorCode!: string;
  /** Where it was read already. */
  declare indicator: Indicator | undefined;

  @Field(() => Float, {
    nullable: true,
    description: "The value in the indicator's unit; null when nothing can be stated truly.",
  })
  value!: number | null;

  @Field(() => Aggregation, { description: "How it was computed." })
  aggregation!: Aggregation;

  @Field(() => Int, { description: "Observations that it was computed from." })
  observations!: number;

  @Field(() => Int, { description: "Regions whose figures it contains." })
  reportingRegions!: number;

  @Field(() => Int, { description: "Regions of the group whose figures it lacks." })
  omittedRegions!: number;
}
toOne(StatisticCell, "indicator", {
  target: () => Indicator,
  by: { code: "indicatorCode" },
  description: "What is measured.",
});

@ObjectType({
  description: "One group and its values; of the dimensions, those grouped by are set.",
  simpleResolvers: true,
})
export class StatisticRow {
  provinceCode!: string | null;
  regionCode!: string | null;
  categoryCode!: string | null;
  /** Where they were read already. */
  declare province: Region | undefined;
  declare region: Region | undefined;

  @Field(() => RegionLevel, {
    nullable: true,
    description: "Level of government; null unless grouped by LEVEL.",
  })
  level!: RegionLevel | null;

  @Field(() => Int, { nullable: true, description: "Year; null unless grouped by YEAR or MONTH." })
  year!: number | null;

  @Field(() => Int, { nullable: true, description: "Month, 1 to 12; null unless grouped by MONTH." })
  month!: number | null;

  @Field(() => Segment, { nullable: true, description: "Segment; null unless grouped by SEGMENT." })
  segment!: Segment | null;

  @Field(() => FundingSource, {
    nullable: true,
    description: "Who pays; null unless grouped by FUNDING, and where no source says.",
  })
  funding!: FundingSource | null;

  @Field(() => ValueStatus, { nullable: true, description: "Status; null unless grouped by VALUE_STATUS." })
  valueStatus!: ValueStatus | null;

  @Field(() => SourceType, {
    nullable: true,
    description: "Kind of source; null unless grouped by SOURCE_TYPE.",
  })
  sourceType!: SourceType | null;

  @Priced(cellsPrice)
  @Field(() => [StatisticCell], {
    description: "The values, in the order in which the indicators were asked for.",
  })
  cells!: StatisticCell[];
}
toOne(StatisticRow, "province", {
  target: () => Province,
  by: { code: "provinceCode" },
  nullable: true,
  description: "Province; null unless grouped by PROVINCE.",
});
toOne(StatisticRow, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  nullable: true,
  description: "Region; null unless grouped by REGION or COUNTRY.",
});
toOne(StatisticRow, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  nullable: true,
  description: "Cohort category; null unless grouped by CATEGORY, and for all workers.",
});

@ObjectType({ description: "Grouped figures.", simpleResolvers: true })
export class StatisticTable {
  @Priced(rowsPrice)
  @Field(() => [StatisticRow], { description: "The rows asked for." })
  rows!: StatisticRow[];

  @Field(() => Int, { description: "How many rows there are in all." })
  totalRows!: number;
}
