import { declareConnection } from "../../graph/declare/connection.js";
import { each } from "../../graph/declare/field-price.js";
import { choice, decimal, flag, linked } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toComputed, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { Conflict, ConflictKind } from "./conflict.entity.js";
import { conflictsOfStatements, MOST_SHOWN, statementsOfConflicts } from "./conflict.queries.js";
import { Indicator } from "./indicator.entity.js";
import { NOT_SUPERSEDED, Observation } from "./observation.entity.js";

declareTable({
  entity: Conflict,
  key: "slug",
  tieBreaker: "rowId",
  last: "slug",
  visible: { recordedUntil: NOT_SUPERSEDED },
  history: { from: "recordedAt", until: "recordedUntil" },
  rows: 10_000,
});

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
  description:
    "The preferred statement as known now; null in a tie, where nothing decides, and when it has been withdrawn.",
});
toComputed(Conflict, "observations", {
  type: () => [Observation],
  needs: ["rowId"],
  price: { values: each(MOST_SHOWN) },
  read: ({ db }, conflicts) =>
    statementsOfConflicts(
      db,
      conflicts.map(({ rowId }) => rowId),
    ),
  description: "The statements that disagree, as they were when they did, best first; at most 10.",
});
toComputed(Observation, "conflicts", {
  type: () => [Conflict],
  needs: ["rowId"],
  price: { values: each(2) },
  read: ({ db }, observations) =>
    conflictsOfStatements(
      db,
      observations.map(({ rowId }) => rowId),
    ),
  description: "Conflicts that it is part of as known now; at most 10.",
});

const statements = linked(
  {
    table: "conflict_statements",
    owner: ["conflict_id", "rowId"],
    target: ["observation_id", "rowId"],
    relation: {
      owner: Conflict,
      name: "observations",
      kind: "list",
      target: () => Observation,
      by: {},
      where: {},
      order: [],
      most: MOST_SHOWN,
      needs: ["rowId"],
    },
  },
  "Conditions that at least one of its statements meets, as it was when they conflicted.",
);

declareFilter(Conflict, {
  statement: statements,
  kind: choice("kind", ConflictKind, "What the statements disagree about."),
  resolved: flag("resolved", "Whether a rule told the statements apart."),
  spread: decimal("spread", "Largest value less smallest, in the indicator's unit."),
  relativeSpread: decimal("relativeSpread", "The spread as a fraction of the largest absolute value."),
});
declareOrder(Conflict, {
  REGION: { property: "regionCode", description: "Code of the region." },
  SPREAD: { property: "spread", description: "The spread, whatever its unit: filter by indicator first." },
  RELATIVE_SPREAD: {
    property: "relativeSpread",
    description: "The spread as a fraction of the largest absolute value.",
  },
});

export const conflicts = declareConnection(Conflict, [
  { property: "context", direction: "ASC" },
  { property: "regionCode", direction: "ASC" },
  { property: "indicatorCode", direction: "ASC" },
]);
