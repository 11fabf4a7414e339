import { copyFile } from "node:fs/promises";
import Sqlite from "better-sqlite3";
import mysql from "mysql2/promise";
import { engines, type Engine, type FreshDatabase } from "./engines.js";

/** The text that makes each table of a MySQL database, by name. */
export async function tablesOf(url: string): Promise<Map<string, string>> {
  const connection = await mysql.createConnection(url);
  try {
    const [tables] = await connection.query<mysql.RowDataPacket[][]>({
      sql: "SHOW TABLES",
      rowsAsArray: true,
    });
    const texts = new Map<string, string>();
    for (const [table] of tables as unknown as string[][]) {
      const [[row]] = (await connection.query(`SHOW CREATE TABLE \`${table}\``)) as unknown as [
        [Record<string, string>],
      ];
      texts.set(table ?? "", (row["Create Table"] ?? "").replace(/ AUTO_INCREMENT=\d+/, ""));
    }
    return texts;
  } finally {
    await connection.end();
  }
}

let texts: Promise<Map<string, string>> | null = null;

/** A new database that is migrated, and empty. */
export async function createMigrated(engine: Engine): Promise<FreshDatabase> {
  const database = await engine.create();
  await copyTables(database.url);
  return database;
}

/** A copy of the real data, which a test may change. */
export async function copyOfRealData(engine = engines()[0]): Promise<FreshDatabase> {
  if (!engine) throw new Error("SQLite is always there");
  const database = await engine.create();
  if (engine.name === "mysql") {
    texts ??= tablesOf(process.env.CAKUPAN_TEST_REAL_MYSQL ?? "");
    await copyMysqlTables(database.url, [...(await texts).keys()]);
    return database;
  }
  const real = new Sqlite(fileOf(process.env.CAKUPAN_TEST_REAL_SQLITE ?? ""), { readonly: true });
  await real.backup(fileOf(database.url));
  real.close();
  return database;
}

const fileOf = (url: string): string => url.slice("sqlite:".length);

/**
 * Makes the tables of the real data's database in an empty database, as migrated and without rows: to run each migration
 * again takes many times as long, and most tests are about other things.
 */
export async function copyTables(url: string): Promise<void> {
  const empty = process.env.CAKUPAN_TEST_EMPTY_SQLITE;
  if (!url.startsWith("sqlite:")) await copyMysqlTables(url);
  else if (empty !== undefined) await copyFile(empty, fileOf(url));
}

async function copyMysqlTables(url: string, withRows = ["migrations"]): Promise<void> {
  const real = process.env.CAKUPAN_TEST_REAL_MYSQL;
  if (real === undefined) return;
  texts ??= tablesOf(real);
  const connection = await mysql.createConnection(url);
  try {
    await connection.query("SET SESSION foreign_key_checks = 0, unique_checks = 0");
    const name = new URL(real).pathname.slice(1);
    // Tables that a later migration makes take it from the database.
    const [[{ collation } = { collation: "" }]] = await connection.query<mysql.RowDataPacket[]>(
      "SELECT default_collation_name AS collation FROM information_schema.schemata WHERE schema_name = ?",
      [name],
    );
    await connection.query(`ALTER DATABASE COLLATE ${collation}`);
    for (const text of (await texts).values()) await connection.query(text);
    for (const table of withRows)
      await connection.query(`INSERT INTO \`${table}\` SELECT * FROM \`${name}\`.\`${table}\``);
  } finally {
    await connection.end();
  }
}
