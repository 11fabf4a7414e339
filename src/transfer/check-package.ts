import type { Fault } from "./fault.js";
import type { DataPackage, Resource } from "./package.js";
import { readTable, UnreadableTable, type Row } from "./read-table.js";
import { brokenRules, type Broken, type HasKey } from "./row-rules.js";
import { TableCheck } from "./table-schema.js";

/** What a check found: rows of each table, and every fault. */
export interface PackageReport {
  rowCounts: { table: string; rows: number }[];
  faults: Fault[];
}

/** What the store cannot hold of a row. */
export type StoreRules = (table: string, cells: Row["cells"]) => Broken[];

/**
 * Reads a whole package and checks every row against its table schema, the references between tables, our rules and
 * what the store can hold.
 */
export async function checkPackage(
  { folder, descriptor }: DataPackage,
  storeRules: StoreRules = () => [],
): Promise<PackageReport> {
  const { resources } = descriptor;
  const checks = new Map(
    resources.map((resource) => [
      resource.name,
      new TableCheck(resource, referredColumns(resource, resources)),
    ]),
  );
  const faults: Fault[] = [];
  const rowCounts: PackageReport["rowCounts"] = [];
  const unreadable = new Set<string>();
  const incomplete = new Set<string>();
  for (const [table, check] of checks) {
    let rows = 0;
    const onMisfit = (fault: Fault): void => {
      faults.push(fault);
      incomplete.add(table);
    };
    try {
      for await (const row of readTable(folder, check.resource, onMisfit)) {
        faults.push(...check.check(row));
        rows += 1;
      }
    } catch (error) {
      if (!(error instanceof UnreadableTable)) throw error;
      onMisfit(error.fault);
      unreadable.add(table);
    }
    rowCounts.push({ table, rows });
  }
  const hasKey: HasKey = (table, key, column) => {
    // Some keys of such a table are not known, and every reference to them would seem broken.
    if (incomplete.has(table)) return true;
    const keys = checks.get(table)?.keys;
    const values = column === undefined ? keys?.values().next().value : keys?.get(column);
    return values?.has(key) ?? false;
  };
  for (const resource of resources.filter(({ name }) => !unreadable.has(name))) {
    const { name: table, path: file } = resource;
    for await (const { line, cells } of readTable(folder, resource, () => undefined)) {
      const broken = [
        ...brokenReferences(resource, cells, hasKey),
        ...brokenRules(table, cells, hasKey),
        ...storeRules(table, cells),
      ];
      for (const { column, reason, code = "RULE" } of broken)
        faults.push({ file, line, column, value: cells[column] ?? "", code, reason });
    }
  }
  const places = new Map(resources.map(({ path }, place) => [path, place]));
  const place = ({ file }: Fault): number => places.get(file) ?? 0;
  faults.sort((one, other) => place(one) - place(other) || (one.line ?? 0) - (other.line ?? 0));
  return { rowCounts, faults };
}

function brokenReferences({ name, schema }: Resource, cells: Row["cells"], hasKey: HasKey): Broken[] {
  return schema.foreignKeys.flatMap(({ fields, reference }) => {
    const [column = "", referred = ""] = [fields[0], reference.fields[0]];
    const value = cells[column] ?? "";
    const target = reference.resource || name;
    if (value === "" || hasKey(target, value, referred)) return [];
    return [
      {
        column,
        code: "REFERENCE" as const,
        reason: `is not in the column ${referred} of the table ${target}`,
      },
    ];
  });
}

function referredColumns(resource: Resource, resources: readonly Resource[]): string[] {
  const columns = resources.flatMap((other) =>
    other.schema.foreignKeys
      .filter(({ reference }) => (reference.resource || other.name) === resource.name)
      .flatMap(({ reference }) => reference.fields),
  );
  return [...new Set([...(resource.schema.primaryKey ?? []), ...columns])];
}
