import type { FloorDatabase } from "./database.js";
import { marks, NOT_SUPERSEDED } from "./rows.js";

// Finds the latest figure of all workers by an index. The package has both figures for the same months.
const latest = (indicator: string): string => `(
  SELECT o.value FROM observations o
  WHERE o.region_code = r.code AND o.indicator_code = '${indicator}' AND o.category_code IS NULL
    AND o.period_start <= ? AND o.value_status = 'ACTUAL' AND o.superseded_at = '${NOT_SUPERSEDED}'
  ORDER BY o.period_start DESC LIMIT 1)`;

const REGIONS = `SELECT r.code, r.name, r.level, p.name AS parent,
    ${latest("PROTECTED_WORKERS")} AS protected, ${latest("POTENTIAL_WORKERS")} AS potential
  FROM regions r LEFT JOIN regions p ON p.code = r.parent_code`;

interface CoveredRegion {
  code: string;
  name: string;
  level: string;
  parent: string | null;
  protected: number | null;
  potential: number | null;
}

const today = (): string => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date());

const parentOf = ({ parent }: CoveredRegion): object | null => (parent === null ? null : { name: parent });

function coverageOf({ protected: part, potential }: CoveredRegion): object {
  return {
    rate: part === null || !potential ? null : { value: part / potential },
    protectedWorkers: part === null ? null : { value: part },
    potentialWorkers: potential === null ? null : { value: potential },
  };
}

/** W1: a region with its latest coverage. */
export async function regionWithCoverage(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const on = today();
  const [row] = await db.all<CoveredRegion>(`${REGIONS} WHERE r.code = ?`, [
    on,
    on,
    parameters.get("code") ?? "",
  ]);
  if (!row) return { region: null };
  const { name, level } = row;
  return { region: { name, level, parent: parentOf(row), coverage: coverageOf(row) } };
}

/** W6: many regions with their latest coverage, in the order of their codes as given. */
export async function entities(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const codes = (parameters.get("codes") ?? "").split(",");
  const on = today();
  const values = [on, on, ...codes];
  const rows = await db.all<CoveredRegion>(`${REGIONS} WHERE r.code IN (${marks(codes)})`, values);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const entity = (code: string): object | null => {
    const row = byCode.get(code);
    return row ? { code, parent: parentOf(row), coverage: coverageOf(row) } : null;
  };
  return { _entities: codes.map(entity) };
}
