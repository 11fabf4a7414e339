import type { Refresh } from "../package/change-set.js";
import type { PackageTable } from "../package/package-table.js";
// In this order: a module's declarations build on those of earlier modules.
import { sourcesModule } from "./sources/index.js";
import { regionsModule } from "./regions/index.js";
import { employersModule } from "./employers/index.js";
import { cohortsModule } from "./cohorts/index.js";
import { initiativesModule } from "./initiatives/index.js";
import { observationsModule } from "./observations/index.js";
import { figuresModule } from "./figures/index.js";
import { coverageModule } from "./coverage/index.js";
import { statisticsModule } from "./statistics/index.js";
import { awardsModule } from "./awards/index.js";
import { returnsModule } from "./returns/index.js";
import { searchModule } from "./search/index.js";
import { aboutModule } from "./about/index.js";
import { partnersModule } from "./partners/index.js";
import { submissionsModule } from "./submissions/index.js";
import { requireWhole } from "./require-whole.js";

const modules = [
  sourcesModule,
  regionsModule,
  employersModule,
  cohortsModule,
  initiativesModule,
  observationsModule,
  figuresModule,
  coverageModule,
  statisticsModule,
  awardsModule,
  returnsModule,
  searchModule,
  aboutModule,
  partnersModule,
  submissionsModule,
];

/** All entities, each after the ones that it refers to. */
export const entities = modules.flatMap((module): (abstract new () => object)[] => module.entities);

/** The tables of data packages, each after the ones that it refers to. */
export const packageTables = modules.flatMap((module): PackageTable[] => module.packages);

/** All resolver classes. */
export const resolvers = modules.flatMap((module): (new () => object)[] => module.resolvers);

/** The refreshes of all materialized data, in the order in which they must run. */
export const refreshes = modules.flatMap((module): Refresh[] =>
  "refreshes" in module ? module.refreshes : [],
);

requireWhole({ entities, packageTables });
