import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import mysql from "mysql2";
import { BENCH_FOLDER } from "./database.js";
import { createLean, indexLean, LEAN_TABLES } from "./floor/lean-tables.js";
import type { PostgresServer } from "./postgres.js";

// Latest figures as those who use PostGraphile add what is computed: by functions, which become fields.
const latest = (
  name: string,
  indicator: string,
): string => `CREATE FUNCTION regions_${name}(r regions) RETURNS float8
  LANGUAGE sql STABLE AS $$ SELECT o.value FROM observations o
    WHERE o.region_id = r.id AND o.category_id IS NULL
      AND o.indicator_id = (SELECT i.id FROM indicators i WHERE i.code = '${indicator}')
      AND o.actual = 1 AND o.period_start <= current_date
    ORDER BY o.period_start DESC LIMIT 1 $$`;

/** Copies the lean tables from MariaDB into PostgreSQL unless an earlier run did, and returns the database's address. */
export async function openLeanPostgres(
  leanUrl: string,
  server: PostgresServer,
  fresh: boolean,
): Promise<string> {
  const name = new URL(leanUrl).pathname.slice(1);
  const found = await server.psql("postgres", `SELECT 1 FROM pg_database WHERE datname = '${name}'`);
  if (found !== "" && !fresh) return server.url(name);
  console.error("Copying the lean tables into PostgreSQL …");
  const part = `${name}_part`;
  for (const gone of [name, part]) await server.psql("postgres", `DROP DATABASE IF EXISTS ${gone}`);
  await server.psql("postgres", `CREATE DATABASE ${part}`);
  for (const table of LEAN_TABLES) {
    await server.psql(part, createLean(table, "INT"));
    await copyRows(leanUrl, table.name, server, part);
    await server.psql(part, ...indexLean(table), ...constraintsOf(table));
  }
  await server.psql(
    part,
    // It does not read by the other index in order, since IS NULL is no equality to it.
    "CREATE INDEX ON observations (region_id, indicator_id, actual, period_start, value) WHERE category_id IS NULL",
    latest("protected_workers", "PROTECTED_WORKERS"),
    latest("potential_workers", "POTENTIAL_WORKERS"),
    "ANALYZE",
  );
  await server.psql("postgres", `ALTER DATABASE ${part} RENAME TO ${name}`);
  return server.url(name);
}

// PostGraphile finds relations and look-ups by them.
const constraintsOf = ({ name, columns, references }: (typeof LEAN_TABLES)[number]): string[] => [
  ...(columns.startsWith("code ") ? [`ALTER TABLE ${name} ADD UNIQUE (code)`] : []),
  ...Object.entries(references).map(
    ([column, other]) => `ALTER TABLE ${name} ADD FOREIGN KEY (${column}) REFERENCES ${other} (id)`,
  ),
];

async function copyRows(
  leanUrl: string,
  table: string,
  server: PostgresServer,
  database: string,
): Promise<void> {
  const file = resolve(BENCH_FOLDER, `copy-${table}.tsv`);
  const connection = mysql.createConnection({ uri: leanUrl, dateStrings: true });
  try {
    const rows = connection.query({ sql: `SELECT t.* FROM ${table} t`, rowsAsArray: true }).stream();
    await pipeline(rows, copyLines, createWriteStream(file));
    await server.psql(database, `\\copy ${table} FROM '${file}'`);
  } finally {
    connection.end();
    await once(connection, "end");
    await rm(file, { force: true });
  }
}

async function* copyLines(rows: AsyncIterable<(string | number | null)[]>): AsyncGenerator<string> {
  let lines = "";
  for await (const row of rows) {
    lines += `${row.map(copyText).join("\t")}\n`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = "";
  }
  yield lines;
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const copyText = (value: string | number | null): string =>
  value === null ? "\\N" : String(value).replaceAll(/[\\\t\n\r]/g, (found) => ESCAPES[found] ?? found);
