import type { DataSource } from "typeorm";
import { run, sql } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { Region } from "../../modules/regions/region.entity.js";
import type { MatchableRegion } from "./match-region.js";

/** The stored regions, to match the names and codes of files with. */
export async function listRegions(dataSource: DataSource): Promise<MatchableRegion[]> {
  const table = tableIn(dataSource, Region);
  const rows = await run(
    dataSource,
    "transfer.listRegions",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t`,
  );
  return rows.map((row) => table.instance(row) as Region);
}
