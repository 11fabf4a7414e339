import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { Config } from "../config.js";
import { describeFault } from "../transfer/fault.js";
import { loadPackage, type Progress } from "../transfer/load-package.js";
import { openPackage } from "../transfer/package.js";
import { alone, connect, limitStatements } from "./database.js";

/** Ends a start whose data package has faults. */
export class RefusedData extends Error {
  override name = "RefusedData";
}

/**
 * Makes the database ready to be served: connected, migrated, and holding the data package as it is now.
 * Throws RefusedData naming every fault when the package cannot be loaded; nothing of it is loaded then.
 */
export async function prepareDatabase(
  dataSource: DataSource,
  { database, dataFolder }: Config,
  logger: Logger,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  await connect(dataSource, database, logger);
  await alone(dataSource, async () => {
    const migrations = await dataSource.runMigrations();
    if (migrations.length > 0)
      logger.info({ migrations: migrations.map(({ name }) => name) }, "migrated the database");
    const started = performance.now();
    const report = await loadPackage(dataSource, await openPackage(dataFolder), { onProgress });
    if (report.outcome === "refused") {
      const faults = report.faults.map(describeFault);
      throw new RefusedData(
        `The data in ${dataFolder} has ${faults.length} fault(s); nothing was loaded:\n${faults.join("\n")}`,
      );
    }
    if (report.outcome === "loaded") {
      const rows = Object.fromEntries(report.rowCounts.map(({ table, rows }) => [table, rows]));
      logger.info({ rows, milliseconds: Math.round(performance.now() - started) }, "loaded the data package");
    }
  });
  await limitStatements(dataSource, database, logger);
}
