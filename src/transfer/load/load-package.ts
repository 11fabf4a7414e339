import type { DataSource, EntityManager } from "typeorm";
import { engineOf } from "../../database/engines.js";
import { inLoad } from "../../database/in-load.js";
import { run, sql } from "../../database/statement.js";
import { checkPackage } from "./check-package.js";
import type { Fault } from "../../files/fault.js";
import type { LoadedTable, LoadOptions, LoadReport } from "./load-report.js";
import { CheckContext, storedLookUps, storeRules } from "./store-rules.js";
import type { Resource } from "../package/descriptor.js";
import type { DataPackage } from "../package/package.js";
import { loadMoment } from "./load-moment.js";
import { PackageLoad } from "./package-load.js";
import { RULES } from "./rules.js";
import { tableNamed, TABLES } from "../package/tables.js";
import { undeclaredFields } from "../package/undescribed-fields.js";

const MAX_REPORTED = 1_000;

// Changed rows of a table after which the engine's estimates of it are refreshed.
const MANY = 10_000;

/**
 * Loads a data package in one transaction, all of it or nothing. Skips a whole package when neither its files nor the
 * rules have changed since it was loaded. Throws when it has a table or column that we do not have.
 */
export async function loadPackage(
  dataSource: DataSource,
  dataPackage: DataPackage,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { refersToStored = false, skipInvalid = false } = options;
  const { about } = dataPackage;
  const isWhole = about["cakupan:whole"] ?? options.isWhole ?? true;
  for (const { resource } of dataPackage.tables) requireDeclared(resource);
  if (isWhole && (await isLoaded(dataSource, dataPackage))) return { outcome: "unchanged" };
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  let [count, warningCount] = [0, 0];
  const context = new CheckContext(about.name);
  if (refersToStored) for (const table of TABLES.values()) await table.options.recall?.(dataSource, context);
  const reports = await checkPackage(dataPackage, {
    context,
    storeRules: storeRules(dataSource, context),
    ...(refersToStored ? { storedKeys: storedLookUps(dataSource) } : {}),
    skipInvalid,
    onFault: (fault) => {
      count += 1;
      if (faults.length < MAX_REPORTED) faults.push(fault);
      options.onFault?.(fault);
    },
    onWarning: (warning) => {
      warningCount += 1;
      if (warnings.length < MAX_REPORTED) warnings.push(warning);
      options.onWarning?.(warning);
    },
  });
  const unusable = faults.some(({ line, code }) => line === null || code === "HEADER" || code === "FORMAT");
  const leftOut = reports.flatMap((report) => report.leftOut);
  const past = reports.reduce((sum, report) => sum + report.past, 0);
  if (past > 0 && !options.history)
    leftOut.push({ rule: "rows of the past, which --history loads", count: past });
  if (count > 0 && (!skipInvalid || unusable)) return { outcome: "refused", faults, leftOut };
  const rowCounts = reports.map(({ table, rows, past }) => ({ table, rows: rows - past }));
  // A whole package without rows removes what its dataset had.
  if (!isWhole && rowCounts.every(({ rows }) => rows === 0)) return { outcome: "empty", leftOut };
  const found = { rowCounts, leftOut, faults, warnings, warningCount };
  if (options.dryRun) return { outcome: "checked", tables: [], revision: null, ...found };
  // What was left out is not gone.
  const complete = (options.complete ?? false) && count === 0;
  const loading = { ...options, isWhole: isWhole && count === 0, complete };
  const write = async (
    manager: EntityManager,
  ): Promise<{ tables: LoadedTable[]; revision: number | null }> => {
    const moment = await loadMoment(manager, about.name);
    const load = new PackageLoad(manager, dataPackage, reports, loading, moment);
    const tables = await load.run();
    await options.alsoWrite?.(manager, load.revision);
    return { tables, revision: load.revision };
  };
  const { tables, revision } = await inLoad(dataSource, write, options.onRepeat);
  for (const { table, inserted, updated, removed } of tables) {
    const { tableName } = dataSource.getMetadata(tableNamed(table).entity);
    // MySQL notices by itself, but only after a while.
    if (inserted + updated + removed >= MANY)
      await engineOf(dataSource).refreshEstimates(dataSource, tableName);
  }
  return { outcome: "loaded", tables, revision, ...found };
}

/** Throws when we lack the table or one of its columns, whose cells would be lost. */
function requireDeclared(resource: Resource): void {
  const { name } = tableNamed(resource.name);
  const unknown = undeclaredFields(resource);
  if (unknown.length > 0)
    throw new Error(`The table ${name} has no column ${unknown.join(", ")}, which its table schema names.`);
}

async function isLoaded(dataSource: DataSource, { about, digest }: DataPackage): Promise<boolean> {
  const [loaded] = await run<{ digest: string; rules: number }>(
    dataSource,
    "transfer.findDataset",
    sql`SELECT t.digest AS \`digest\`, t.rules AS \`rules\` FROM datasets t WHERE t.name = ${about.name}`,
  );
  return loaded?.digest === digest && loaded.rules === RULES;
}
