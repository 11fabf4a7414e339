import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { writeSynthetic } from "../../src/transfer/synthetic/write-synthetic.js";
import { findMysqlServer, startMysqlServer, type PrivateServer } from "../../test/support/mysql-server.js";
import type { BenchOptions, EngineName } from "./options.js";
import { removeSqlite } from "./bulk-load.js";
import { type EndedProcess, nodeArguments, runToEnd } from "./processes.js";

// It logs every statement as soon as a log is named, which is how those are found that read too much.
const LOGGING = ["--slow-query-log=ON", "--long-query-time=0", "--log-output=NONE"];

export const BENCH_FOLDER = "var/bench";
const SEED = 1;

// The files that determine the generated data and its tables.
const ORIGINS = [
  "data/datapackage.json",
  "data/regions.csv",
  "src/transfer/synthetic",
  "src/database/migrations",
];

/** A generated package. */
export interface BenchPackage {
  folder: string;
  /** Identifies the data: the scale, and a digest of the files that determine them. */
  key: string;
}

/** A database that holds a package. */
export interface BenchDatabase {
  url: string;
  packageFolder: string;
  /** The engine's process; null when we did not start it, or when it is the server's own process. */
  enginePid: number | null;
  stop: () => Promise<void>;
}

/** Finds the synthetic package of a scale from an earlier run, or writes it. */
export async function preparePackage({
  scale,
  fresh,
}: Pick<BenchOptions, "scale" | "fresh">): Promise<BenchPackage> {
  const key = `s${String(scale).replace(".", "_")}-${await digestOf(ORIGINS)}`;
  const folder = join(BENCH_FOLDER, `package-${key}`);
  if (fresh) await rm(folder, { recursive: true, force: true });
  if (!existsSync(folder)) {
    console.error(`Writing the synthetic package of scale ${scale} …`);
    await rm(`${folder}.part`, { recursive: true, force: true });
    await writeSynthetic({ dataFolder: "data", out: `${folder}.part`, scale, seed: SEED, coverage: true });
    await rename(`${folder}.part`, folder);
  }
  return { folder, key };
}

/** Opens a database that holds the package: that of an earlier run, or one that is loaded now. */
export async function openDatabase(
  options: Pick<BenchOptions, "databaseUrl" | "fresh">,
  engine: EngineName,
  { folder, key }: BenchPackage,
): Promise<BenchDatabase> {
  if (engine === "sqlite") {
    const file = join(BENCH_FOLDER, `${key}.sqlite`);
    const url = `sqlite:${file}`;
    await loadOnce(`${file}.loaded`, options.fresh, url, folder, () => removeSqlite(file));
    return { url, packageFolder: folder, enginePid: null, stop: () => Promise.resolve() };
  }
  if (options.databaseUrl !== null) {
    // Loading the same package again changes nothing.
    await load(options.databaseUrl, folder);
    const { databaseUrl: url } = options;
    return { url, packageFolder: folder, enginePid: null, stop: () => Promise.resolve() };
  }
  const server = await startServer();
  try {
    const name = `bench_${key.replace(/\W/g, "_")}`;
    const url = `${server.url}${name}`;
    await loadOnce(join(BENCH_FOLDER, `${name}.loaded`), options.fresh, url, folder, async () => {
      await administer(server.url, `DROP DATABASE IF EXISTS \`${name}\``);
      await administer(server.url, `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    });
    return { url, packageFolder: folder, enginePid: server.pid, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A MariaDB or MySQL server of our own, whose data are kept in a folder under var/bench. */
export async function startServer(): Promise<PrivateServer & { folder: string; pid: number }> {
  const program = findMysqlServer();
  if (program === undefined)
    throw new Error(
      "No MariaDB or MySQL server program was found: install mariadb-server, name --database-url, or use --engine sqlite.",
    );
  const folder = join(process.cwd(), BENCH_FOLDER, "mysql");
  await mkdir(folder, { recursive: true });
  const settings = [
    "--innodb-buffer-pool-size=2G",
    "--innodb-log-file-size=512M",
    "--local-infile=ON",
    ...LOGGING,
  ];
  const server = await startMysqlServer(program, { kept: folder, settings });
  const pid = Number(await readFile(join(folder, "server.pid"), "utf8"));
  return { ...server, folder, pid };
}

/** Runs one statement on a server. */
export async function administer(url: string, statement: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

// The mark is written last, so that an interrupted load is repeated.
async function loadOnce(
  mark: string,
  fresh: boolean,
  url: string,
  folder: string,
  empty: () => Promise<void>,
): Promise<void> {
  if (!fresh && existsSync(mark)) return;
  await rm(mark, { force: true });
  await empty();
  await load(url, folder);
  await writeFile(mark, "");
}

/** Loads a package as `npm run import` does. */
export function load(url: string, folder: string): Promise<EndedProcess> {
  console.error(`Loading ${folder} …`);
  return runToEnd([...nodeArguments("import"), folder], { DATABASE_URL: url });
}

async function digestOf(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    const entries = path.includes(".")
      ? [path]
      : (await readdir(path)).sort().map((name) => join(path, name));
    for (const entry of entries) hash.update(await readFile(entry));
  }
  return hash.digest("hex").slice(0, 8);
}
