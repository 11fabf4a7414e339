import "./region-coverage.js";
import { CohortFiguresResolver } from "./cohort-figures.resolver.js";
import { Conflict } from "./conflict.entity.js";
import { CoverageResolver, CoverageRollUpResolver, RegionCoverageResolver } from "./coverage.resolver.js";
import { Indicator } from "./indicator.entity.js";
import { LatestCoverage } from "./latest-coverage.entity.js";
import { Observation } from "./observation.entity.js";
import { ObservationResolver } from "./observation.resolver.js";
import { StatisticSeries } from "./statistic-series.entity.js";
import { StatisticsResolver } from "./statistics.resolver.js";
import { Tariff } from "./tariff.entity.js";
import { indicatorsPackage } from "./indicator.package.js";
import { observationsPackage } from "./observation.package.js";
import { tariffsPackage } from "./tariff.package.js";

export const coverageModule = {
  entities: [Indicator, Observation, Conflict, Tariff, StatisticSeries, LatestCoverage],
  packages: [indicatorsPackage, observationsPackage, tariffsPackage],
  resolvers: [
    StatisticsResolver,
    ObservationResolver,
    RegionCoverageResolver,
    CoverageResolver,
    CoverageRollUpResolver,
    CohortFiguresResolver,
  ],
};
