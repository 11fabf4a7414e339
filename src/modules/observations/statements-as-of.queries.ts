import { allOf, run, signalOf, sql, type Database, type Sql } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { mapInTurns } from "../../time/turn.js";
import { Observation } from "./observation.entity.js";
import { rivalsAsOf, type StatementAsOf } from "./rivals-as-of.js";

/** Which statements are read as of an instant. */
export interface AsOfSelection {
  /** The instant, as stored. */
  asOf: string;
  /** Conditions on `t`, which let in all rivals of a statement or none. */
  conditions: readonly Sql[];
  /** A condition on `t` that is tested after rivals are told apart. */
  meant: Sql;
  /** The most statements that are read. */
  limit: number;
}

/** A statement as it stood, marked among its rivals. */
export type MarkedStatement = StatementAsOf & { isMeant: boolean };

/** Statements as they stood at an instant, marked among the rivals that stood then. */
export async function listStatementsAsOf(
  db: Database,
  { asOf, conditions, meant, limit }: AsOfSelection,
): Promise<MarkedStatement[]> {
  const table = tableIn(db, Observation);
  const rows = await run(
    db,
    "observations.listStatementsAsOf",
    sql`SELECT ${table.columns("t")}, i.kind AS \`indicatorKind\`, s.type AS \`sourceType\`,
        s.published_on AS \`publishedOn\`, s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`,
        CASE WHEN ${meant} THEN 1 ELSE 0 END AS \`isMeant\`
      FROM ${table.name} t JOIN sources s ON s.slug = t.source_slug JOIN indicators i ON i.code = t.indicator_code
      WHERE ${allOf([...conditions, ...table.conditions("t", {}, asOf)])} LIMIT ${limit}`,
  );
  const statements = await mapInTurns(
    rows,
    ({ isMeant, ...row }) =>
      Object.assign(table.instance(row) as StatementAsOf, { isMeant: Number(isMeant) === 1 }),
    signalOf(db),
  );
  await rivalsAsOf(statements, signalOf(db));
  return statements;
}
