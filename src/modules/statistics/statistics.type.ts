import { Field, Float, Int, ObjectType } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Priced } from "../../graph/declare/field-price.js";
import { toOne } from "../../graph/declare/relation.js";
import { CohortCategory, Segment } from "../cohorts/cohort-category.entity.js";
import { FundingSource } from "../cohorts/worker-cohort.entity.js";
import { Province, Region, RegionLevel } from "../regions/region.entity.js";
import { SourceType } from "../sources/source.entity.js";
import { Indicator } from "../observations/indicator.entity.js";
import { Counting, Qualifier, ValueStatus } from "../observations/observation.entity.js";
import type { StatisticsQuery } from "./statistics-query.js";
import { cellsPrice, rowsPrice } from "./statistics.price.js";

export const Aggregation = enumeration("Aggregation", "How a cell was computed.", {
  SUM: "Sum over regions, and over time for flows and amounts; for stocks, of each region's last value.",
  LAST: "Last value of one region.",
  MEAN: "Mean weighted by protected workers.",
  RATIO: "Sum of numerators over sum of denominators.",
  MAX: "Largest value, where values of regions may not be added.",
});
export type Aggregation = keyof typeof Aggregation;

@ObjectType({ description: "One indicator's value in a row.", simpleResolvers: true })
export class StatisticCell {
  indicatorCode!: string;
  /** Where it was read already. */
  declare indicator: Indicator | undefined;

  @Field(() => Float, {
    nullable: true,
    description:
      "The value in the indicator's unit; null unless it is complete (the region's own figure, or that of every region directly below it; of flows and amounts also every day of the row's year or month, for all programmes), and where workers are counted otherwise than in most rows of the column.",
  })
  value!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "The least that `value` can be; null when that is not known, and when `value` is null.",
  })
  lowerBound!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "The most that `value` can be; null when that is not known, and when `value` is null.",
  })
  upperBound!: number | null;

  @Field(() => Qualifier, {
    nullable: true,
    description: "How exact `value` is; null when `value` is.",
  })
  qualifier!: Qualifier | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "The same of what is known only: of some regions, payers, programmes or days, or of the other counting; null when nothing is known.",
  })
  partialValue!: number | null;

  @Field(() => Aggregation, { description: "How both were computed." })
  aggregation!: Aggregation;

  @Field(() => Float, {
    description:
      "Share of the regions directly below, of those that the filter means, that report a complete figure: 0 to 1, and 1 for a region's own figure.",
  })
  completeness!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Share of the employed population, as known last, in the regions that report; null unless it is known of all.",
  })
  completenessOfEmployed!: number | null;

  @Field(() => Int, { description: "Observations that they were computed from." })
  observations!: number;

  @Field(() => Int, {
    description:
      "Regions directly below (or of the row's level) that report a complete figure; 1 for a region's own figure.",
  })
  reportingRegions!: number;

  @Field(() => Int, {
    description: "Regions directly below (or of the row's level) that do not report a complete figure.",
  })
  omittedRegions!: number;

  @Field(() => Int, { description: "Omitted regions of which all figures are older than `maxAgeMonths`." })
  staleRegions!: number;

  @Field(() => Int, {
    description:
      "Observations of flows, amounts and durations whose periods reach beyond the row's year or month, so that they count in none.",
  })
  spanning!: number;

  @Field(() => Counting, {
    nullable: true,
    description: "Where the workers are counted; null when not all of its figures say so.",
  })
  countedBy!: Counting | null;

  @Field(() => [ValueStatus], {
    description:
      "Statuses of which there are figures, also those that the table does not show; empty when there is no figure at all.",
  })
  statusesWithFigures!: ValueStatus[];
}
toOne(StatisticCell, "indicator", {
  target: () => Indicator,
  by: { code: "indicatorCode" },
  description: "The indicator.",
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
    description: "The values, in the order of the requested indicators.",
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
  /** What was asked for. */
  asked!: StatisticsQuery;

  @Priced(rowsPrice)
  @Field(() => [StatisticRow], { description: "The rows." })
  rows!: StatisticRow[];

  @Field(() => Int, { description: "Total number of rows." })
  totalRows!: number;
}
