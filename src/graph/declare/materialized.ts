import { Column, type ColumnOptions } from "typeorm";
import { Derived } from "./fields.js";
import type { RowClass } from "./table.js";

/** An object of the graph that a table keeps. Its columns are named after the way to a field: `one.other` is `oneOther`. */
export interface MaterializedObject {
  /** The field that is null when there is no such object, and only then; null when there always is one. */
  nullMarker: string | null;
  fields: MaterializedFields;
}

/** The fields of an object that a table keeps: columns, and objects that are made up of several. */
export type MaterializedFields = Readonly<Record<string, MaterializedObject | ColumnOptions>>;

type Row = Readonly<Record<string, unknown>>;

// An object seen in the columns of a row, so that only what is asked of it is taken from there.
abstract class View {
  constructor(readonly row: Row) {}
}

const isObject = (field: MaterializedObject | ColumnOptions): field is MaterializedObject =>
  "fields" in field;

/** The property of the column that keeps a field of an object at a path. */
export const under = (path: string, name: string): string =>
  path === "" ? name : `${path}${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Declares the columns of an entity that keeps an object, and lets its instances be read as that object. */
export function declareMaterialized(entity: RowClass, fields: MaterializedFields): void {
  declareFields(entity, entity.prototype as object, "", fields);
}

function declareFields(entity: RowClass, view: object, path: string, fields: MaterializedFields): void {
  const rowOf = (seen: object): Row => (path === "" ? (seen as Row) : (seen as View).row);
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

/** The values of the columns that keep an object, by property. */
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
