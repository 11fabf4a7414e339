import type { EntityMetadata } from "typeorm";
import type { Values } from "./entity-rows.js";
import type { Row } from "./package.js";
import type { Broken } from "./row-rules.js";

const LARGEST_INTEGER = 2 ** 31 - 1;
const LONGEST_TEXT_BYTES = 2 ** 16 - 1;

/** The cells of a row that its table cannot hold: MySQL would refuse them in mid-load, SQLite would not mind. */
export function beyondStore(metadata: EntityMetadata, values: Values, cells: Row["cells"]): Broken[] {
  return metadata.columns.flatMap((column) => {
    const value = values[column.propertyName];
    const reason = excess(column, value);
    if (reason === null) return [];
    const cell = Object.keys(cells).find(
      (name) => cells[name] === value || (typeof value === "number" && Number(cells[name]) === value),
    );
    return [{ column: cell ?? column.databaseName, code: "CONSTRAINT" as const, reason }];
  });
}

function excess({ type, length }: EntityMetadata["columns"][number], value: unknown): string | null {
  if (typeof value === "number") {
    const largest = type === "integer" ? LARGEST_INTEGER : Number.MAX_VALUE;
    return Math.abs(value) > largest ? `is beyond the largest number that is stored, ${largest}` : null;
  }
  if (typeof value === "string" && length !== "") {
    return [...value].length > Number(length) ? `is longer than ${length} characters` : null;
  }
  const stored = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return Buffer.byteLength(stored) > LONGEST_TEXT_BYTES ? `is longer than ${LONGEST_TEXT_BYTES} bytes` : null;
}
