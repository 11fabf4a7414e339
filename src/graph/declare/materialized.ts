import { Column, type ColumnOptions } from "typeorm";
import { Derived } from "./fields.js";
import { madeOnce } from "../../collections.js";
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
export function materializedValues(fields: MaterializedFields, object: Row | null): Record<string, unknown> {
  const { empty, columns } = planOf(fields);
  const values: Record<string, unknown> = { ...empty };
  fill(values, columns, object);
  return values;
}

/** A field with the property of its column, or with the fields below it. */
interface PlannedField {
  name: string;
  property: string;
  below: readonly PlannedField[] | null;
}

// Loads write tens of thousands of rows of many columns: which there are is found once, and copies of one object with all
// of them share its shape.
const planOf = madeOnce((fields: MaterializedFields) => {
  const columns = plannedIn(fields, "");
  return { columns, empty: Object.fromEntries(propertiesOf(columns).map((property) => [property, null])) };
});

const plannedIn = (fields: MaterializedFields, path: string): PlannedField[] =>
  Object.entries(fields).map(([name, field]) => {
    const property = under(path, name);
    return { name, property, below: isObject(field) ? plannedIn(field.fields, property) : null };
  });

const propertiesOf = (columns: readonly PlannedField[]): string[] =>
  columns.flatMap(({ property, below }) => (below === null ? [property] : propertiesOf(below)));

function fill(values: Record<string, unknown>, columns: readonly PlannedField[], object: Row | null): void {
  if (object === null) return;
  for (const { name, property, below } of columns) {
    const value = object[name] ?? null;
    if (below === null) values[property] = value;
    else fill(values, below, value as Row | null);
  }
}
