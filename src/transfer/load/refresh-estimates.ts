import type { DataSource } from "typeorm";
import { engineOf } from "../../database/engines.js";
import { tableNamed } from "../package/tables.js";
import type { LoadedTable } from "./load-report.js";

/** Lets the engine estimate anew what tables hold, once a load has changed these. */
export function refreshEstimates(dataSource: DataSource, loaded: readonly LoadedTable[]): Promise<void> {
  const changed = loaded.flatMap(({ table, inserted, updated, removed }): [string, number][] => {
    const rows = inserted + updated + removed;
    return rows === 0 ? [] : [[dataSource.getMetadata(tableNamed(table).entity).tableName, rows]];
  });
  return engineOf(dataSource).refreshEstimates(dataSource, new Map(changed));
}
