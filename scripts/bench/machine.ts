import { readFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import mysql from "mysql2/promise";
import Sqlite from "better-sqlite3";

/** The machine and the versions that a measurement was made on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGigabytes: number;
  node: string;
  engine: string;
  packages: Record<string, string>;
}

const PACKAGES = ["@apollo/server", "type-graphql", "typeorm", "mysql2", "better-sqlite3", "undici"];

/** Describes this machine and the versions that run on it. */
export async function describeMachine(databaseUrl: string): Promise<Machine> {
  const versions = await Promise.all(
    PACKAGES.map(async (name) => {
      const text = await readFile(`node_modules/${name}/package.json`, "utf8");
      return [name, (JSON.parse(text) as { version: string }).version] as const;
    }),
  );
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    engine: await engineVersion(databaseUrl),
    packages: Object.fromEntries(versions),
  };
}

/** The engine behind a database URL, with its version. */
async function engineVersion(databaseUrl: string): Promise<string> {
  if (databaseUrl.startsWith("sqlite:")) {
    const connection = new Sqlite(":memory:");
    const { version } = connection.prepare("SELECT sqlite_version() AS version").get() as { version: string };
    connection.close();
    return `SQLite ${version}`;
  }
  const connection = await mysql.createConnection(databaseUrl);
  const [rows] = await connection.query("SELECT VERSION() AS version");
  await connection.end();
  const { version } = (rows as [{ version: string }])[0];
  return version.includes("MariaDB") ? `MariaDB ${version}` : `MySQL ${version}`;
}
