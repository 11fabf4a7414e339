import type { DataSource } from "typeorm";
import { dataSourceOf } from "../database/database.js";
import { engineOf } from "../database/engines.js";
import type { Database, RawRow } from "../database/statement.js";
import { declaredRows, type RowsOf } from "../graph/declare/field-price.js";
import { tableIn, tableOf } from "../graph/declare/table.js";
import type { TableRows } from "../modules/about/dataset.type.js";
import { Observation } from "../modules/observations/observation.entity.js";

// Data is loaded by other processes, too.
const MAX_AGE_MS = 60_000;

interface Sizes {
  readAt: number;
  rowsOf: Promise<RowsOf>;
}

const sizes = new WeakMap<DataSource, Sizes>();

/**
 * How many rows the tables of a database have, as its packages say; as many as tables declare, where that cannot be
 * read. Sizes that have grown old serve until they have been read again.
 */
export function tableSizes(db: Database): Promise<RowsOf> {
  const dataSource = dataSourceOf(db);
  const known = sizes.get(dataSource);
  if (known && performance.now() - known.readAt < MAX_AGE_MS) return known.rowsOf;
  const rowsOf = readSizes(dataSource).catch(() => known?.rowsOf ?? declaredRows);
  const readAt = performance.now();
  sizes.set(dataSource, { readAt, rowsOf: known?.rowsOf ?? rowsOf });
  if (known) void rowsOf.then((read) => sizes.set(dataSource, { readAt, rowsOf: Promise.resolve(read) }));
  return known?.rowsOf ?? rowsOf;
}

async function readSizes(dataSource: DataSource): Promise<RowsOf> {
  // Past the log of statements, which tells what operations ask for.
  const read = (text: string): Promise<RawRow[]> =>
    engineOf(dataSource).namedRows(dataSource, { text, values: [], isBrief: true });
  const rows = new Map<string, number>();
  for (const { counts } of await read("SELECT t.row_counts AS `counts` FROM datasets t"))
    for (const { table, rows: count } of JSON.parse(String(counts)) as TableRows[])
      rows.set(table, (rows.get(table) ?? 0) + count);
  // What was stated earlier is kept, and looked at with all the rest.
  const observations = tableIn(dataSource, Observation);
  const key = observations.column("t", observations.declaration.tieBreaker).sql;
  const [last] = await read(`SELECT MAX(${key}) AS \`last\` FROM ${observations.name.sql} t`);
  rows.set("observations", Math.max(rows.get("observations") ?? 0, Number(last?.last ?? 0)));
  return (type) => rows.get(dataSource.getMetadata(tableOf(type).entity).tableName) ?? declaredRows(type);
}
