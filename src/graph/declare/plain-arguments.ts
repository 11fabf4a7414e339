import type { GraphQLSchema } from "graphql";
import { getMetadataStorage } from "type-graphql";
import type { Context } from "./context.js";

type Handler = (...parameters: unknown[]) => unknown;

/**
 * Lets the handlers of queries that take all arguments as one object have it as it is. type-graphql would go through every
 * field of the types of all inputs, however few are given, to make instances of classes that no handler needs.
 */
export function passPlainArguments(schema: GraphQLSchema): void {
  const fields = schema.getQueryType()?.getFields() ?? {};
  const instances = new Map<unknown, Record<string, Handler>>();
  for (const { schemaName, target, methodName, params = [], middlewares = [] } of getMetadataStorage()
    .queries) {
    const inOrder = params.toSorted((one, other) => one.index - other.index);
    const kinds = inOrder.map((parameter) =>
      parameter.kind === "context" && parameter.propertyName !== undefined ? "property" : parameter.kind,
    );
    const field = fields[schemaName];
    if (!field || middlewares.length > 0 || !kinds.includes("args")) continue;
    if (!kinds.every((kind) => kind === "args" || kind === "context")) continue;
    let instance = instances.get(target);
    if (!instance) instances.set(target, (instance = new (target as new () => Record<string, Handler>)()));
    const called = instance;
    field.resolve = (_source, args, context: Context) =>
      called[methodName]?.(...kinds.map((kind): unknown => (kind === "args" ? args : context)));
  }
}
