import {
  allOf,
  run,
  runBrief,
  signalOf,
  sql,
  type Database,
  type RawRow,
  type Sql,
} from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { mapInTurns } from "../../time/turn.js";
import type { IndicatorKind } from "./indicator-kind.rules.js";
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

/** A statement as it stood, marked among its rivals, with the kind of its indicator. */
export type MarkedStatement = StatementAsOf & { isMeant: boolean; kind: IndicatorKind };

/** Whether an instant, as stored, lies before all that was ever recorded, so that nothing stood then. */
export async function isBeforeAll(db: Database, asOf: string): Promise<boolean> {
  const table = tableIn(db, Observation);
  const recordedAt = table.column("t", "recordedAt");
  const [row] = await runBrief(
    db,
    "observations.firstInstant",
    sql`SELECT MIN(${recordedAt}) FROM ${table.name} t`,
  );
  const first = row?.[0] ?? null;
  return first === null || asOf < String(first);
}

/** Statements as they stood at an instant, marked among the rivals that stood then. */
export async function listStatementsAsOf(
  db: Database,
  { asOf, conditions, meant, limit }: AsOfSelection,
): Promise<MarkedStatement[]> {
  if (await isBeforeAll(db, asOf)) return [];
  const table = tableIn(db, Observation);
  const rows = await run(
    db,
    "observations.listStatementsAsOf",
    sql`SELECT ${table.columns("t")}, i.kind AS \`indicatorKind\`, i.kind AS \`kind\`, s.type AS \`sourceType\`,
        s.published_on AS \`publishedOn\`, s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`,
        CASE WHEN ${meant} THEN 1 ELSE 0 END AS \`isMeant\`
      FROM ${table.name} t JOIN sources s ON s.slug = t.source_slug JOIN indicators i ON i.code = t.indicator_code
      WHERE ${allOf([...conditions, ...table.conditions("t", {}, asOf)])} LIMIT ${limit}`,
  );
  // All that is known of a statement is read with it: properties added to 100,000 of them would make each a hash table.
  const marked = (row: RawRow): MarkedStatement => {
    const statement = table.instance(row) as MarkedStatement;
    statement.isMeant = Number(statement.isMeant) === 1;
    return statement;
  };
  const statements = await mapInTurns(rows, marked, signalOf(db));
  await rivalsAsOf(statements, signalOf(db));
  return statements;
}
