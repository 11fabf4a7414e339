import { Args } from "type-graphql";
import type { ConnectionType } from "./connection-type.js";
import type { Context } from "./context.js";
import { addField } from "./fields.js";
import type { OrderTerm } from "./order.js";
import { Priced, UNDECLARED_LIST, type FieldPrice } from "./field-price.js";
import type { KeptBy, MaterializedBy, Relation, StoredRelation } from "./relation-type.js";
import type { RowClass, Where } from "./table.js";

interface Options {
  by: Readonly<Record<string, string>>;
  description: string;
}

const relations = new Map<string, Relation>();
const needs = new Map<string, readonly string[]>();

/** The relation that is declared as this field of a type; undefined when the field is not a relation. */
export const relationNamed = (type: string, field: string): Relation | undefined =>
  relations.get(`${type}.${field}`);

/** All relations between tables. */
export const storedRelations = (): StoredRelation[] =>
  [...relations.values()].filter((relation) => relation.kind !== "computed");

/** The properties of a row that the resolver of a field reads; undefined when they are not declared. */
export const needsNamed = (type: string, field: string): readonly string[] | undefined =>
  needs.get(`${type}.${field}`);

/** Declares a field that leads to one row. If it is `nullable`, it is null when the owner's property is null. */
export function toOne(
  owner: RowClass,
  name: string,
  options: Options & { target: () => RowClass; nullable?: boolean },
): StoredRelation {
  const { target, by, description, nullable = false } = options;
  addField(owner, name, target, { nullable, description });
  return stored({ owner, name, kind: "one", target, by, where: {}, order: [], most: 1 });
}

/**
 * Declares a field that lists all related rows, for short lists: prices assume `most` rows, and reads stop at
 * MAX_LIST.
 */
export function toList(
  owner: RowClass,
  name: string,
  options: Options & { target: () => RowClass; order: readonly OrderTerm[]; most?: number },
): StoredRelation {
  const { target, by, description, order, most = UNDECLARED_LIST } = options;
  addField(owner, name, () => [target()], { nullable: false, description });
  return stored({ owner, name, kind: "list", target, by, where: {}, order, most });
}

/** Declares a field that pages through related rows; unless `bare`, callers may filter and order them. */
export function toConnection(
  owner: RowClass,
  name: string,
  options: Options & { connection: ConnectionType; where?: Where; bare?: boolean },
): StoredRelation {
  const { connection, by, description, bare = false } = options;
  addField(owner, name, () => connection.type, { nullable: false, description });
  Args(() => (bare ? connection.bareArgs : connection.args))(owner.prototype as object, name, 0);
  const { node, order } = connection;
  const where = { ...connection.where, ...options.where };
  return stored({ owner, name, kind: "connection", target: () => node, by, where, order, most: 0 });
}

/** Declares a field that is computed for all owners at one place of an operation together, by statements of its own. */
export function toComputed<Owner, Arguments = object>(
  owner: RowClass<Owner>,
  name: string,
  options: {
    type: () => unknown;
    description: string;
    nullable?: boolean;
    args?: () => RowClass<Arguments>;
    needs: readonly (keyof Owner & string)[];
    read: (context: Context, owners: readonly Owner[], args: Arguments) => Promise<readonly unknown[]>;
    materialized?: MaterializedBy;
    kept?: Omit<KeptBy, "on" | "list"> & {
      on: (args: Arguments, owner: Owner) => string | null;
      list?: KeptBy["list"];
    };
    price?: FieldPrice<Arguments>;
  },
): void {
  const { type, description, nullable = false, args, price } = options;
  addField(owner, name, type, { nullable, description });
  if (price) Priced(price)(owner.prototype as object, name);
  if (args) Args(args)(owner.prototype as object, name, 0);
  relations.set(`${owner.name}.${name}`, {
    kind: "computed",
    owner,
    name,
    needs: options.needs,
    read: options.read,
    materialized: options.materialized ?? null,
    kept: options.kept ? { list: null, ...options.kept } : null,
  });
}

/** Declares which properties of a row the resolver of a field reads. Without a declaration all are selected. */
export function fieldNeeds<Owner>(
  owner: RowClass<Owner>,
  name: string,
  properties: readonly (keyof Owner & string)[],
): void {
  needs.set(`${owner.name}.${name}`, properties);
}

function stored(relation: Omit<StoredRelation, "needs">): StoredRelation {
  const declared = { ...relation, needs: Object.values(relation.by) };
  relations.set(`${relation.owner.name}.${relation.name}`, declared);
  return declared;
}
