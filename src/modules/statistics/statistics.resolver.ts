import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import { Priced } from "../../graph/declare/field-price.js";
import { readStatistics } from "./read-statistics.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { categoriesBeside } from "./categories-beside.js";
import { categoriesPrice, statisticsPrice } from "./statistics.price.js";
import { StatisticArgs } from "./statistics.args.js";
import { StatisticTable } from "./statistics.type.js";

@Resolver(() => StatisticTable)
export class StatisticsResolver {
  @Priced(statisticsPrice)
  @Query(() => StatisticTable, {
    description:
      "Grouped totals that stay true: rates are sums over sums, stocks are never summed over time, overlapping cohorts are never added.",
  })
  statistics(
    @Args(() => StatisticArgs) args: StatisticArgs,
    @Ctx() { db }: Context,
  ): Promise<StatisticTable> {
    return readStatistics(db, args);
  }

  @Priced(categoriesPrice)
  @FieldResolver(() => [CohortCategory], {
    description:
      "Categories of which its indicators have figures that it leaves out, since categories overlap: group by CATEGORY to see them; empty when it is grouped or filtered by category.",
  })
  categoriesLeftOut(@Root() { asked }: StatisticTable, @Ctx() { db }: Context): Promise<CohortCategory[]> {
    return categoriesBeside(db, asked);
  }
}
