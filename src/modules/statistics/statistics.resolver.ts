import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import { Priced } from "../../graph/declare/field-price.js";
import { readStatistics } from "./read-statistics.js";
import { statisticsPrice } from "./statistics.price.js";
import { StatisticArgs } from "./statistics.args.js";
import { StatisticTable } from "./statistics.type.js";

@Resolver()
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
}
