import { GraphQLObjectType, type GraphQLSchema } from "graphql";
import { Args } from "type-graphql";
import type { ConnectionType, PageArgs } from "./connection.js";
import { addField } from "./fields.js";
import type { OrderTerm } from "./order.js";
import type { Reader } from "./reader.js";
import type { RowClass, Where } from "./table.js";

/** A stored relation: which rows of another table belong to a row, and as which field of the graph they show. */
export interface Relation {
  owner: RowClass;
  /** The name of the field. */
  name: string;
  kind: "one" | "list" | "connection";
  target: () => RowClass;
  /** Property of the target → property of the owner; both hold the same value for related rows. */
  by: Readonly<Record<string, string>>;
  /** Further values that related rows must have. */
  where: Where;
  order: readonly OrderTerm[];
}

interface Options {
  by: Readonly<Record<string, string>>;
  description: string;
}

const relations = new Map<string, Relation>();

/** Declares a field that leads to the one row with the owner's key. It is null when `nullable` and nothing is named. */
export function toOne(
  owner: RowClass,
  name: string,
  options: Options & { target: () => RowClass; nullable?: boolean },
): Relation {
  const { target, by, description, nullable = false } = options;
  addField(owner, name, target, { nullable, description });
  return declare({ owner, name, kind: "one", target, by, where: {}, order: [] });
}

/** Declares a field that lists all related rows; for lists that stay short by nature, at most MAX_LIST rows. */
export function toList(
  owner: RowClass,
  name: string,
  options: Options & { target: () => RowClass; order: readonly OrderTerm[] },
): Relation {
  const { target, by, description, order } = options;
  addField(owner, name, () => [target()], { nullable: false, description });
  return declare({ owner, name, kind: "list", target, by, where: {}, order });
}

/** Declares a field that pages through related rows, with filter and order unless `bare`. */
export function toConnection(
  owner: RowClass,
  name: string,
  options: Options & { connection: ConnectionType; where?: Where; bare?: boolean },
): Relation {
  const { connection, by, description, bare = false } = options;
  addField(owner, name, () => connection.type, { nullable: false, description });
  Args(() => (bare ? connection.bareArgs : connection.args))(owner.prototype as object, name, 0);
  const { node, order } = connection;
  const where = { ...connection.where, ...options.where };
  return declare({ owner, name, kind: "connection", target: () => node, by, where, order });
}

function declare(relation: Relation): Relation {
  relations.set(`${relation.owner.name}.${relation.name}`, relation);
  return relation;
}

/** Lets every field that is a relation be read by the request's reader. */
export function resolveRelations(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(type instanceof GraphQLObjectType)) continue;
    for (const field of Object.values(type.getFields())) {
      const relation = [type, ...type.getInterfaces()]
        .map(({ name }) => relations.get(`${name}.${field.name}`))
        .find((found) => found !== undefined);
      if (relation) {
        field.resolve = (parent: object, args: PageArgs, context: { reader: Reader }) =>
          context.reader.related(relation, parent, args);
      }
    }
  }
}
