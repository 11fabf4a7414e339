import { oneOf, run, sql, type Database } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { Indicator } from "./indicator.entity.js";

/** All indicators, by code; there are some dozens. */
export async function listIndicators(db: Database): Promise<Indicator[]> {
  const table = tableIn(db, Indicator);
  const rows = await run(
    db,
    "observations.listIndicators",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t ORDER BY t.code`,
  );
  return rows.map((row) => table.instance(row) as Indicator);
}

/** The indicators with some codes, in no order. */
export async function indicatorsByCode(db: Database, codes: readonly string[]): Promise<Indicator[]> {
  const table = tableIn(db, Indicator);
  const rows = await run(
    db,
    "observations.indicatorsByCode",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${oneOf(sql`t.code`, codes)}`,
  );
  return rows.map((row) => table.instance(row) as Indicator);
}
