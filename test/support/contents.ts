import { NOT_SUPERSEDED } from "../../src/modules/observations/observation.entity.js";

// The conflicts that are found now, by what they say, and not by when they were first found.
const CONFLICTS_NOW = `SELECT t.slug, t.region_code, t.indicator_code, t.category_code, t.period_start, t.period_end,
    t.period_precision, t.kind, t.rule, t.resolved, t.spread, t.relative_spread, t.preferred_slug
  FROM conflicts t WHERE t.superseded_at = '${NOT_SUPERSEDED}' ORDER BY t.slug`;

// The statements that they are among.
const CONFLICT_STATEMENTS_NOW = `SELECT c.slug AS conflict, t.place, o.slug AS observation
  FROM conflict_statements t JOIN conflicts c ON c.id = t.conflict_id JOIN observations o ON o.id = t.observation_id
  WHERE c.superseded_at = '${NOT_SUPERSEDED}' ORDER BY conflict, t.place`;

/** Statements for tables of which not all rows and columns are compared. */
export const CONTENTS: Readonly<Record<string, string>> = {
  conflicts: CONFLICTS_NOW,
  conflict_statements: CONFLICT_STATEMENTS_NOW,
  // How a graph came to be what it is.
  loads: "SELECT t.* FROM loads t WHERE 1 = 0",
  load_changes: "SELECT t.* FROM load_changes t WHERE 1 = 0",
  figure_changes: "SELECT t.* FROM figure_changes t WHERE 1 = 0",
};
