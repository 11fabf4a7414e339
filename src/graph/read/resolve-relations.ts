import {
  getNamedType,
  isCompositeType,
  isIntrospectionType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import { needsNamed, relationNamed } from "../declare/relation.js";
import type { ReadingContext } from "./reader.js";

/**
 * Gives every relation field a resolver that calls the request's reader, and lets the reader read the lookups that
 * other resolvers return, so that statements select what the operation selects.
 */
export function resolveRelations(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    const owners = [type, ...type.getInterfaces()].map(({ name }) => name);
    for (const field of Object.values(type.getFields())) {
      const declared = <T>(named: (owner: string, field: string) => T | undefined): T | undefined =>
        owners.map((owner) => named(owner, field.name)).find((found) => found !== undefined);
      const relation = declared(relationNamed);
      field.extensions = { ...field.extensions, relation, needs: declared(needsNamed) };
      if (relation) {
        field.resolve = (parent: object, _args: object, context: ReadingContext, info: GraphQLResolveInfo) =>
          context.reader.related(relation, parent, context, info);
      } else if (field.resolve && isCompositeType(getNamedType(field.type))) {
        field.resolve = thenRead(field.resolve);
      }
    }
  }
}

type Resolve = GraphQLFieldResolver<unknown, ReadingContext>;

/** Wraps a resolver: the reader reads the lookups that it returns. */
export function thenRead(resolve: Resolve): Resolve {
  return (parent, args, context, info) => {
    const value = resolve(parent, args, context, info);
    const read = (found: unknown): unknown => context.reader.finish(found, context, info);
    return value instanceof Promise ? value.then(read) : read(value);
  };
}
