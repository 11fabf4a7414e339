import { CohortCategory } from "./cohort-category.entity.js";
import { CohortStatement } from "./cohort-statement.entity.js";
import { CohortResolver } from "./cohort.resolver.js";
import { WorkerCohort } from "./worker-cohort.entity.js";
import { cohortCategoriesPackage } from "./cohort-category.package.js";
import { workerCohortsPackage } from "./cohort-statement.package.js";
import { cohortsRefresh } from "./refresh-cohorts.js";

export const cohortsModule = {
  entities: [CohortCategory, WorkerCohort, CohortStatement],
  packages: [cohortCategoriesPackage, workerCohortsPackage],
  refreshes: [cohortsRefresh],
  resolvers: [CohortResolver],
};
