import { observationsPackage } from "../../src/modules/observations/observation.package.js";
import type { Tables } from "./graph.js";

type Row = Tables[string][number];

/** Rows of observations less those that answer a question otherwise than an earlier one, which no package may have. */
export function answered(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const cells = Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, String(cell)]));
    const key = observationsPackage.options.question?.(cells)?.key ?? "";
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
