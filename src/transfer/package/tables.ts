import { packageTables } from "../../modules/index.js";
import type { PackageTable } from "../../package/package-table.js";

/** The tables of a package by name, each after those that it refers to. */
export const TABLES: ReadonlyMap<string, PackageTable> = new Map(
  packageTables.map((table) => [table.name, table]),
);

/** A table by its name. Throws an Error for an unknown name, which callers have ruled out. */
export function tableNamed(name: string): PackageTable {
  const table = TABLES.get(name);
  if (!table) throw new Error(`No table ${name} can be loaded`);
  return table;
}

// Unknown tables come last.
const placeOf = (name: string): number => {
  const place = [...TABLES.keys()].indexOf(name);
  return place === -1 ? TABLES.size : place;
};

/** Tables in the order of loading. */
export const inLoadingOrder = <T extends { resource: { name: string } }>(tables: readonly T[]): T[] =>
  [...tables].sort((one, other) => placeOf(one.resource.name) - placeOf(other.resource.name));

// Answers list tables in this order, which is not that of loading. Tables that are not listed here follow.
const LISTED = [
  "regions",
  "sources",
  "cohort_categories",
  "indicators",
  "employers",
  "worker_cohorts",
  "regulations",
  "initiatives",
  "observations",
  "tariffs",
  "awards",
  "award_results",
  "employer_returns",
];

/** Sorts items by table, in the order in which answers list tables. */
export const inListedOrder = <T extends { table: string }>(items: readonly T[]): T[] => {
  const placeIn = ({ table }: T): number => (LISTED.includes(table) ? LISTED.indexOf(table) : LISTED.length);
  return [...items].sort((one, other) => placeIn(one) - placeIn(other));
};
