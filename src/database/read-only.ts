import { readOnlyServer } from "../errors.js";
import type { DataSource } from "typeorm";
import { dataSourceOf, type Database } from "./database.js";

const readOnly = new WeakSet<DataSource>();

/** Lets nothing be written through a data source; its connections refuse it, too. */
export function makeReadOnly(dataSource: DataSource): DataSource {
  readOnly.add(dataSource);
  return dataSource;
}

/**
 * Whether this process writes nothing, as READ_ONLY says. Whoever writes without being asked, on a timer or after a request,
 * asks this before it begins to.
 */
export const isReadOnly = (db: Database): boolean => readOnly.has(dataSourceOf(db));

/** Throws the error for a caller when this process writes nothing. To be called first by whatever a caller lets write. */
export function requireWritable(db: Database): void {
  if (isReadOnly(db)) throw readOnlyServer();
}
