import { declareConnection } from "../../graph/declare/connection.js";
import { code, day, via } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { withinSql } from "../regions/region-code.rules.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { EmbargoedObservation } from "./embargoed-observation.entity.js";
import { Indicator, INDICATOR_CODES } from "./indicator.entity.js";

declareTable({
  entity: EmbargoedObservation,
  key: "slug",
  tieBreaker: "slug",
  restricted: { scope: "figures:embargoed", region: "regionCode", within: withinSql },
  rows: 10_000,
});

const region = toOne(EmbargoedObservation, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The region; it decides which keys see the figure.",
});
toOne(EmbargoedObservation, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  nullable: true,
  description: "Category of the workers; null for all workers.",
});
toOne(EmbargoedObservation, "indicator", {
  target: () => Indicator,
  by: { code: "indicatorCode" },
  description: "The indicator.",
});
toOne(EmbargoedObservation, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "Where it will be stated.",
});

const RELEASED_ON = "The day of its release.";

declareFilter(EmbargoedObservation, {
  region: via(region, "The region."),
  indicator: code("indicatorCode", INDICATOR_CODES, "Code of the indicator."),
  releasedOn: day("releasedOn", RELEASED_ON),
});

declareOrder(EmbargoedObservation, {
  RELEASED_ON: { property: "releasedOn", description: RELEASED_ON },
});

export const embargoedObservations = declareConnection(EmbargoedObservation, [
  { property: "releasedOn", direction: "ASC" },
]);
