import { declareConnection } from "../../graph/declare/connection.js";
import { each } from "../../graph/declare/field-price.js";
import { choice, code, integer, via } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toComputed, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { FigureChange, FigureChangeKind } from "./figure-change.entity.js";
import { statedBefore, statedSince } from "./figure-change.queries.js";
import { Indicator, INDICATOR_CODES } from "./indicator.entity.js";
import { Observation } from "./observation.entity.js";

declareTable({ entity: FigureChange, key: "rowId", tieBreaker: "rowId", rows: 1_000_000 });

const region = toOne(FigureChange, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The region of the figure.",
});
toOne(FigureChange, "indicator", {
  target: () => Indicator,
  by: { code: "indicatorCode" },
  description: "The indicator of the figure.",
});
toOne(FigureChange, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  nullable: true,
  description: "Category of the workers; null for all workers.",
});
toComputed(FigureChange, "before", {
  type: () => Observation,
  nullable: true,
  needs: ["slug", "loadedAt"],
  price: { values: each(1) },
  read: ({ db }, changes) => statedBefore(db, changes),
  description: "The figure as it was until the load; null for one that was added.",
});
toComputed(FigureChange, "after", {
  type: () => Observation,
  nullable: true,
  needs: ["slug", "loadedAt"],
  price: { values: each(1) },
  read: ({ db }, changes) => statedSince(db, changes),
  description: "The figure as it was once the load had taken place; null for one that was superseded.",
});

const REVISION = "Number of the load.";

declareFilter(FigureChange, {
  revision: integer("revision", REVISION),
  kind: choice("kind", FigureChangeKind, "What the load did to the figure."),
  region: via(region, "The region of the figure."),
  indicator: code("indicatorCode", INDICATOR_CODES, "Code of the indicator of the figure."),
});

declareOrder(FigureChange, {
  REVISION: { property: "revision", description: REVISION },
});

export const figureChanges = declareConnection(FigureChange, [{ property: "revision", direction: "ASC" }]);
