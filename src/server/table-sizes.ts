import type { DataSource } from "typeorm";
import { dataSourceOf } from "../database/database.js";
import { engineOf } from "../database/engines.js";
import type { Database, RawRow } from "../database/statement.js";
import { declaredRows, type RowsOf } from "../graph/declare/field-price.js";
import { restrictedTables, tableIn, tableOf } from "../graph/declare/table.js";
import type { TableRows } from "../modules/about/dataset.type.js";
import { Observation } from "../modules/observations/observation.entity.js";

// Sizes expire, because other processes load data, too.
const MAX_AGE_MS = 60_000;

interface Sizes {
  readAt: number;
  rowsOf: Promise<RowsOf>;
}

const sizes = new WeakMap<DataSource, Sizes>();

/**
 * The number of rows of each table, from the counts that loads store; the numbers that tables declare when those cannot
 * be read. Expired sizes are used until new ones have been read.
 */
export function tableSizes(db: Database): Promise<RowsOf> {
  const dataSource = dataSourceOf(db);
  const cached = sizes.get(dataSource);
  if (cached && performance.now() - cached.readAt < MAX_AGE_MS) return cached.rowsOf;
  const rowsOf = readSizes(dataSource).catch(() => cached?.rowsOf ?? declaredRows);
  const readAt = performance.now();
  sizes.set(dataSource, { readAt, rowsOf: cached?.rowsOf ?? rowsOf });
  if (cached) void rowsOf.then((read) => sizes.set(dataSource, { readAt, rowsOf: Promise.resolve(read) }));
  return cached?.rowsOf ?? rowsOf;
}

async function readSizes(dataSource: DataSource): Promise<RowsOf> {
  // Read without `run`, so that these statements do not count among those of the operation.
  const read = (text: string): Promise<RawRow[]> =>
    engineOf(dataSource).namedRows(dataSource, { text, values: [], isBrief: true });
  const rows = new Map<string, number>();
  for (const { counts } of await read("SELECT t.row_counts AS `counts` FROM datasets t"))
    for (const { table, rows: count } of JSON.parse(String(counts)) as TableRows[])
      rows.set(table, (rows.get(table) ?? 0) + count);
  // Superseded observations stay in the table and are read with all others, but row counts omit them.
  const observations = tableIn(dataSource, Observation);
  const key = observations.column("t", observations.declaration.tieBreaker).sql;
  const [last] = await read(`SELECT MAX(${key}) AS \`last\` FROM ${observations.name.sql} t`);
  rows.set("observations", Math.max(rows.get("observations") ?? 0, Number(last?.last ?? 0)));
  // A price must not tell how many rows there are that its caller may not see.
  for (const table of restrictedTables(dataSource)) rows.delete(table);
  return (type) => rows.get(dataSource.getMetadata(tableOf(type).entity).tableName) ?? declaredRows(type);
}
