import {
  allOf,
  join,
  oneOf,
  run,
  runPlain,
  sql,
  type RawRow,
  type Sql,
  type Stored,
} from "../../database/statement.js";
import type { Connected } from "../../database/database.js";
import { Table, tableIn } from "../../graph/declare/table.js";
import type { Cells } from "../../package/column.js";
import type { PackageTable } from "../../package/package-table.js";
import type { Part } from "./part.js";

/** Rows that one statement reads, which are one batch. */
const BATCH = 1000;

/**
 * Reads the rows of a table that are in a part, as cells, in batches. Rows are in the order of their keys; a row that must
 * follow another one (see `follows` of a package's table) comes after that row.
 */
export function tableRows(db: Connected, table: PackageTable, part: Part): AsyncGenerator<Cells[]> {
  const { entity, options } = table;
  const batches = withWithheld(
    db,
    table,
    part,
    readRows(db, entity, (alias) => part.holds(entity, alias)),
  );
  // With history, statements have ids of their own, whatever their order.
  return options.follows && !part.wanted.history
    ? inOrder(db, table, options.follows, batches)
    : mapped(table, batches);
}

// Rows that wait for their day follow, unless only a part is wanted, whose other tables would have to hold what they
// refer to.
async function* withWithheld(
  db: Connected,
  { options }: PackageTable,
  { isWhole }: Part,
  batches: AsyncGenerator<object[]>,
): AsyncGenerator<object[]> {
  yield* batches;
  if (isWhole && options.withheld) yield* options.withheld.rows(db);
}

async function* mapped(table: PackageTable, batches: AsyncIterable<object[]>): AsyncGenerator<Cells[]> {
  for await (const rows of batches) yield rows.map((row) => table.cellsOf(row));
}

async function* readRows(
  db: Connected,
  entity: new () => object,
  condition: (alias: string) => Sql,
): AsyncGenerator<object[]> {
  const metadata = db.getRepository(entity).metadata;
  const keys = metadata.primaryColumns.map(({ propertyName }) => propertyName);
  const table = new Table({ entity, key: "", tieBreaker: "" }, metadata);
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

// `(a, b) > (x, y)` would be shorter, but MySQL uses no index for it.
const afterKey = ([column, ...columns]: Sql[], [value, ...values]: Stored[]): Sql =>
  columns.length === 0
    ? sql`${column} > ${value}`
    : sql`(${column} >= ${value} AND (${column} > ${value} OR ${afterKey(columns, values)}))`;

// The tie breaker numbers rows in the order in which they were recorded. A corrected row has a new, higher number than the
// row that follows it: it is written without waiting, and the row that follows it still waits for it.
async function* inOrder(
  db: Connected,
  table: PackageTable,
  follows: (slug: string, cells: Cells) => string | null,
  batches: AsyncIterable<object[]>,
): AsyncGenerator<Cells[]> {
  const { tieBreaker } = tableIn(db, table.entity).declaration;
  const waiting = new Map<string, Stated>();
  for await (const rows of batches) {
    const stated = rows.map((row) => {
      const { slug, [tieBreaker]: number } = row as { slug: string } & Record<string, unknown>;
      // One that waits for its day has no number yet, and gets a higher one than all others.
      return { slug, number: number === undefined ? Infinity : Number(number), cells: table.cellsOf(row) };
    });
    const before = new Map(stated.map(({ slug, cells }) => [slug, follows(slug, cells)]));
    const numbers = await numbersOf(
      db,
      table,
      [...before.values()].filter((slug) => slug !== null),
    );
    const ready: Cells[] = [];
    for (const statement of stated) {
      const earlier = before.get(statement.slug) ?? null;
      if (earlier !== null && ((numbers.get(earlier) ?? 0) > statement.number || isWaiting(waiting, earlier)))
        waiting.set(earlier, statement);
      else ready.push(...withFollowers(waiting, statement));
    }
    yield ready;
  }
  // The rows that these wait for are not in the part.
  yield [...waiting.values()].map(({ cells }) => cells);
}

interface Stated {
  slug: string;
  number: number;
  cells: Cells;
}

const isWaiting = (waiting: ReadonlyMap<string, Stated>, slug: string): boolean =>
  waiting.size > 0 && [...waiting.values()].some((other) => other.slug === slug);

function withFollowers(
  waiting: Map<string, Stated>,
  { slug, cells }: Pick<Stated, "slug" | "cells">,
): Cells[] {
  const follower = waiting.get(slug);
  waiting.delete(slug);
  return follower ? [cells, ...withFollowers(waiting, follower)] : [cells];
}

async function numbersOf(
  db: Connected,
  { entity }: PackageTable,
  slugs: readonly string[],
): Promise<Map<string, number>> {
  if (slugs.length === 0) return new Map();
  const table = tableIn(db, entity);
  const [slug, number] = [table.column("t", "slug"), table.column("t", table.declaration.tieBreaker)];
  const conditions = allOf([oneOf(slug, slugs), ...table.conditions("t")]);
  const rows = await runPlain(
    db,
    "export.findBefore",
    sql`SELECT ${slug}, ${number} FROM ${table.name} t WHERE ${conditions}`,
  );
  return new Map(rows.map(([key, row]) => [String(key), Number(row)]));
}
