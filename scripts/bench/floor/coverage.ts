import type { FloorDatabase } from "./database.js";
import { marks } from "./rows.js";

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
  const [row] = await db.all<CoveredRegion>(`${db.tables.covered} WHERE r.code = ?`, [
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
  const rows = await db.all<CoveredRegion>(`${db.tables.covered} WHERE r.code IN (${marks(codes)})`, values);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const entity = (code: string): object | null => {
    const row = byCode.get(code);
    return row ? { code, parent: parentOf(row), coverage: coverageOf(row) } : null;
  };
  return { _entities: codes.map(entity) };
}
