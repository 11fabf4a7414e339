import { MigrationExecutor, type DataSource } from "typeorm";
import { engineOf } from "../database/engines.js";
import { lastLoad, RULES } from "../transfer/load/rules.js";

/** Whether a database is of this version: it may lack migrations, or have been prepared by a newer version. */
export type MigrationState = "current" | "pending" | "newer";

/** Ends what this version cannot do with a database that a newer version has prepared. */
export class NewerDatabase extends Error {
  override name = "NewerDatabase";

  constructor(sign: string) {
    super(
      `A newer version of Cakupan has prepared this database: ${sign}. Start that version or a later one; ` +
        "this version can only use a copy of the database from before the upgrade.",
    );
  }
}

/** Brings a database up to date, and answers with the migrations it lacked. Throws NewerDatabase. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const found = await compare(dataSource);
  if (found instanceof NewerDatabase) throw found;
  const runner = dataSource.createQueryRunner();
  try {
    const applied = await new MigrationExecutor(
      dataSource,
      engineOf(dataSource).resumable(runner),
    ).executePendingMigrations();
    return applied.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/** How a database relates to this version; it is only read. */
export async function migrationState(dataSource: DataSource): Promise<MigrationState> {
  const found = await compare(dataSource);
  return found instanceof NewerDatabase ? "newer" : found;
}

/** Throws when a database is not of this version: NewerDatabase, or an Error that says how to bring it up to date. */
export async function requireCurrent(dataSource: DataSource): Promise<void> {
  const found = await compare(dataSource);
  if (found instanceof NewerDatabase) throw found;
  if (found === "pending")
    throw new Error(
      "This database is empty or of an earlier version of Cakupan: run `npm run migrate` or start the server first",
    );
}

async function compare(dataSource: DataSource): Promise<"current" | "pending" | NewerDatabase> {
  const known = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
  const applied = await listApplied(dataSource);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return new NewerDatabase(`this version does not know its migration ${unknown.join(", ")}`);
  if (known.some((name) => !applied.includes(name))) return "pending";
  const last = await lastLoad(dataSource);
  return last !== null && last.rules > RULES
    ? new NewerDatabase(
        `its data follows version ${last.rules} of the rules, and this version knows ${RULES}`,
      )
    : "current";
}

// TypeORM's own answer creates the table of migrations when it is missing, and keeps a connection when it fails.
async function listApplied(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await runner.hasTable("migrations"))) return [];
    const rows = (await runner.query("SELECT m.name AS `name` FROM migrations m ORDER BY m.id")) as {
      name: string;
    }[];
    return rows.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}
