import { StatisticSeries } from "./series/statistic-series.entity.js";
import { StatisticsResolver } from "./statistics.resolver.js";

export const statisticsModule = {
  entities: [StatisticSeries],
  packages: [],
  resolvers: [StatisticsResolver],
};
