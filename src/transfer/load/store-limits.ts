import type { EntityMetadata } from "typeorm";
import { unstorable } from "../../graph/declare/storable-text.js";
import type { Cells } from "../../package/column.js";
import type { LoadContext } from "../../package/load-context.js";
import type { PackageTable } from "../../package/package-table.js";
import type { Broken } from "../../package/row-rules.js";

const LARGEST_INTEGER = 2 ** 31 - 1;
const LONGEST_TEXT_BYTES = 2 ** 16 - 1;

/** Compiles a check for cells that do not fit their columns: MySQL would reject them during a load, SQLite would not. */
export function storeLimits(
  table: PackageTable,
  { columns }: EntityMetadata,
): (cells: Cells, context: LoadContext) => Broken[] {
  const columnOf = new Map(
    Object.entries(table.columns).flatMap(([name, { properties }]) =>
      properties.map((property) => [property, name] as const),
    ),
  );
  const limits = columns.map((column) => ({
    property: column.propertyName,
    column: columnOf.get(column.propertyName) ?? column.databaseName,
    most: column.type === "integer" ? LARGEST_INTEGER : Number.MAX_VALUE,
    characters: column.length === "" ? null : Number(column.length),
  }));
  return (cells, context) => {
    const values = table.valuesOf(cells, context);
    const broken: Broken[] = [];
    for (const { property, column, most, characters } of limits) {
      const value = values[property];
      const reason = typeof value === "number" ? beyondNumber(value, most) : beyondText(value, characters);
      if (reason !== null) broken.push({ column, code: "CONSTRAINT", reason });
    }
    return broken;
  };
}

const beyondNumber = (value: number, most: number): string | null =>
  Math.abs(value) > most ? `exceeds ${most}, the largest number that can be stored` : null;

function beyondText(value: unknown, characters: number | null): string | null {
  if (value === null || value === undefined || typeof value === "boolean") return null;
  if (typeof value !== "string") {
    const unfit = [value].flat().map((text) => (typeof text === "string" ? unstorable(text) : null));
    return unfit.find((reason) => reason !== null) ?? beyondBytes(JSON.stringify(value));
  }
  const reason = unstorable(value);
  if (reason !== null || characters === null) return reason ?? beyondBytes(value);
  const isLonger = value.length > characters && [...value].length > characters;
  return isLonger ? `is longer than ${characters} characters` : null;
}

// No character of a text has more than three bytes a code unit.
const beyondBytes = (text: string): string | null =>
  text.length * 3 > LONGEST_TEXT_BYTES && Buffer.byteLength(text) > LONGEST_TEXT_BYTES
    ? `is longer than ${LONGEST_TEXT_BYTES} bytes`
    : null;
