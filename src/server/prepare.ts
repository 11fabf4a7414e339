import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { Config } from "../config.js";
import { describeFault } from "../files/fault.js";
import { loadPackage } from "../transfer/load/load-package.js";
import type { LoadOptions, Progress } from "../transfer/load/load-report.js";
import { refreshEstimates } from "../transfer/load/refresh-estimates.js";
import { openPackage, type DataPackage } from "../transfer/package/package.js";
import { alone, connect, limitStatements } from "../database/connect.js";
import { openDemo } from "./demo.js";
import { migrate, requireCurrent } from "./migrations.js";
import { Readiness } from "./readiness.js";
import type { StartOptions } from "./start-options.js";

const SHOWN_WARNINGS = 5;

/** A data package has faults, so that the server cannot start. */
export class RefusedData extends Error {
  override name = "RefusedData";
}

/**
 * Connects to the database, migrates it, and loads the data package, and synthetic rows beside it in a demonstration.
 * With READ_ONLY nothing is migrated or loaded: the database must be of this version already. Throws NewerDatabase when a newer version has prepared the database, and RefusedData, naming every fault, when a
 * package is invalid, in which case none of it is loaded. Reports each step to `readiness`.
 */
export async function prepareDatabase(
  dataSource: DataSource,
  { database, dataFolder, migrateOnStart, demo = null }: Config & Partial<StartOptions>,
  logger: Logger,
  onProgress: (progress: Progress) => void,
  readiness = new Readiness(),
): Promise<void> {
  readiness.waitFor("the database");
  await connect(dataSource, database, logger);
  if (database.readOnly) {
    readiness.waitFor("the database to be compared with this version");
    await requireCurrent(dataSource);
    limitStatements(dataSource, database);
    readiness.reach();
    return;
  }
  const onLocked = (message: string): void => {
    readiness.waitFor("another process that is preparing the database");
    logger.warn(message);
  };
  const prepare = async (): Promise<void> => {
    readiness.waitFor("the database to be migrated");
    if (!migrateOnStart) await requireCurrent(dataSource);
    const migrations = migrateOnStart ? await migrate(dataSource) : [];
    if (migrations.length > 0) logger.info({ migrations }, "migrated the database");
    readiness.waitFor("the data to be loaded");
    await load(dataSource, await openPackage(dataFolder), { onProgress }, logger);
    if (demo !== null) {
      const synthetic = await openDemo(dataFolder, demo);
      await load(dataSource, synthetic, { onProgress, refersToStored: true }, logger);
    }
    // Of what an earlier version has loaded there may be none.
    await refreshEstimates(dataSource, []);
  };
  await alone(dataSource, prepare, onLocked);
  limitStatements(dataSource, database);
  readiness.reach();
}

async function load(
  dataSource: DataSource,
  dataPackage: DataPackage,
  options: LoadOptions,
  logger: Logger,
): Promise<void> {
  const { name } = dataPackage.about;
  const started = performance.now();
  const onRepeat = (message: string): void => {
    logger.warn(message);
  };
  const report = await loadPackage(dataSource, dataPackage, { ...options, onRepeat });
  if (report.outcome === "refused") {
    const faults = report.faults.map(describeFault);
    throw new RefusedData(
      `The data package ${name} has ${faults.length} fault(s); nothing of it was loaded:\n${faults.join("\n")}`,
    );
  }
  if (report.outcome === "loaded") {
    const rows = Object.fromEntries(report.rowCounts.map(({ table, rows }) => [table, rows]));
    const milliseconds = Math.round(performance.now() - started);
    const removed = report.tables.reduce((sum, table) => sum + table.removed, 0);
    logger.info({ name, rows, removed, milliseconds }, "loaded the data package");
    if (report.warningCount > 0)
      logger.warn(
        {
          name,
          warnings: report.warningCount,
          first: report.warnings.slice(0, SHOWN_WARNINGS).map(describeFault),
        },
        "loaded unlikely figures; npm run import -- <package> --dry-run lists them",
      );
  }
}
