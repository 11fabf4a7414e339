import { join, raw, run, sql, type RawRow, type Sql, type Stored } from "../../database/statement.js";
import type { Connected } from "../../database/database.js";
import { Table } from "../../graph/table.js";
import { type Observation, STANDING } from "../../modules/coverage/observation.entity.js";
import { slugBefore } from "./stated-dates.js";
import { TABLE_ROWS, type Cells } from "./table-rows.js";
import type { TableName } from "../entity-rows.js";
import type { Part } from "./part.js";

/** Rows of one statement, and of one batch. */
const BATCH = 1000;

/**
 * The rows of a table that are in a part, as cells, in batches: by key, and observations in the order in which they
 * were recorded.
 */
export function tableRows(db: Connected, name: TableName, part: Part): AsyncGenerator<Cells[]> {
  const { entity, cells } = TABLE_ROWS[name];
  const toCells = cells as (row: object) => Cells;
  const batches = readRows(db, entity, (alias) => part.holds(entity, alias));
  return name === "observations"
    ? inStatedOrder(db, batches as AsyncIterable<Observation[]>, toCells)
    : mapped(batches, toCells);
}

async function* mapped(
  batches: AsyncIterable<object[]>,
  toCells: (row: object) => Cells,
): AsyncGenerator<Cells[]> {
  for await (const rows of batches) yield rows.map(toCells);
}

async function* readRows(
  db: Connected,
  entity: new () => object,
  condition: (alias: string) => Sql,
): AsyncGenerator<object[]> {
  const metadata = db.getRepository(entity).metadata;
  const keys = metadata.primaryColumns.map(({ propertyName }) => propertyName);
  const table = new Table({ entity, key: "", tie: "" }, metadata);
  const columns = keys.map((key) => table.column("t", key));
  for (let last: RawRow | undefined, more = true; more;) {
    const from = last;
    const after = from
      ? afterKey(
          columns,
          keys.map((key) => from[key] ?? null),
        )
      : sql`1 = 1`;
    const rows = await run(
      db,
      `export.read ${metadata.tableName}`,
      sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${after} AND ${condition("t")}
        ORDER BY ${join(columns)} LIMIT ${BATCH}`,
    );
    if (rows.length > 0) yield rows.map((row) => table.instance(row));
    last = rows.at(-1);
    more = rows.length === BATCH;
  }
}

// `(a, b) > (x, y)` would be shorter, but MySQL reads no index for it.
const afterKey = ([column, ...columns]: Sql[], [value, ...values]: Stored[]): Sql =>
  columns.length === 0
    ? sql`${column} > ${value}`
    : sql`(${column} >= ${value} AND (${column} > ${value} OR ${afterKey(columns, values)}))`;

// Statements that differ in nothing but value and note are numbered by their place in a file. One of them that was
// corrected has a later row than it had: it waits for none, and the others wait for it.
async function* inStatedOrder(
  db: Connected,
  batches: AsyncIterable<Observation[]>,
  toCells: (row: Observation) => Cells,
): AsyncGenerator<Cells[]> {
  const waiting = new Map<string, { slug: string; cells: Cells }>();
  for await (const rows of batches) {
    const stated = rows.map((row) => ({ slug: row.slug, rowId: row.rowId, cells: toCells(row) }));
    const before = new Map(stated.map(({ slug, cells }) => [slug, slugBefore(slug, cells)]));
    const rowIds = await rowIdsOf(
      db,
      [...before.values()].filter((slug) => slug !== null),
    );
    const ready: Cells[] = [];
    for (const statement of stated) {
      const earlier = before.get(statement.slug) ?? null;
      if (earlier !== null && ((rowIds.get(earlier) ?? 0) > statement.rowId || isWaiting(waiting, earlier)))
        waiting.set(earlier, statement);
      else ready.push(...withFollowers(waiting, statement));
    }
    yield ready;
  }
  // What they wait for is not in the part.
  yield [...waiting.values()].map(({ cells }) => cells);
}

type Waiting = Map<string, { slug: string; cells: Cells }>;

const isWaiting = (waiting: Waiting, slug: string): boolean =>
  waiting.size > 0 && [...waiting.values()].some((other) => other.slug === slug);

function withFollowers(waiting: Waiting, { slug, cells }: { slug: string; cells: Cells }): Cells[] {
  const follower = waiting.get(slug);
  waiting.delete(slug);
  return follower ? [cells, ...withFollowers(waiting, follower)] : [cells];
}

async function rowIdsOf(db: Connected, slugs: readonly string[]): Promise<Map<string, number>> {
  if (slugs.length === 0) return new Map();
  const rows = await run<{ slug: string; rowId: number }>(
    db,
    "export.findBefore",
    sql`SELECT t.slug AS \`slug\`, t.id AS \`rowId\` FROM ${raw("observations")} t
      WHERE t.slug IN (${join(slugs)}) AND t.superseded_at = ${STANDING}`,
  );
  return new Map(rows.map(({ slug, rowId }) => [slug, rowId]));
}
