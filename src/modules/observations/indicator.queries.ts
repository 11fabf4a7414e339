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

/** The indicators with some codes, and all that have a numerator in common with one of them, in no order. */
export async function indicatorsAndKin(db: Database, codes: readonly string[]): Promise<Indicator[]> {
  const table = tableIn(db, Indicator);
  const rows = await run(
    db,
    "observations.indicatorsAndKin",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${oneOf(sql`t.code`, codes)} OR t.numerator_code IN
      (SELECT n.numerator_code FROM ${table.name} n WHERE ${oneOf(sql`n.code`, codes)})`,
  );
  return rows.map((row) => table.instance(row) as Indicator);
}
