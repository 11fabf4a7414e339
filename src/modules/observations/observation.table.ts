import { anyOf, sql } from "../../database/statement.js";
import { declareConnection } from "../../graph/declare/connection.js";
import { FREE } from "../../graph/declare/filter-cost.js";
import { choice, code, day, decimal, flag, through, via } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { CATEGORY_CODES, CohortCategory, Segment } from "../cohorts/cohort-category.entity.js";
import { FundingSource, WorkerCohort } from "../cohorts/worker-cohort.entity.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Indicator, INDICATOR_CODES } from "./indicator.entity.js";
import { Counting, Observation, Qualifier, ValueStatus } from "./observation.entity.js";
import { ObservationTally, RegionTally } from "./observation-tally.entity.js";

declareTable({
  entity: Observation,
  key: "slug",
  tieBreaker: "rowId",
  visible: { superseded: 0 },
  history: { from: "recordedAt", until: "recordedUntil" },
  tallies: [ObservationTally, RegionTally],
  rows: 1_000_000,
});

const region = toOne(Observation, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The region.",
});
const category = toOne(Observation, "category", {
  target: () => CohortCategory,
  by: { code: "categoryCode" },
  nullable: true,
  description: "Category of the workers; null for all workers.",
});
toOne(Observation, "workerCohort", {
  target: () => WorkerCohort,
  by: { slug: "workerCohortSlug" },
  nullable: true,
  description:
    "The worker cohort it is about; null for all workers, and where no source says how the cohort takes part.",
});
const indicator = toOne(Observation, "indicator", {
  target: () => Indicator,
  by: { code: "indicatorCode" },
  description: "The indicator.",
});
toOne(Observation, "denominator", {
  target: () => Indicator,
  by: { code: "denominatorCode" },
  nullable: true,
  description:
    "The population that a rate divides by; null for indicators that are no rates, and where its source leaves it open.",
});
const source = toOne(Observation, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "Where it is stated.",
});

// A period begins no later than it ends.
type DayOperators = Partial<Record<"eq" | "gt" | "gte" | "lt" | "lte", string>>;

declareFilter(Observation, {
  region: via(region, "The region."),
  indicator: code("indicatorCode", INDICATOR_CODES, "Code of the indicator."),
  context: through(indicator, flag("context", "Whether its indicator is context, as those of surveys are.")),
  category: code(
    "categoryCode",
    CATEGORY_CODES,
    "Code of the cohort category; `isNull: true` for all workers.",
  ),
  vulnerable: {
    description: "Whether it is about a vulnerable category; figures about all workers are not.",
    type: () => Boolean,
    toSql: (operand: boolean, place) => {
      const holds = place.related(category, (target) => sql`${target.column("vulnerable")} = ${operand}`);
      return operand ? holds : anyOf([sql`${place.column("categoryCode")} IS NULL`, holds]);
    },
    cost: (_operand, pricer) => pricer.related(category, () => FREE),
  },
  segment: through(category, choice("segment", Segment, "Segment of the cohort category.")),
  denominator: code(
    "denominatorCode",
    INDICATOR_CODES,
    "Code of the indicator that a rate divides by; `isNull: true` for unstated bases.",
  ),
  denominatorStated: flag(
    "denominatorStated",
    "Whether its source states the denominator; neither for indicators that are no rates.",
  ),
  countedBy: choice("countedBy", Counting, "Where the workers are counted."),
  periodStart: {
    ...day("periodStart", "First day of the period."),
    implies: ({ eq, gt, gte }: DayOperators) => ({ periodEnd: { gt, gte: gte ?? eq } }),
  },
  periodEnd: {
    ...day("periodEnd", "Last day of the period."),
    implies: ({ eq, lt, lte }: DayOperators) => ({ periodStart: { lt, lte: lte ?? eq } }),
  },
  value: decimal("value", "The figure in its unit."),
  qualifier: choice("qualifier", Qualifier, "How exactly the source states it."),
  valueStatus: choice(
    "valueStatus",
    ValueStatus,
    "Whether the figure is actual, allocated, planned or a target.",
  ),
  funding: choice("funding", FundingSource, "Who pays."),
  source: via(source, "Where it is stated."),
});

declareOrder(Observation, {
  PERIOD: { property: "periodStart", description: "First day of the period." },
  VALUE: { property: "value", description: "The figure, whatever its unit: filter by indicator first." },
  RECORDED_AT: { property: "recordedAt", description: "When this graph learnt it." },
});

export const observations = declareConnection(Observation, [{ property: "periodStart", direction: "DESC" }]);

const connection = observations;
toConnection(Region, "observations", {
  connection,
  by: { regionCode: "code" },
  description: "Figures about exactly this region, the latest period first.",
});
toConnection(WorkerCohort, "observations", {
  connection,
  by: { regionCode: "regionCode", categoryCode: "categoryCode" },
  description: "Figures about this cohort, the latest period first.",
});
toConnection(Source, "observations", {
  connection,
  by: { sourceSlug: "slug" },
  bare: true,
  description: "Figures that it states, the latest period first.",
});
