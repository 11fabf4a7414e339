import {
  HeaderMap,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLResponse,
} from "@apollo/server";
import {
  execute,
  getOperationAST,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
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

interface Asked {
  document: DocumentNode;
  request: { operationName?: string; variables?: Record<string, unknown> };
}

/**
 * Lets Apollo Server answer operations by `execute`. Its only option for that is a gateway, of whose requests it makes objects
 * with classes of their own, by which V8 holds all that belongs to a request until its next full collection. So the plugin
 * executes operations before Apollo Server would; the gateway is left to tell what failed, so that it is reported and worded
 * as ever. The plugin must come after those that may answer without execution.
 */
export function executedBy(
  schema: GraphQLSchema,
  execute: Execute,
): { gateway: Gateway; plugin: ApolloServerPlugin<Context> } {
  const failed = new WeakMap<Context, Promise<ExecutionResult>>();
  const run = async ({ document, request }: Asked, contextValue: Context): Promise<ExecutionResult> => {
    const { operationName, variables: variableValues = {} } = request;
    const named = operationName === undefined ? {} : { operationName };
    return execute({ schema, document, contextValue, variableValues, ...named });
  };
  const answer = async (asked: Asked, context: Context): Promise<GraphQLResponse | null> => {
    const running = run(asked, context);
    const result = await running.catch(() => null);
    if (result && !result.errors) return answered(result);
    failed.set(context, running);
    return null;
  };
  return {
    gateway: {
      onSchemaLoadOrUpdate: (callback) => {
        callback({ apiSchema: schema, coreSupergraphSdl: "" });
        return () => undefined;
      },
      load: () =>
        Promise.resolve({
          executor: async (asked) => {
            const context = asked.context as Context;
            return failed.get(context) ?? run(asked, context);
          },
        }),
      stop: () => Promise.resolve(),
    },
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          // Which operation is meant is for Apollo Server to complain about.
          responseForOperation: async (asked) =>
            (asked.operation as OperationDefinitionNode | undefined)
              ? answer(asked, asked.contextValue)
              : null,
        }),
    },
  };
}

const answered = (singleResult: ExecutionResult): GraphQLResponse => ({
  body: { kind: "single", singleResult: singleResult as FormattedExecutionResult },
  http: { headers: new HeaderMap() },
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
