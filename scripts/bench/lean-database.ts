import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import Sqlite from "better-sqlite3";
import mysql from "mysql2/promise";
import { removeSqlite } from "./bulk-load.js";
import { fillLean } from "./floor/lean-tables.js";

/** The database of the floor's own tables. */
export interface LeanDatabase {
  url: string;
  drop: () => Promise<void>;
}

/**
 * Opens the database of lean tables beside a database of Cakupan's: that of an earlier run with the same package and the
 * same tables, or one that is filled now.
 */
export function openLeanDatabase(url: string, packageKey: string, fresh: boolean): Promise<LeanDatabase> {
  const open = url.startsWith("sqlite:") ? openSqlite : openMysql;
  const key = createHash("sha256")
    .update(packageKey)
    .update(fillLean("", "").join())
    .digest("hex")
    .slice(0, 8);
  return open(url, `lean_${key}`, fresh);
}

async function openSqlite(url: string, suffix: string, fresh: boolean): Promise<LeanDatabase> {
  const source = url.slice("sqlite:".length);
  const file = source.replace(/(?:\.sqlite)?$/, `_${suffix}.sqlite`);
  const lean = { url: `sqlite:${file}`, drop: () => removeSqlite(file) };
  if (!fresh && existsSync(file)) return lean;
  await removeSqlite(file);
  await removeSqlite(`${file}.part`);
  const connection = new Sqlite(`${file}.part`);
  try {
    connection.prepare("ATTACH DATABASE ? AS source").run(source);
    for (const statement of fillLean("INTEGER", "source.")) connection.exec(statement);
    connection.exec("ANALYZE main");
  } finally {
    connection.close();
  }
  await rename(`${file}.part`, file);
  return lean;
}

async function openMysql(url: string, suffix: string, fresh: boolean): Promise<LeanDatabase> {
  const source = decodeURIComponent(new URL(url).pathname.slice(1));
  const name = `${source}_${suffix}`;
  const leanUrl = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const drop = (): Promise<void> =>
    withConnection(url, (connection) => connection.query(`DROP DATABASE IF EXISTS \`${name}\``));
  await withConnection(url, async (connection) => {
    // The last table is made when all others are filled.
    const [made] = await connection.query<mysql.RowDataPacket[]>(
      "SELECT t.table_name FROM information_schema.tables t WHERE t.table_schema = ? AND t.table_name = 'filled'",
      [name],
    );
    if (!fresh && made.length > 0) return;
    const [[region]] = await connection.query<mysql.RowDataPacket[]>(
      "SELECT t.table_collation AS collation FROM information_schema.tables t WHERE t.table_schema = ? AND t.table_name = 'regions'",
      [source],
    );
    await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
    await connection.query(`CREATE DATABASE \`${name}\` COLLATE ${String(region?.collation)}`);
    await connection.query(`USE \`${name}\``);
    for (const statement of fillLean("INT AUTO_INCREMENT", `\`${source}\`.`))
      await connection.query(statement);
    await connection.query("ANALYZE TABLE regions, worker_cohorts, award_results, employers, observations");
    await connection.query("CREATE TABLE filled (id INT)");
  });
  return { url: leanUrl, drop };
}

async function withConnection(
  url: string,
  action: (connection: mysql.Connection) => Promise<unknown>,
): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    await action(connection);
  } finally {
    await connection.end();
  }
}
