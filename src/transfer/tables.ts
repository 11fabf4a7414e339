import { packageTables } from "../modules/index.js";
import type { PackageTable } from "../package/package-table.js";

/** The tables of a package by name, each after those that it refers to. */
export const TABLES: ReadonlyMap<string, PackageTable> = new Map(
  packageTables.map((table) => [table.name, table]),
);

/** A table by its name. Throws when there is none: names have been checked before. */
export function tableNamed(name: string): PackageTable {
  const table = TABLES.get(name);
  if (!table) throw new Error(`No table ${name} can be loaded`);
  return table;
}

/** The place of a table in the order of loading; unknown tables come last. */
export const placeOf = (name: string): number => {
  const place = [...TABLES.keys()].indexOf(name);
  return place === -1 ? TABLES.size : place;
};
