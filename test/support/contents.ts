import { NOT_SUPERSEDED } from "../../src/modules/observations/observation.entity.js";

// The conflicts that are found now, by what they say, and not by when they were first found.
const CONFLICTS_NOW = `SELECT t.slug, t.region_code, t.indicator_code, t.category_code, t.period_start, t.period_end,
    t.period_precision, t.kind, t.rule, t.resolved, t.spread, t.relative_spread, t.preferred_slug
  FROM conflicts t WHERE t.superseded_at = '${NOT_SUPERSEDED}' ORDER BY t.slug`;

// The statements that they are among.
const CONFLICT_STATEMENTS_NOW = `SELECT c.slug AS conflict, t.place, o.slug AS observation
  FROM conflict_statements t JOIN conflicts c ON c.id = t.conflict_id JOIN observations o ON o.id = t.observation_id
  WHERE c.superseded_at = '${NOT_SUPERSEDED}' ORDER BY conflict, t.place`;

// In whatever order they were counted.
const TALLIES = `SELECT t.indicator_code, t.category_code, t.denominator_code, t.denominator_stated, t.counted_by,
    t.period_start, t.period_end, t.qualifier, t.value_status, t.funding, t.statements
  FROM observation_tallies t ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`;

const TALLIES_OF_REGIONS = `SELECT t.region_code, t.indicator_code, t.category_code, t.counted_by, t.qualifier,
    t.value_status, t.funding, t.statements
  FROM region_tallies t ORDER BY 1, 2, 3, 4, 5, 6, 7`;

/** Statements for tables of which not all rows and columns are compared. */
export const CONTENTS: Readonly<Record<string, string>> = {
  conflicts: CONFLICTS_NOW,
  conflict_statements: CONFLICT_STATEMENTS_NOW,
  observation_tallies: TALLIES,
  region_tallies: TALLIES_OF_REGIONS,
  // How a graph came to be what it is.
  loads: "SELECT t.* FROM loads t WHERE 1 = 0",
  load_changes: "SELECT t.* FROM load_changes t WHERE 1 = 0",
  figure_changes: "SELECT t.* FROM figure_changes t WHERE 1 = 0",
};
