import { run, sql, type Database } from "../../database/statement.js";
import { restrictedTables } from "../../graph/declare/table.js";
import { Dataset } from "./dataset.entity.js";

/** All loaded data packages, by name; there are only a few. */
export async function listDatasets(db: Database): Promise<Dataset[]> {
  const rows = await run<
    Omit<Dataset, "tables" | "synthetic"> & { licences: string; rowCounts: string; synthetic: number }
  >(
    db,
    "about.listDatasets",
    sql`SELECT t.name, t.title, t.version, t.licences, t.row_counts AS \`rowCounts\`, t.loaded_at AS \`loadedAt\`, t.revision, t.digest, t.rules, t.released_on AS \`releasedOn\`,
        EXISTS (SELECT 1 FROM sources s WHERE s.type = 'SYNTHETIC' AND s.dataset = t.name) AS \`synthetic\`
      FROM datasets t ORDER BY t.name`,
  );
  // How many rows there are that not everybody may see is not for everybody either.
  const hidden = restrictedTables(db);
  return rows.map((row) =>
    Object.assign(new Dataset(), row, {
      licences: JSON.parse(row.licences) as Dataset["licences"],
      rowCounts: (JSON.parse(row.rowCounts) as Dataset["rowCounts"]).filter(
        ({ table }) => !hidden.has(table),
      ),
      synthetic: row.synthetic === 1,
    }),
  );
}
