import type { DataSource, EntityManager } from "typeorm";
import { inLoad } from "../../database/in-load.js";
import { run, sql } from "../../database/statement.js";
import { checkImport } from "./check-import.js";
import type { LoadedTable, LoadOptions, LoadReport } from "./load-report.js";
import type { Resource } from "../package/descriptor.js";
import type { DataPackage } from "../package/package.js";
import { loadMoment } from "./load-moment.js";
import { PackageLoad } from "./package-load.js";
import { refreshEstimates } from "./refresh-estimates.js";
import { RULES } from "./rules.js";
import { tableNamed } from "../package/tables.js";
import { undeclaredFields } from "../package/undescribed-fields.js";

/**
 * Loads a data package in one transaction, all of it or nothing. Skips a whole package when neither its files nor the
 * rules have changed since it was loaded. Throws when it has a table or column that we do not have.
 */
export async function loadPackage(
  dataSource: DataSource,
  dataPackage: DataPackage,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { skipInvalid = false } = options;
  const { about } = dataPackage;
  const isWhole = about["cakupan:whole"] ?? options.isWhole ?? true;
  for (const { resource } of dataPackage.tables) requireDeclared(resource);
  if (isWhole && (await isLoaded(dataSource, dataPackage))) return { outcome: "unchanged" };
  const checked = await checkImport(dataSource, dataPackage, options);
  const { reports, faults, warnings, count, warningCount, isUnusable, leftOut, rowCounts } = checked;
  if (count > 0 && (!skipInvalid || isUnusable)) return { outcome: "refused", faults, leftOut };
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
  await refreshEstimates(dataSource, tables);
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
