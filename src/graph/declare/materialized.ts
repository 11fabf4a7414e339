import { Column, type ColumnOptions } from "typeorm";
import { Derived } from "./fields.js";
import type { RowClass } from "./table.js";

/** A GraphQL object that is materialized as columns, named after the path to each field: `one.other` is `oneOther`. */
export interface MaterializedObject {
  /** The field that is null exactly when the object is null; null when the object is never null. */
  nullMarker: string | null;
  fields: MaterializedFields;
}

/** The fields of a materialized object: columns, and nested objects with columns of their own. */
export type MaterializedFields = Readonly<Record<string, MaterializedObject | ColumnOptions>>;

type Row = Readonly<Record<string, unknown>>;

// Reads a nested object from the columns of its row lazily, so that columns that were not selected are not needed.
abstract class View {
  constructor(readonly row: Row) {}
}

const isObject = (field: MaterializedObject | ColumnOptions): field is MaterializedObject =>
  "fields" in field;

/** The property for a field of the materialized object at a path. */
export const under = (path: string, name: string): string =>
  path === "" ? name : `${path}${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/**
 * Declares the columns of an entity that materializes an object, with getters that read its instances as that object.
 */
export function declareMaterialized(entity: RowClass, fields: MaterializedFields): void {
  declareFields(entity, entity.prototype as object, "", fields);
}

function declareFields(entity: RowClass, view: object, path: string, fields: MaterializedFields): void {
  const rowOf = (self: object): Row => (path === "" ? (self as Row) : (self as View).row);
  const addGetter = (name: string, read: (row: Row) => unknown): void => {
    Object.defineProperty(view, name, {
      get(this: object) {
        return read(rowOf(this));
      },
    });
  };
  for (const [name, field] of Object.entries(fields)) {
    const property = under(path, name);
    if (!isObject(field)) {
      Column({ nullable: true, ...field })(entity.prototype as object, property);
      if (path !== "") addGetter(name, (row) => row[property]);
      continue;
    }
    const Below = class extends View {};
    declareFields(entity, Below.prototype, property, field.fields);
    const nullMarker = field.nullMarker === null ? null : under(property, field.nullMarker);
    Derived(nullMarker === null ? [] : [nullMarker])(entity.prototype as object, property);
    addGetter(name, (row) => (nullMarker !== null && row[nullMarker] === null ? null : new Below(row)));
  }
}

/** The values of the columns that materialize an object, by property. */
export function materializedValues(
  fields: MaterializedFields,
  object: Row | null,
  path = "",
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = object?.[name] ?? null;
    const property = under(path, name);
    if (isObject(field))
      Object.assign(values, materializedValues(field.fields, value as Row | null, property));
    else values[property] = value;
  }
  return values;
}
