import "./region-coverage.js";
import "./region-filters.js";
import "./region-targets.js";
import { CohortFiguresResolver } from "./cohort-figures.resolver.js";
import { CoverageResolver, CoverageRollUpResolver, RegionCoverageResolver } from "./coverage.resolver.js";
import { LatestCoverage } from "./materialized/latest-coverage.entity.js";
import { currentRefresh } from "./materialized/refresh-current.js";
import { latestCoverageRefresh } from "./materialized/refresh-latest-coverage.js";

export const coverageModule = {
  entities: [LatestCoverage],
  packages: [],
  refreshes: [currentRefresh, latestCoverageRefresh],
  resolvers: [RegionCoverageResolver, CoverageResolver, CoverageRollUpResolver, CohortFiguresResolver],
};
