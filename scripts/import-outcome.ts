import type { LoggedLoad } from "../src/transfer/load/load-log.js";
import type { Undone } from "../src/transfer/load/undo-load.js";
import type { LoadedTable, LoadReport } from "../src/transfer/load/load-report.js";
import type { LeftOut } from "../src/transfer/package/package.js";
import type { Faults } from "./faults.js";

/** Prints what became of an import, and sets the exit status. */
export function printOutcome(report: LoadReport, { count, warningCount }: Faults): void {
  if (report.outcome !== "unchanged") printLeftOut(report.leftOut);
  if (report.outcome === "refused") {
    console.error(`Refused: ${count} fault(s). Nothing was written.`);
    process.exitCode = 1;
    return;
  }
  if (report.outcome === "empty") {
    console.error("Nothing to load: the file has no rows but those that were left out. Nothing was written.");
    process.exitCode = 1;
    return;
  }
  if (report.outcome === "unchanged") {
    console.log("Nothing has changed: the package is loaded already.");
    return;
  }
  if (report.outcome === "checked") {
    const rows = report.rowCounts.reduce((sum, table) => sum + table.rows, 0);
    console.log(`Checked ${rows} rows; nothing was written.`);
    if (count > 0) console.log(`${count} fault(s); only the valid rows would be loaded.`);
  } else {
    printTables(report.tables);
    if (report.revision !== null) console.log(`This is load ${report.revision}; --undo takes it back.`);
  }
  if (warningCount > 0)
    console.log(`${warningCount} warning(s): unlikely figures, which are loaded as they are stated.`);
}

/** Prints what was left out, by rule. */
export function printLeftOut(leftOut: readonly LeftOut[]): void {
  for (const { rule, count } of leftOut) console.log(`left out: ${count} ${rule}`);
}

function printTables(tables: readonly LoadedTable[]): void {
  const changed = tables.filter(
    ({ inserted, updated, invalid, removed }) => inserted + updated + invalid + removed > 0,
  );
  if (changed.length === 0) console.log("Nothing has changed: every row is stored already.");
  for (const { table, inserted, updated, unchanged, invalid, removed } of changed) {
    const parts = [
      `${inserted} new, ${updated} changed, ${unchanged} unchanged`,
      ...(removed > 0 ? [`${removed} no longer in the package`] : []),
      ...(invalid > 0 ? [`${invalid} left out`] : []),
    ];
    console.log(`${table}: ${parts.join(", ")}`);
  }
}

/** Prints what taking back a load has done. */
export function printUndone({ load, revision, tables, left }: Undone): void {
  console.log(`Load ${load.revision} (${load.datasetName}) is taken back, by load ${revision}.`);
  for (const { table, inserted, updated, removed } of tables)
    console.log(`${table}: ${inserted + updated} as before, ${removed} withdrawn`);
  if (left > 0)
    console.log(`${left} rows stay: later loads have changed them, or other rows and history refer to them.`);
}

/** Prints the latest loads, newest first. */
export function printLog(loads: readonly LoggedLoad[]): void {
  if (loads.length === 0) console.log("No load is recorded yet.");
  for (const { revision, kind, datasetName, loadedAt, rowCounts, undoes, undoneBy } of loads) {
    const what =
      kind === "UNDO"
        ? `takes back ${undoes ?? ""} (${datasetName})`
        : datasetName || "embargoes that have ended";
    const counts = rowCounts.map(
      ({ table, inserted, updated, removed }) => `${table} +${inserted} ~${updated} -${removed}`,
    );
    const state = undoneBy === null ? "" : ` [taken back by ${undoneBy}]`;
    console.log(
      `${revision}  ${loadedAt.slice(0, 19)}  ${what}: ${counts.join(", ") || "no rows changed"}${state}`,
    );
  }
}
