/** A question mark for each value. */
export const marks = (values: readonly unknown[]): string => values.map(() => "?").join();

/** Groups rows by a key. */
export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** The first rows of each group. */
export function firstOfEach<T>(groups: Map<string, T[]>, count: number): Map<string, T[]> {
  return new Map([...groups].map(([key, rows]) => [key, rows.slice(0, count)]));
}

/** `superseded_at` of observations that stand. */
export const NOT_SUPERSEDED = "9999-12-31 00:00:00.000";

/** The condition that a region follows a place in the order of names, and its values. */
export const AFTER_NAME = "(r.name > ? OR (r.name = ? AND r.code > ?))";
export function afterName(parameters: URLSearchParams): [string, string, string] {
  const name = parameters.get("afterName") ?? "";
  return [name, name, parameters.get("afterCode") ?? ""];
}
