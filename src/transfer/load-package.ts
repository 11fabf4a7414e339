import type { DataSource } from "typeorm";
import { run, sql } from "../database/statement.js";
import { checkPackage } from "./check-package.js";
import type { Fault } from "./fault.js";
import type { LoadOptions, LoadReport } from "./load-report.js";
import { inLoadSession, storedLookUps, storeRules } from "./load-session.js";
import type { DataPackage } from "./package.js";
import { PackageLoad } from "./package-load.js";

const MAX_REPORTED = 1_000;

/**
 * Loads a data package, all of it or nothing, in one transaction. A whole package whose files have not changed since
 * they were loaded is left alone.
 */
export async function loadPackage(
  dataSource: DataSource,
  dataPackage: DataPackage,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { isWhole = true, refersToStored = false, skipInvalid = false } = options;
  const { about, digest } = dataPackage;
  if (isWhole && (await digestOf(dataSource, about.name)) === digest) return { outcome: "unchanged" };
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
  const tables = await inLoadSession(dataSource, (manager) =>
    new PackageLoad(manager, dataPackage, reports, options).run(),
  );
  return { outcome: "loaded", rowCounts, tables, faults };
}

async function digestOf(dataSource: DataSource, name: string): Promise<string | undefined> {
  const [known] = await run<{ digest: string }>(
    dataSource,
    "transfer.findDataset",
    sql`SELECT t.digest AS \`digest\` FROM datasets t WHERE t.name = ${name}`,
  );
  return known?.digest;
}
