import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import mysql from "mysql2/promise";
import { cpuMilliseconds } from "./processor-time.js";

/** The time that the engine's own bulk load of all rows of a database took. */
export interface BulkLoad {
  how: string;
  rows: number;
  milliseconds: number;
  /** The processor time that its engine took; null where it is this process, or the system does not report it. */
  cpu: number | null;
}

/**
 * Loads all rows of a MariaDB or MySQL database into a new one with the same tables and indexes by LOAD DATA LOCAL.
 * The rows go through files in `folder`, where the server, whose process is `pid`, must be allowed to write; writing them
 * is not timed.
 */
export async function bulkLoadMysql(
  url: string,
  target: string,
  { folder, pid }: { folder: string; pid: number },
): Promise<BulkLoad> {
  const connection = await mysql.createConnection({ uri: url, flags: ["+LOCAL_FILES"] });
  const files: string[] = [];
  const load: BulkLoad = { how: "LOAD DATA LOCAL INFILE", rows: 0, milliseconds: 0, cpu: 0 };
  try {
    await connection.query(`DROP DATABASE IF EXISTS \`${target}\``);
    await connection.query(`CREATE DATABASE \`${target}\``);
    const [tables] = await connection.query<mysql.RowDataPacket[]>(
      "SELECT t.table_name AS name FROM information_schema.tables t WHERE t.table_schema = DATABASE()",
    );
    for (const { name } of tables as { name: string }[]) {
      const file = join(folder, `bulk-${name}.tsv`);
      files.push(file);
      await rm(file, { force: true });
      await connection.query(`SELECT t.* FROM \`${name}\` t INTO OUTFILE ?`, [file]);
      await connection.query(`CREATE TABLE \`${target}\`.\`${name}\` LIKE \`${name}\``);
      const [started, before] = [performance.now(), cpuMilliseconds(pid)];
      const [{ affectedRows }] = await connection.query<mysql.ResultSetHeader>({
        sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE \`${target}\`.\`${name}\``,
        infileStreamFactory: () => createReadStream(file),
      });
      load.milliseconds += performance.now() - started;
      load.cpu = sumOf(load.cpu, differenceOf(before, cpuMilliseconds(pid)));
      load.rows += affectedRows;
    }
    return load;
  } finally {
    await connection.query(`DROP DATABASE IF EXISTS \`${target}\``);
    await connection.end();
    for (const file of files) await rm(file, { force: true });
  }
}

/** The sum of two times, and how much later one is than another; null where either is not known. */
export const sumOf = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;
export const differenceOf = (before: number | null, after: number | null): number | null =>
  sumOf(after, before && -before);

const CHUNK = 50_000;

/**
 * Loads all rows of an SQLite database into a new file with the same tables and indexes by prepared INSERTs in one
 * transaction; reading them is not timed. The shell's `.import` cannot read nulls, which unique columns need.
 */
export async function bulkLoadSqlite(file: string, target: string): Promise<BulkLoad> {
  await removeSqlite(target);
  const source = new Sqlite(file, { readonly: true });
  const connection = new Sqlite(target);
  const load: BulkLoad = { how: "prepared INSERTs in one transaction", rows: 0, milliseconds: 0, cpu: null };
  const timed = (action: () => void): void => {
    const started = performance.now();
    action();
    load.milliseconds += performance.now() - started;
  };
  try {
    connection.pragma("journal_mode = WAL");
    const created = source
      .prepare(
        "SELECT m.type, m.name, m.sql FROM sqlite_master m WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite_%'",
      )
      .all() as { type: string; name: string; sql: string }[];
    for (const { sql } of created) connection.exec(sql);
    timed(() => connection.exec("BEGIN"));
    for (const { name } of created.filter(({ type }) => type === "table")) {
      const select = source.prepare(`SELECT t.* FROM "${name}" t`).raw();
      const marks = select.columns().map(() => "?");
      const insert = connection.prepare(`INSERT INTO "${name}" VALUES (${marks.join()})`);
      let rows: unknown[][] = [];
      const flush = (): void => {
        for (const row of rows) insert.run(...row);
        load.rows += rows.length;
        rows = [];
      };
      for (const row of select.iterate()) {
        rows.push(row as unknown[]);
        if (rows.length === CHUNK) timed(flush);
      }
      timed(flush);
    }
    timed(() => connection.exec("COMMIT"));
    return load;
  } finally {
    source.close();
    connection.close();
    await removeSqlite(target);
  }
}

/** Removes an SQLite database with its write-ahead log. */
export async function removeSqlite(file: string): Promise<void> {
  for (const end of ["", "-wal", "-shm"]) await rm(`${file}${end}`, { force: true });
}
