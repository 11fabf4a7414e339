import { describeFault, type Fault } from "../src/files/fault.js";
import { FaultReport } from "../src/transfer/load/fault-report.js";
import type { LoadedTable, LoadReport } from "../src/transfer/load/load-report.js";

const SHOWN = 20;

/** Prints the first faults and warnings; the report file has all of them. */
export class Faults {
  count = 0;
  warningCount = 0;
  readonly #shown: Fault[] = [];
  readonly #warnings: Fault[] = [];
  readonly #report: FaultReport | null;

  constructor(report: string | undefined) {
    this.#report = report === undefined ? null : new FaultReport(report);
  }

  readonly add = (fault: Fault): void => {
    this.count += 1;
    if (this.#shown.length < SHOWN) this.#shown.push(fault);
    this.#report?.add(fault);
  };

  readonly addWarning = (warning: Fault): void => {
    this.warningCount += 1;
    if (this.#warnings.length < SHOWN) this.#warnings.push(warning);
    this.#report?.add(warning);
  };

  async show(): Promise<void> {
    await this.#report?.close();
    for (const fault of [...this.#shown, ...this.#warnings]) {
      console.error(
        `${fault.code.padEnd(10)} ${describeFault(fault)}${fault.hint == null ? "" : `. ${fault.hint}`}`,
      );
    }
    for (const [count, name] of [
      [this.count, "faults"],
      [this.warningCount, "warnings"],
    ] as const)
      if (count > SHOWN)
        console.error(`… and ${count - SHOWN} more ${name}; --report FILE writes all of them.`);
  }
}

/** Prints what became of an import, and sets the exit status. */
export function printOutcome(report: LoadReport, { count, warningCount }: Faults): void {
  if (report.outcome === "refused") {
    console.error(`Refused: ${count} fault(s). Nothing was written.`);
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
  } else printTables(report.tables);
  if (warningCount > 0)
    console.log(`${warningCount} warning(s): unlikely figures, which are loaded as they are stated.`);
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
