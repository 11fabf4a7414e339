import "./region-coverage.js";
import { CohortFiguresResolver } from "./cohort-figures.resolver.js";
import { CoverageResolver, CoverageRollUpResolver, RegionCoverageResolver } from "./coverage.resolver.js";
import { LatestCoverage } from "./materialized/latest-coverage.entity.js";

export const coverageModule = {
  entities: [LatestCoverage],
  packages: [],
  resolvers: [RegionCoverageResolver, CoverageResolver, CoverageRollUpResolver, CohortFiguresResolver],
};
