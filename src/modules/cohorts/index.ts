import { CohortCategory } from "./cohort-category.entity.js";
import { CohortStatement } from "./cohort-statement.entity.js";
import { CohortResolver } from "./cohort.resolver.js";
import { WorkerCohort } from "./worker-cohort.entity.js";

export const cohortsModule = {
  entities: [CohortCategory, WorkerCohort, CohortStatement],
  resolvers: [CohortResolver],
};
