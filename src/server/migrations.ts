import { MigrationExecutor, type DataSource } from "typeorm";
import { engineOf } from "../database/engines.js";
import { lastLoad, RULES } from "../transfer/load/rules.js";

/** Whether a database is of this version (`current`), lacks migrations (`pending`), or is of a newer version. */
export type MigrationState = "current" | "pending" | "newer";

/** A newer version has prepared the database, so that this one cannot use it. */
export class NewerDatabase extends Error {
  override name = "NewerDatabase";

  constructor(evidence: string) {
    super(
      `A newer version of Cakupan has prepared this database: ${evidence}. Start that version or a later one; ` +
        "this version can only use a copy of the database from before the upgrade.",
    );
  }
}

/** Migrates a database, and returns the names of the applied migrations. Throws NewerDatabase. */
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

/** Compares a database with this version, without changing it. */
export async function migrationState(dataSource: DataSource): Promise<MigrationState> {
  const found = await compare(dataSource);
  return found instanceof NewerDatabase ? "newer" : found;
}

/** Throws when a database is not of this version: NewerDatabase, or an Error that says how to migrate it. */
export async function requireCurrent(dataSource: DataSource): Promise<void> {
  const found = await compare(dataSource);
  if (found instanceof NewerDatabase) throw found;
  if (found === "pending")
    throw new Error(
      "This database is empty or of an earlier version of Cakupan: run `npm run migrate` or start the server first, " +
        "without MIGRATE_ON_START=false and READ_ONLY=true, which keep a start from migrating",
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
        `its data follows version ${last.rules} of the rules, and this version follows ${RULES}`,
      )
    : "current";
}

// TypeORM's own method creates a missing table of migrations, and leaks a connection when it fails.
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
