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

/** A column, and the field that describes it in a table schema. */
interface UndescribedField {
  field: { name: string; type: Type; description: string };
  column: PackageColumn<never>;
}

interface Described {
  name: string;
  schema: { fields: readonly { name: string }[] };
}

/** Fields for those columns of a table that its schema in a descriptor lacks. */
export function undescribedFields({ name, schema }: Described): UndescribedField[] {
  const known = new Set(schema.fields.map((field) => field.name));
  return Object.entries(TABLES.get(name)?.columns ?? {})
    .filter(([column]) => !known.has(column))
    .map(([name, column]) => ({
      field: { name, type: TYPES[column.kind] ?? "string", description: column.description ?? "" },
      column,
    }));
}

/** Names of the fields in a table's schema for which the table has no column: their cells would be lost. */
export const undeclaredFields = ({ name, schema }: Described): string[] =>
  schema.fields.map((field) => field.name).filter((field) => !(field in (TABLES.get(name)?.columns ?? {})));
