import { declareConnection } from "../../graph/declare/connection.js";
import { declareFilter, some } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toList, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { Conflict } from "./conflict.entity.js";
import { Indicator } from "./indicator.entity.js";
import { Observation } from "./observation.entity.js";

declareTable({ entity: Conflict, key: "slug", tieBreaker: "slug", rows: 10_000 });

toOne(Conflict, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The region.",
});
toOne(Conflict, "indicator", {
  target: () => Indicator,
  by: { code: "indicatorCode" },
  description: "The indicator.",
});
toOne(Conflict, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  nullable: true,
  description: "Category of the workers; null for all workers.",
});
toOne(Conflict, "preferred", {
  target: () => Observation,
  by: { slug: "preferredSlug" },
  nullable: true,
  description: "The preferred statement; null in a tie.",
});
const statements = toList(Conflict, "observations", {
  target: () => Observation,
  by: { rivalSet: "slug" },
  order: [{ property: "rank", direction: "ASC" }],
  most: 10,
  description: "The statements that rival each other, best first.",
});

declareFilter(Conflict, { observations: some(statements, "Conditions on its statements.") });
declareOrder(Conflict, { REGION: { property: "regionCode", description: "Code of the region." } });

export const conflicts = declareConnection(Conflict, [
  { property: "regionCode", direction: "ASC" },
  { property: "indicatorCode", direction: "ASC" },
]);
