import type { DataSource } from "typeorm";
import type { Fault } from "../../files/fault.js";
import { TABLES } from "../package/tables.js";
import type { DataPackage, LeftOut } from "../package/package.js";
import { checkPackage, type TableReport } from "./check-package.js";
import type { LoadOptions } from "./load-report.js";
import { storedLeaps } from "./stored-leaps.js";
import { CheckContext, storedLookUps, storeRules } from "./store-rules.js";

const MAX_REPORTED = 1_000;

/** What the check of a package that is to be loaded has found. */
export interface CheckedImport {
  reports: TableReport[];
  /** The first faults and unlikely cells, and how many there are. */
  faults: Fault[];
  warnings: Fault[];
  count: number;
  warningCount: number;
  /** Whether a file cannot be read to its end, or its header not at all. */
  isUnusable: boolean;
  leftOut: LeftOut[];
  /** How many rows each table has, without those of the past. */
  rowCounts: { table: string; rows: number }[];
}

/** Checks a package against what is stored, as far as it may refer to it. */
export async function checkImport(
  dataSource: DataSource,
  dataPackage: DataPackage,
  { refersToStored = false, skipInvalid = false, history = false, onFault, onWarning }: LoadOptions,
): Promise<CheckedImport> {
  const [faults, warnings]: [Fault[], Fault[]] = [[], []];
  let [count, warningCount, isUnusable] = [0, 0, false];
  const warn = (warning: Fault): void => {
    warningCount += 1;
    if (warnings.length < MAX_REPORTED) warnings.push(warning);
    onWarning?.(warning);
  };
  const context = new CheckContext(dataPackage.about.name);
  if (refersToStored) for (const table of TABLES.values()) await table.options.recall?.(dataSource, context);
  const reports = await checkPackage(dataPackage, {
    context,
    storeRules: storeRules(dataSource, context),
    ...(refersToStored ? { storedKeys: storedLookUps(dataSource) } : {}),
    skipInvalid,
    onFault: (fault) => {
      count += 1;
      isUnusable ||= endsReading(fault);
      if (faults.length < MAX_REPORTED) faults.push(fault);
      onFault?.(fault);
    },
    onWarning: warn,
  });
  const figures = dataPackage.tables.find(({ resource }) => resource.name === "observations");
  if (refersToStored && figures && !isUnusable) {
    const invalid = reports.find(({ table }) => table === "observations")?.invalid ?? new Set<number>();
    (await storedLeaps(dataSource, figures, invalid)).forEach(warn);
  }
  const leftOut = reports.flatMap((report) => report.leftOut);
  const past = reports.reduce((sum, report) => sum + report.past, 0);
  if (past > 0 && !history) leftOut.push({ rule: "rows of the past, which --history loads", count: past });
  const rowCounts = reports.map(({ table, rows, past }) => ({ table, rows: rows - past }));
  return { reports, faults, warnings, count, warningCount, isUnusable, leftOut, rowCounts };
}

const endsReading = ({ line, code }: Fault): boolean =>
  line === null || code === "HEADER" || code === "FORMAT";
