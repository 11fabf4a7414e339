import type { DataSource } from "typeorm";
import type { RowEvidence, RowFault } from "../../modules/submissions/submission.type.js";
import type { Cells } from "../../package/column.js";
import type { Candidate, Doubt, StoredRival } from "../candidate.js";
import { withRivals } from "../rivals.js";
import { loadRows } from "./check-rows.js";
import { packageOf } from "./rows-package.js";
import { sentRow, type SentRow } from "./sent-rows.js";

/** A row as the desk shows it: what it says, what it rests on, what is wrong with it, and what is stored about the same. */
export interface ExaminedRow {
  place: number;
  table: string;
  cells: Cells;
  evidence: readonly RowEvidence[];
  /** How a value was computed that no number of the text states; null for one that is printed. */
  derivedFrom: string | null;
  doubts: readonly Doubt[];
  faults: readonly RowFault[];
  /** What is unlikely beside what is stored. */
  unlikely: readonly RowFault[];
  rivals: readonly StoredRival[];
}

/** Rows with faults and rivals, checked together as an import checks them. */
export async function examineRows(
  dataSource: DataSource,
  dataFolder: string,
  given: readonly Candidate[],
): Promise<ExaminedRow[]> {
  if (given.length === 0) return [];
  const rows = given.map(({ table, cells }, index): SentRow => sentRow(table, cells, index + 1));
  const { findings } = await loadRows(dataSource, await packageOf("", "", rows, dataFolder), {
    dryRun: true,
  });
  const rivals = await withRivals(dataSource.manager, given);
  return given.map(({ table, cells, evidence, derivedFrom }, index) => {
    const place = index + 1;
    const { rivals: stored = [], doubts = [] } = rivals[index] ?? {};
    return {
      ...{ place, table, cells, evidence, derivedFrom, doubts, rivals: stored },
      faults: findings.faults.get(place) ?? [],
      unlikely: findings.doubts.get(place) ?? [],
    };
  });
}
