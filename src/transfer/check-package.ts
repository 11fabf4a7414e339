import type { Fault } from "./fault.js";
import type { DataPackage, Resource } from "./package.js";
import { readTable, UnreadableTable } from "./read-table.js";
import { brokenRules } from "./row-rules.js";
import { TableCheck } from "./table-schema.js";

/** What a check found: rows of each table, and every fault. */
export interface PackageReport {
  rowCounts: { table: string; rows: number }[];
  faults: Fault[];
}

/** Reads a whole package and checks every row against its table schema, the references between tables, and our rules. */
export async function checkPackage({ folder, descriptor }: DataPackage): Promise<PackageReport> {
  const { resources } = descriptor;
  const checks = new Map(
    resources.map((resource) => [
      resource.name,
      new TableCheck(resource, referredColumns(resource, resources)),
    ]),
  );
  const faults: Fault[] = [];
  const rowCounts: PackageReport["rowCounts"] = [];
  for (const check of checks.values()) {
    let rows = 0;
    try {
      for await (const row of readTable(folder, check.resource)) {
        faults.push(...check.check(row));
        rows += 1;
      }
    } catch (error) {
      if (!(error instanceof UnreadableTable)) throw error;
      faults.push(error.fault);
    }
    rowCounts.push({ table: check.resource.name, rows });
  }
  // A table that could not be read has few keys, and every reference to it would seem broken.
  if (faults.some(({ code }) => code === "FORMAT" || code === "HEADER")) return { rowCounts, faults };
  const hasKey = (table: string, key: string, column?: string): boolean => {
    const keys = checks.get(table)?.keys;
    const values = column === undefined ? keys?.values().next().value : keys?.get(column);
    return values?.has(key) ?? false;
  };
  for (const resource of resources) {
    const file = resource.path;
    for await (const { line, cells } of readTable(folder, resource)) {
      for (const { fields, reference } of resource.schema.foreignKeys) {
        const [column = "", referred = ""] = [fields[0], reference.fields[0]];
        const value = cells[column] ?? "";
        const target = reference.resource || resource.name;
        if (value !== "" && !hasKey(target, value, referred)) {
          faults.push({
            file,
            line,
            column,
            value,
            code: "REFERENCE",
            reason: `is not in the column ${referred} of the table ${target}`,
          });
        }
      }
      for (const { column, reason, code = "RULE" } of brokenRules(resource.name, cells, hasKey)) {
        faults.push({ file, line, column, value: cells[column] ?? "", code, reason });
      }
    }
  }
  return { rowCounts, faults };
}

function referredColumns(resource: Resource, resources: readonly Resource[]): string[] {
  const columns = resources.flatMap((other) =>
    other.schema.foreignKeys
      .filter(({ reference }) => (reference.resource || other.name) === resource.name)
      .flatMap(({ reference }) => reference.fields),
  );
  return [...new Set([...(resource.schema.primaryKey ?? []), ...columns])];
}
