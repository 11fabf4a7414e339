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
 * Lets every field that is a relation be read by the request's reader, and other resolvers leave rows and pages to it,
 * so that these are read for what the operation asks of them.
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

/** A resolver whose answer is read, if it left that to the reader. */
export function thenRead(resolve: Resolve): Resolve {
  return (parent, args, context, info) => {
    const value = resolve(parent, args, context, info);
    const read = (found: unknown): unknown => context.reader.finish(found, context, info);
    return value instanceof Promise ? value.then(read) : read(value);
  };
}
