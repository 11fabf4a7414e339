import { allOf, oneOf, sql, type Sql } from "../../database/statement.js";
import { extendFilter, type FilterField, type FilterPlace } from "../../graph/declare/filter.js";
import { Observation } from "../observations/observation.entity.js";
import { Region } from "../regions/region.entity.js";
import { COVERAGE_RATES, PROTECTED } from "./coverage.js";

// Looked up in an index of observations, for each region.
const LOOK_UP = 0.1;

// Whether something is stated of a region.
const stated = (description: string, indicatorCodes: readonly string[] | null): FilterField => ({
  description,
  type: () => Boolean,
  toSql: (operand: boolean, place) =>
    operand ? isStated(place, indicatorCodes) : sql`NOT ${isStated(place, indicatorCodes)}`,
  cost: () => ({ work: LOOK_UP, share: 1 }),
});

function isStated(place: FilterPlace, indicatorCodes: readonly string[] | null): Sql {
  const table = place.compiler.table(Observation);
  const conditions = [
    sql`o.region_code = ${place.column("code")}`,
    ...(indicatorCodes === null
      ? []
      : [oneOf(sql`o.indicator_code`, indicatorCodes), sql`o.value_status = 'ACTUAL'`]),
    ...table.conditions("o"),
  ];
  return sql`EXISTS (SELECT 1 FROM ${table.name} o WHERE ${allOf(conditions)})`;
}

extendFilter(Region, {
  hasObservations: stated("Whether any figure of the region is known, of whatever kind.", null),
  hasCoverage: stated(
    "Whether some actual number of protected workers or coverage rate of the region is known, of all workers or of a category.",
    [PROTECTED, ...COVERAGE_RATES],
  ),
});
