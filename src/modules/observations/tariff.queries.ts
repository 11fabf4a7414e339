import { allOf, raw, run, sql, type Database } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { Tariff } from "./tariff.entity.js";

/** The most tariffs that are listed. */
export const MAX_TARIFFS = 500;

/** Tariffs in force on a date, or all of them; there are some dozens. */
export async function listTariffs(db: Database, on: string | null): Promise<Tariff[]> {
  const table = tableIn(db, Tariff);
  const inForce =
    on === null
      ? []
      : [
          sql`(t.valid_from IS NULL OR t.valid_from <= ${on})`,
          sql`(t.valid_to IS NULL OR t.valid_to >= ${on})`,
        ];
  const rows = await run(
    db,
    "observations.listTariffs",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${allOf(inForce)} ORDER BY t.segment, t.programmes, t.valid_from, t.slug LIMIT ${raw(String(MAX_TARIFFS))}`,
  );
  return rows.map((row) => table.instance(row) as Tariff);
}
