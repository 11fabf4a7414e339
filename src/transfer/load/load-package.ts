import type { DataSource } from "typeorm";
import { engineOf } from "../../database/engines.js";
import { run, sql } from "../../database/statement.js";
import { checkPackage } from "./check-package.js";
import type { Fault } from "../../files/fault.js";
import type { LoadOptions, LoadReport } from "./load-report.js";
import { storedLookUps, storeRules } from "./store-rules.js";
import type { Resource } from "../package/descriptor.js";
import type { DataPackage } from "../package/package.js";
import { PackageLoad } from "./package-load.js";
import { RULES } from "./rules.js";
import { tableNamed } from "../package/tables.js";
import { undeclaredFields } from "../package/undescribed-fields.js";

const MAX_REPORTED = 1_000;

/**
 * Loads a data package in one transaction, all of it or nothing. Skips a whole package when neither its files nor the
 * rules have changed since it was loaded. Throws when it has a table or column that we do not have.
 */
export async function loadPackage(
  dataSource: DataSource,
  dataPackage: DataPackage,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { isWhole = true, refersToStored = false, skipInvalid = false } = options;
  const { about } = dataPackage;
  for (const { resource } of dataPackage.tables) requireDeclared(resource);
  if (isWhole && (await isLoaded(dataSource, dataPackage))) return { outcome: "unchanged" };
  const faults: Fault[] = [];
  let count = 0;
  const reports = await checkPackage(dataPackage, {
    storeRules: storeRules(dataSource, about.name),
    ...(refersToStored ? { storedKeys: storedLookUps(dataSource) } : {}),
    skipInvalid,
    onFault: (fault) => {
      count += 1;
      if (faults.length < MAX_REPORTED) faults.push(fault);
      options.onFault?.(fault);
    },
  });
  const unusable = faults.some(({ line, code }) => line === null || code === "HEADER" || code === "FORMAT");
  if (count > 0 && (!skipInvalid || unusable)) return { outcome: "refused", faults };
  const rowCounts = reports.map(({ table, rows }) => ({ table, rows }));
  if (options.dryRun) return { outcome: "checked", rowCounts, tables: [], faults };
  const tables = await engineOf(dataSource).inLoad(dataSource, (manager) =>
    new PackageLoad(manager, dataPackage, reports, options).run(),
  );
  return { outcome: "loaded", rowCounts, tables, faults };
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
