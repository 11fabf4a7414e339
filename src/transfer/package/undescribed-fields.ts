import type { ColumnKind, PackageColumn } from "../../package/column.js";
import type { Resource } from "./descriptor.js";
import { TABLES } from "./tables.js";

type Type = Resource["schema"]["fields"][number]["type"];

const TYPES: Partial<Record<ColumnKind, Type>> = {
  number: "number",
  integer: "integer",
  year: "year",
  boolean: "boolean",
  date: "date",
};

/** A field of a table schema as its column's declaration tells it, and that column. */
interface UndescribedField {
  field: { name: string; type: Type; description: string };
  column: PackageColumn<never>;
}

interface Described {
  name: string;
  schema: { fields: readonly { name: string }[] };
}

/** The fields of a table's columns that its schema in a descriptor does not have. */
export function undescribedFields({ name, schema }: Described): UndescribedField[] {
  const known = new Set(schema.fields.map((field) => field.name));
  return Object.entries(TABLES.get(name)?.columns ?? {})
    .filter(([column]) => !known.has(column))
    .map(([name, column]) => ({
      field: { name, type: TYPES[column.kind] ?? "string", description: column.description ?? "" },
      column,
    }));
}

/** The fields of a table's schema that are no columns of the table: what stands in them would be lost. */
export const undeclaredFields = ({ name, schema }: Described): string[] =>
  schema.fields.map((field) => field.name).filter((field) => !(field in (TABLES.get(name)?.columns ?? {})));
