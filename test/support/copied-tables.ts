import { copyFile } from "node:fs/promises";
import mysql from "mysql2/promise";

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

/**
 * Makes the tables of the real data's database in an empty database, as migrated and without rows: to run each migration
 * again takes many times as long, and most tests are about other things.
 */
export async function copyTables(url: string): Promise<void> {
  const empty = process.env.CAKUPAN_TEST_EMPTY_SQLITE;
  if (!url.startsWith("sqlite:")) await copyMysqlTables(url);
  else if (empty !== undefined) await copyFile(empty, url.slice("sqlite:".length));
}

async function copyMysqlTables(url: string): Promise<void> {
  const real = process.env.CAKUPAN_TEST_REAL_MYSQL;
  if (real === undefined) return;
  texts ??= tablesOf(real);
  const connection = await mysql.createConnection(url);
  try {
    await connection.query("SET SESSION foreign_key_checks = 0");
    for (const text of (await texts).values()) await connection.query(text);
    await connection.query(
      `INSERT INTO migrations SELECT * FROM \`${new URL(real).pathname.slice(1)}\`.migrations`,
    );
  } finally {
    await connection.end();
  }
}
