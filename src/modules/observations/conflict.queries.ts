import { allOf, oneOf, raw, run, sql, type Database, type RawRow } from "../../database/statement.js";
import { groupBy } from "../../collections.js";
import { tableIn } from "../../graph/declare/table.js";
import { Conflict } from "./conflict.entity.js";
import { Observation } from "./observation.entity.js";

/** The most statements that a conflict shows, and the most conflicts that a statement does. */
export const MOST_SHOWN = 10;

type Owned = RawRow & { owner: number };

/** The statements of each conflict as they were when they conflicted, best first, at most MOST_SHOWN. */
export async function statementsOfConflicts(
  db: Database,
  conflictIds: readonly number[],
): Promise<Observation[][]> {
  const table = tableIn(db, Observation);
  const rows = await run<Owned>(
    db,
    "observations.statementsOfConflicts",
    sql`SELECT m.conflict_id AS \`owner\`, ${table.columns("t")} FROM conflict_statements m
      JOIN ${table.name} t ON t.id = m.observation_id
      WHERE ${oneOf(sql`m.conflict_id`, conflictIds)} AND m.place <= ${raw(String(MOST_SHOWN))}
      ORDER BY m.conflict_id, m.place`,
  );
  return byOwner(rows, conflictIds, (row) => table.instance(row) as Observation);
}

/** The current conflicts that each statement is part of, in the order of their ids, at most MOST_SHOWN. */
export async function conflictsOfStatements(
  db: Database,
  observationIds: readonly number[],
): Promise<Conflict[][]> {
  const table = tableIn(db, Conflict);
  const conditions = allOf([oneOf(sql`m.observation_id`, observationIds), ...table.conditions("t")]);
  const rows = await run<Owned>(
    db,
    "observations.conflictsOfStatements",
    sql`SELECT m.observation_id AS \`owner\`, ${table.columns("t")} FROM conflict_statements m
      JOIN ${table.name} t ON t.id = m.conflict_id WHERE ${conditions} ORDER BY m.observation_id, t.id`,
  );
  return byOwner(rows, observationIds, (row) => table.instance(row) as Conflict);
}

function byOwner<T>(rows: readonly Owned[], owners: readonly number[], read: (row: RawRow) => T): T[][] {
  const found = groupBy(rows, ({ owner }) => owner);
  return owners.map((owner) => (found.get(owner) ?? []).slice(0, MOST_SHOWN).map(read));
}
