import type { Stored } from "./database.js";

/**
 * Makes objects of rows with these columns. Objects that the driver makes of rows with more than a dozen columns are hash
 * tables, slow to make and to read. Copies of one object with all properties share its shape.
 */
export function namer(names: readonly string[]): (rows: readonly Stored[][]) => Record<string, Stored>[] {
  const empty: Record<string, Stored> = Object.fromEntries(names.map((name) => [name, null]));
  return (rows) =>
    rows.map((values) => {
      const row = { ...empty };
      names.forEach((name, index) => (row[name] = values[index] ?? null));
      return row;
    });
}
