import type { DataSource, EntityManager } from "typeorm";
import { getOrMake } from "../../collections.js";
import { submissionFaulty, type UserError } from "../../errors.js";
import type { Fault } from "../../files/fault.js";
import type { RowFault } from "../../modules/submissions/submission.type.js";
import { loadPackage } from "../../transfer/load/load-package.js";
import type { LoadOptions, LoadReport } from "../../transfer/load/load-report.js";
import type { DataPackage } from "../../transfer/package/package.js";
import { rowsLeftAlone } from "./rows-left-alone.js";

/** What is wrong and what is unlikely in rows, by place. */
export interface Findings {
  faults: ReadonlyMap<number, RowFault[]>;
  doubts: ReadonlyMap<number, RowFault[]>;
}

const MOST_OF_A_ROW = 10;
const LONGEST = 500;

/** Checks rows exactly as an import does, and loads them if `options` do not say to write nothing and there is no fault. */
export async function loadRows(
  dataSource: DataSource,
  rows: DataPackage,
  options: Pick<LoadOptions, "dryRun"> & {
    /** As `alsoWrite` of loads, with what was found. */
    alsoWrite?: (manager: EntityManager, revision: number | null, findings: Findings) => Promise<void>;
  },
): Promise<{ report: LoadReport; findings: Findings }> {
  const [faults, doubts] = [new Map<number, RowFault[]>(), new Map<number, RowFault[]>()];
  const noteIn = (found: Map<number, RowFault[]>) => (fault: Fault) => {
    const own = getOrMake(found, fault.line ?? 1, () => []);
    if (own.length < MOST_OF_A_ROW) own.push(rowFault(fault));
  };
  const { dryRun = false, alsoWrite } = options;
  const leaveAlone = (places: readonly number[]): void => {
    for (const place of places) getOrMake(faults, place, () => []).push(OF_ANOTHER);
  };
  try {
    const report = await loadPackage(dataSource, rows, {
      dryRun,
      alsoWrite: async (manager: EntityManager, revision: number | null) => {
        const places = await rowsLeftAlone(manager, rows, faults);
        if (places.length > 0) throw new LeftAlone(places);
        await alsoWrite?.(manager, revision, { faults, doubts });
      },
      isWhole: false,
      refersToStored: true,
      onFault: noteIn(faults),
      onWarning: noteIn(doubts),
    });
    if (dryRun) leaveAlone(await rowsLeftAlone(dataSource.manager, rows, faults));
    return { report, findings: { faults, doubts } };
  } catch (error) {
    if (!(error instanceof LeftAlone)) throw error;
    leaveAlone(error.places);
    return { report: { outcome: "refused", faults: [], leftOut: [] }, findings: { faults, doubts } };
  }
}

/** Undoes a load that would leave rows out without a word. */
class LeftAlone extends Error {
  constructor(readonly places: readonly number[]) {
    super("Rows of other datasets would be left alone.");
  }
}

const OF_ANOTHER: RowFault = {
  column: null,
  code: "RULE",
  reason: "says something else than the stored row of another dataset, which would stay as it is",
  hint: "Leave the row out, or name a source of your own; the server's operator can correct the stored row by an import.",
};

const rowFault = ({ column, code, reason, hint }: Fault): RowFault => ({
  column,
  code,
  reason: reason.slice(0, LONGEST),
  hint: hint?.slice(0, LONGEST) ?? null,
});

/** The error for faults that keep rows from being loaded. */
export function faultsIn({ faults }: Findings): UserError {
  const [[place, [fault]] = [0, []]] = faults;
  return submissionFaulty(faults.size, `row ${place} ${fault?.column ?? ""} ${fault?.reason ?? ""}`);
}
