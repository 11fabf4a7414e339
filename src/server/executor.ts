import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import {
  execute,
  getOperationAST,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { Attached } from "../collections.js";
import type { Context } from "../graph/declare/context.js";
import { Execution } from "../graph/execution/execution.js";
import { PreparedOperation } from "../graph/execution/prepared.js";
import { variablesOf } from "../graph/execution/variables.js";

/** Executes a valid document; graphql-js's own `execute` is one. */
export type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

type Gateway = ApolloServerOptionsWithGateway<Context>["gateway"];

/** Lets Apollo Server execute operations by `execute`: a gateway is its only option for replacing the executor. */
export const executedBy = (schema: GraphQLSchema, execute: Execute): Gateway => ({
  onSchemaLoadOrUpdate: (callback) => {
    callback({ apiSchema: schema, coreSupergraphSdl: "" });
    return () => undefined;
  },
  load: () =>
    Promise.resolve({
      executor: async ({ document, request: { operationName, variables = {} }, context }) =>
        execute({
          schema,
          document,
          contextValue: context,
          variableValues: variables,
          ...(operationName !== undefined && { operationName }),
        }),
    }),
  stop: () => Promise.resolve(),
});

/** Executes queries, caching what depends only on the document for as long as Apollo Server caches the document. */
export function preparing(schema: GraphQLSchema): Execute {
  const prepared = new Attached<OperationDefinitionNode, PreparedOperation>();
  const root = schema.getQueryType();
  return (args) => {
    const { document, operationName, variableValues, contextValue } = args;
    const definition = getOperationAST(document, operationName);
    // Mutations, subscriptions and ambiguous documents bypass our executor, so that graphql-js reports them.
    if (!root || definition?.operation !== OperationTypeNode.QUERY) return execute(args);
    const { coerced, errors } = variablesOf(schema, definition, variableValues ?? undefined);
    if (errors) return { errors };
    let operation = prepared.get(definition);
    if (!operation)
      prepared.set(definition, (operation = new PreparedOperation(schema, document, definition)));
    return new Execution(operation, contextValue as Context, coerced).run(root);
  };
}
