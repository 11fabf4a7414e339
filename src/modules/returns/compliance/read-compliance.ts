import type { Viewer } from "../../../access/viewer.js";
import { provinceOf } from "../../regions/region-code.rules.js";
import type { EmployerSize } from "../../employers/employer.entity.js";
import type { ComplianceCell, Grouping } from "./compliance-cell.entity.js";
import { ComplianceRow } from "./compliance.type.js";
import { suppressed, type Measured, type Suppression } from "./suppression.js";

interface Asked {
  grouping: Grouping;
  /** Only cells of this province; null for all. */
  province: string | null;
  viewer: Viewer;
  /** Fewer employers than these are never published together. */
  least: number;
}

const STEP = 5;

/** The rows of a grouping that a viewer sees, of all cells of a month. */
export function complianceRows(cells: readonly ComplianceCell[], asked: Asked): ComplianceRow[] {
  const { grouping, province, viewer, least } = asked;
  const hidden = suppressed(cells.map(measuredOf), least);
  // Arrears are those of fewer employers, and hidden wherever the rest is.
  const isHidden = new Set([...hidden.keys()].map(({ cell }) => cell));
  const hiddenDebts = suppressed(
    cells.map((cell) => debtOf(cell, isHidden.has(cell))),
    least,
  );
  const [reasons, debtReasons] = [byCell(hidden), byCell(hiddenDebts)];
  return cells
    .filter(
      (cell) => cell.grouping === grouping && (province === null || provinceOf(cell.regionCode) === province),
    )
    .map((cell) => {
      if (seesAll(viewer, cell.regionCode)) return rowOf(cell, { row: null, arrears: null, isExact: true });
      const row = reasons.get(cell) ?? null;
      const arrears = row ?? debtReasons.get(cell) ?? null;
      return rowOf(cell, { row, arrears, isExact: false });
    });
}

/** What is measured of a cell. */
type Measure = Measured & { cell: ComplianceCell };

const byCell = (found: ReadonlyMap<Measure, Suppression>): Map<ComplianceCell, Suppression> =>
  new Map([...found].map(([{ cell }, reason]) => [cell, reason]));

const measuredOf = (cell: ComplianceCell): Measure => ({
  cell,
  grouping: cell.grouping,
  regionCode: cell.regionCode,
  employers: cell.employers,
  magnitudes: [
    { total: cell.workers, ofTwo: cell.workersOfTwo },
    { total: cell.due, ofTwo: cell.dueOfTwo },
  ],
});

// Where nobody owes anything, that is no secret of anybody.
function debtOf(cell: ComplianceCell, isHidden: boolean): Measure {
  const { grouping, regionCode, debtors, arrears: total, arrearsOfTwo: ofTwo } = cell;
  const employers = debtors === 0 ? Infinity : debtors;
  return { cell, grouping, regionCode, employers: isHidden ? 0 : employers, magnitudes: [{ total, ofTwo }] };
}

/** Whether a viewer may read every return in the cells of a region. */
function seesAll({ scopes, regions }: Viewer, code: string): boolean {
  if (!scopes.has("returns:read") || !scopes.has("wages:read")) return false;
  if (regions === null || regions.includes("ID")) return true;
  return code !== "ID" && regions.some((region) => code === region || code.startsWith(`${region}.`));
}

type Reasons = Record<"row" | "arrears", ComplianceRow["suppressed"]> & { isExact: boolean };

function rowOf(cell: ComplianceCell, { row, arrears, isExact }: Reasons): ComplianceRow {
  const shown = (value: number): number => (isExact ? value : Math.round(value / STEP) * STEP);
  return Object.assign(new ComplianceRow(), {
    regionCode: cell.regionCode,
    sector: cell.grouping === "SECTOR" && cell.category !== "" ? cell.category : null,
    size: cell.grouping === "SIZE" && cell.category !== "" ? (cell.category as EmployerSize) : null,
    employers: row ? null : shown(cell.employers),
    workers: row ? null : shown(cell.workers),
    paidShare: row || cell.due === 0 ? null : cell.paid / cell.due,
    arrears: arrears ? null : cell.arrears,
    suppressed: row,
    arrearsSuppressed: arrears,
  });
}
