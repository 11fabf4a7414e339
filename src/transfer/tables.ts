import { AwardResult } from "../modules/awards/award-result.entity.js";
import { Award } from "../modules/awards/award.entity.js";
import { CohortCategory } from "../modules/cohorts/cohort-category.entity.js";
import { CohortStatement } from "../modules/cohorts/cohort-statement.entity.js";
import { Indicator } from "../modules/coverage/indicator.entity.js";
import { Observation } from "../modules/coverage/observation.entity.js";
import { Tariff } from "../modules/coverage/tariff.entity.js";
import { Employer } from "../modules/employers/employer.entity.js";
import { Initiative } from "../modules/initiatives/initiative.entity.js";
import { Regulation } from "../modules/initiatives/regulation.entity.js";
import { Region } from "../modules/regions/region.entity.js";
import { Source } from "../modules/sources/source.entity.js";
import type { RowClass } from "../graph/table.js";
import type { TableName } from "./entity-rows.js";

/** The entity behind each table of a package, each after those that it refers to. */
export const TABLE_ENTITIES = new Map<TableName, RowClass>([
  ["regions", Region],
  ["sources", Source],
  ["cohort_categories", CohortCategory],
  ["indicators", Indicator],
  ["employers", Employer],
  ["worker_cohorts", CohortStatement],
  ["regulations", Regulation],
  ["initiatives", Initiative],
  ["observations", Observation],
  ["tariffs", Tariff],
  ["awards", Award],
  ["award_results", AwardResult],
]);

/** The place of a table in the order of loading; unknown tables come last. */
export const placeOf = (table: string): number => {
  const place = [...TABLE_ENTITIES.keys()].indexOf(table as TableName);
  return place === -1 ? TABLE_ENTITIES.size : place;
};
