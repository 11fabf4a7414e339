import { StatisticSeries } from "./series/statistic-series.entity.js";
import { StatisticsResolver } from "./statistics.resolver.js";
import { seriesRefresh } from "./series/refresh-series.js";

export const statisticsModule = {
  entities: [StatisticSeries],
  packages: [],
  refreshes: [seriesRefresh],
  resolvers: [StatisticsResolver],
};
