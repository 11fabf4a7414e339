import {
  getNamedType,
  isCompositeType,
  isIntrospectionType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import { Args } from "type-graphql";
import type { ConnectionType } from "./connection.js";
import type { Context } from "./context.js";
import { addField } from "./fields.js";
import type { OrderTerm } from "./order.js";
import { Priced, UNDECLARED_LIST, type FieldPrice } from "./price/field-price.js";
import type { RowClass, Where } from "./table.js";

interface Field {
  owner: RowClass;
  /** The name of the field. */
  name: string;
  /** The properties of its owner that it reads. */
  needs: readonly string[];
}

/** A stored relation: which rows of another table belong to a row, and as which field of the graph they show. */
export interface StoredRelation extends Field {
  kind: "one" | "list" | "connection";
  target: () => RowClass;
  /** Property of the target → property of the owner; both hold the same value for related rows. */
  by: Readonly<Record<string, string>>;
  /** Further values that related rows must have. */
  where: Where;
  order: readonly OrderTerm[];
  /** Of a list: the rows that prices reckon with for each owner. */
  most: number;
}

/** A field that is computed from rows of its own, for many owners at once. */
export interface ComputedRelation extends Field {
  kind: "computed";
  /** The values for some owners, in their order; an Error fails for its owner alone. */
  read: (context: Context, owners: readonly never[], args: never) => Promise<readonly unknown[]>;
  kept: Kept | null;
}

/** A table of what a computed field answers without arguments: rows that hold are joined, and others computed. */
export interface Kept {
  target: () => RowClass;
  /** Property of the target → property of the owner. */
  by: Readonly<Record<string, string>>;
}

/** A field whose values are read for many rows at once. */
export type Relation = StoredRelation | ComputedRelation;

interface Options {
  by: Readonly<Record<string, string>>;
  description: string;
}

const relations = new Map<string, Relation>();
const needs = new Map<string, readonly string[]>();

/** Declares a field that leads to the one row with the owner's key. It is null when `nullable` and nothing is named. */
export function toOne(
  owner: RowClass,
  name: string,
  options: Options & { target: () => RowClass; nullable?: boolean },
): StoredRelation {
  const { target, by, description, nullable = false } = options;
  addField(owner, name, target, { nullable, description });
  return stored({ owner, name, kind: "one", target, by, where: {}, order: [], most: 1 });
}

/** Declares a field that lists all related rows; for lists that stay short by nature, at most MAX_LIST rows, mostly `most`. */
export function toList(
  owner: RowClass,
  name: string,
  options: Options & { target: () => RowClass; order: readonly OrderTerm[]; most?: number },
): StoredRelation {
  const { target, by, description, order, most = UNDECLARED_LIST } = options;
  addField(owner, name, () => [target()], { nullable: false, description });
  return stored({ owner, name, kind: "list", target, by, where: {}, order, most });
}

/** Declares a field that pages through related rows, with filter and order unless `bare`. */
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

/** Declares a field that is computed from rows of its own, for all owners that an operation shows at one place. */
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
    kept?: Kept;
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
    kept: options.kept ?? null,
  });
}

/** Declares which properties of a row the resolver of a field reads; all of them, where nothing is declared. */
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

/**
 * Lets every field that is a relation be read by the request's reader, and other resolvers leave rows and pages to it,
 * so that these are read for what the operation asks of them.
 */
export function resolveRelations(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    const owners = [type, ...type.getInterfaces()].map(({ name }) => name);
    for (const field of Object.values(type.getFields())) {
      const declared = <T>(map: ReadonlyMap<string, T>): T | undefined =>
        owners.map((owner) => map.get(`${owner}.${field.name}`)).find((found) => found !== undefined);
      const relation = declared(relations);
      field.extensions = { ...field.extensions, relation, needs: declared(needs) };
      if (relation) {
        field.resolve = (parent: object, _args: object, context: Context, info: GraphQLResolveInfo) =>
          context.reader.related(relation, parent, context, info);
      } else if (field.resolve && isCompositeType(getNamedType(field.type))) {
        field.resolve = thenRead(field.resolve);
      }
    }
  }
}

type Resolve = GraphQLFieldResolver<unknown, Context>;

/** A resolver whose answer is read, if it left that to the reader. */
export function thenRead(resolve: Resolve): Resolve {
  return (parent, args, context, info) => {
    const value = resolve(parent, args, context, info);
    const read = (found: unknown): unknown => context.reader.finish(found, context, info);
    return value instanceof Promise ? value.then(read) : read(value);
  };
}
