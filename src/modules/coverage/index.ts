import "./coverage-rank.js";
import "./region-coverage.js";
import "./region-history.js";
import "./region-filters.js";
import "./region-targets.js";
import { CohortFiguresResolver } from "./cohort-figures.resolver.js";
import { CoverageResolver, CoverageRollUpResolver } from "./coverage.resolver.js";
import { LatestCoverage } from "./materialized/latest-coverage.entity.js";
import { CoveragePoint } from "./materialized/coverage-point.entity.js";
import { CoverageStep } from "./materialized/coverage-step.entity.js";
import { latestCoverageRefresh } from "./materialized/refresh-latest-coverage.js";
import { regionsRefresh } from "./materialized/refresh-regions.js";

export const coverageModule = {
  entities: [LatestCoverage, CoverageStep, CoveragePoint],
  packages: [],
  // Latest coverages are summed from the steps of child regions.
  refreshes: [regionsRefresh, latestCoverageRefresh],
  resolvers: [CoverageResolver, CoverageRollUpResolver, CohortFiguresResolver],
};
