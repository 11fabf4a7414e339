import type { FloorDatabase } from "./database.js";

interface Cell {
  code: string;
  name: string;
  year: number;
  value: number;
  count: number;
  regions: number;
}

/**
 * W5: the last value of each region in each year, summed by province where every region of it has one; computed from
 * observations each time.
 */
export async function statistics(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const values = ["category", "from", "to"].map((name) => parameters.get(name) ?? "");
  const rows = await db.all<Cell>(db.tables.statistics(db.yearOf), values);
  const table = rows.map(({ code, name, year, value, count, regions }) => ({
    province: { code, name },
    year,
    cells: [{ value: count === regions ? value : null, observations: count, reportingRegions: count }],
  }));
  return { statistics: { rows: table, totalRows: table.length } };
}
