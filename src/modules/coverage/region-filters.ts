import { sql } from "../../database/statement.js";
import { extendFilter, type FilterField } from "../../graph/declare/filter.js";
import { relationNamed } from "../../graph/declare/relation.js";
import type { StoredRelation } from "../../graph/declare/relation-type.js";
import { Region } from "../regions/region.entity.js";
import { COVERAGE_RATES, PROTECTED } from "./coverage.js";

function observationsOfRegion(): StoredRelation {
  const relation = relationNamed(Region.name, "observations");
  if (!relation || relation.kind === "computed") throw new Error("Regions have no observations");
  return relation;
}

// Whether a region has an observation that a filter selects.
const has = (description: string, filter: object): FilterField => ({
  description,
  type: () => Boolean,
  toSql: (operand: boolean, place) => {
    const exists = place.exists(observationsOfRegion(), filter);
    return operand ? exists : sql`NOT ${exists}`;
  },
  // Any share of the regions may have them, or lack them.
  cost: (_operand: boolean, pricer) => ({ ...pricer.listed(observationsOfRegion(), filter), share: 1 }),
});

extendFilter(Region, {
  hasObservations: has("Whether any figure of the region is known, of whatever kind.", {}),
  hasCoverage: has(
    "Whether some actual number of protected workers or coverage rate of the region is known, of all workers or of a category.",
    {
      indicator: { in: [PROTECTED, ...COVERAGE_RATES] },
      valueStatus: { eq: "ACTUAL" },
      source: { type: { not: "SYNTHETIC" } },
    },
  ),
});
