import { declareConnection } from "../../graph/declare/connection.js";
import { choice, code, flag, partialDay, some, via } from "../../graph/declare/filter-fields.js";
import { declareFilter, extendFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";
import { CATEGORY_CODES, CohortCategory, Segment } from "./cohort-category.entity.js";
import { CohortStatus, FundingSource, WorkerCohort } from "./worker-cohort.entity.js";

declareTable({ entity: WorkerCohort, key: "slug", tieBreaker: "slug", rows: 6_000 });

const region = toOne(WorkerCohort, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "Where its workers are.",
});
toOne(WorkerCohort, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  description: "Category of the workers.",
});
const employer = toOne(WorkerCohort, "employer", {
  target: () => Employer,
  by: { slug: "employerSlug" },
  nullable: true,
  description: "Who employs them; null when no single employer is named.",
});

declareFilter(WorkerCohort, {
  region: via(region, "Where its workers are."),
  category: code("categoryCode", CATEGORY_CODES, "Code of the category."),
  segment: choice("segment", Segment, "Segment of the category."),
  vulnerable: flag("vulnerable", "Whether the category counts as vulnerable."),
  status: choice("status", CohortStatus, "Whether it is enrolled."),
  since: partialDay("sinceFrom", "sinceUntil", "Day since which the status holds."),
  funding: choice("funding", FundingSource, "Who pays the contributions."),
  employer: via(employer, "Who employs them."),
});

declareOrder(WorkerCohort, {
  CATEGORY: { property: "categoryCode", description: "Code of the category." },
  REGION: { property: "regionCode", description: "Code of the region." },
});

export const workerCohorts = declareConnection(WorkerCohort, [
  { property: "regionCode", direction: "ASC" },
  { property: "categoryCode", direction: "ASC" },
]);

const ofRegion = toConnection(Region, "workerCohorts", {
  connection: workerCohorts,
  by: { regionCode: "code" },
  description: "Worker cohorts of exactly this region.",
});
extendFilter(Region, { workerCohorts: some(ofRegion, "Conditions on the region's worker cohorts.") });

toConnection(Employer, "workerCohorts", {
  connection: workerCohorts,
  by: { employerSlug: "slug" },
  bare: true,
  description: "Worker cohorts that this employer employs.",
});
