import { getNamedType, isObjectType, type FieldNode, type GraphQLObjectType } from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { Column, type ColumnOptions } from "typeorm";
import { Derived, derivedFrom } from "./fields.js";
import type { RowPlan } from "./plan.js";
import type { Asked } from "./plans.js";
import type { RowClass, Table } from "./table.js";

/** An object of the graph that a table keeps. Its columns are named after the way to a field: `one.other` is `oneOther`. */
export interface KeptObject {
  /** The field that is null when there is no such object, and only then; null when there always is one. */
  sign: string | null;
  fields: KeptFields;
}

/** The fields of an object that a table keeps: columns, and objects that are made up of several. */
export type KeptFields = Readonly<Record<string, KeptObject | ColumnOptions>>;

type Row = Readonly<Record<string, unknown>>;

// An object seen in the columns of a row, so that only what is asked of it is taken from there.
abstract class View {
  constructor(readonly row: Row) {}
}

const isObject = (kept: KeptObject | ColumnOptions): kept is KeptObject => "fields" in kept;

const under = (path: string, name: string): string =>
  path === "" ? name : `${path}${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Declares the columns of an entity that keeps an object, and lets its instances be read as that object. */
export function declareKept(entity: RowClass, fields: KeptFields): void {
  declareFields(entity, entity.prototype as object, "", fields);
}

function declareFields(entity: RowClass, view: object, path: string, fields: KeptFields): void {
  const rowOf = (seen: object): Row => (path === "" ? (seen as Row) : (seen as View).row);
  const addGetter = (name: string, read: (row: Row) => unknown): void => {
    Object.defineProperty(view, name, {
      get(this: object) {
        return read(rowOf(this));
      },
    });
  };
  for (const [name, kept] of Object.entries(fields)) {
    const property = under(path, name);
    if (!isObject(kept)) {
      Column({ nullable: true, ...kept })(entity.prototype as object, property);
      if (path !== "") addGetter(name, (row) => row[property]);
      continue;
    }
    const Below = class extends View {};
    declareFields(entity, Below.prototype, property, kept.fields);
    const sign = kept.sign === null ? null : under(property, kept.sign);
    Derived(sign === null ? [] : [sign])(entity.prototype as object, property);
    addGetter(name, (row) => (sign !== null && row[sign] === null ? null : new Below(row)));
  }
}

/** The values of the columns that keep an object, by property. */
export function keptValues(fields: KeptFields, object: Row | null, path = ""): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, kept] of Object.entries(fields)) {
    const value = object?.[name] ?? null;
    const property = under(path, name);
    if (isObject(kept)) Object.assign(values, keptValues(kept.fields, value as Row | null, property));
    else values[property] = value;
  }
  return values;
}

/** The plan for rows that keep the objects that some fields lead to; null when they do not keep all that is asked. */
export function keptPlan(
  table: Table,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  { schema, fragments, variableValues }: Asked,
): RowPlan | null {
  const properties = new Set<string>();
  const isKept = (parent: GraphQLObjectType, of: readonly FieldNode[], path: string): boolean =>
    [...collectSubfields(schema, fragments, variableValues, parent, of).values()].every((below) => {
      const name = below[0]?.name.value ?? "";
      const field = parent.getFields()[name];
      if (!field) return true; // `__typename`
      const property = under(path, name);
      if (table.has(property)) {
        properties.add(property);
        return true;
      }
      const signs = derivedFrom(table.declaration.entity, property);
      const next = getNamedType(field.type);
      if (!signs || !isObjectType(next)) return false;
      for (const sign of signs) properties.add(sign);
      return isKept(next, below, property);
    });
  return isKept(type, nodes, "") ? { properties, relations: [] } : null;
}
