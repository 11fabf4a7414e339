import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { execute, GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from "graphql";
import { compileQuery, isCompiledQuery, type CompiledQuery } from "graphql-jit";
import { LRUCache } from "lru-cache";
import type { Context } from "../graph/context.js";

// A compiled operation holds some 100 kB; there are rarely more operations than this in use.
const MAX_COMPILED = 300;

/** An operation that has come once, or come back. */
interface Known {
  /** Null before it came back, and when it cannot be compiled. */
  compiled: CompiledQuery | null;
  isRefused: boolean;
}

/**
 * Executes operations of a schema: one that comes back is compiled, which halves the time of large answers; one that
 * comes once is interpreted, so that a stream of unlike operations costs no compilations.
 * Apollo Server takes an executor only as that of a gateway.
 */
export function executeCompiled(schema: GraphQLSchema): ApolloServerOptionsWithGateway<Context>["gateway"] {
  const known = new LRUCache<DocumentNode, Map<string, Known>>({ max: MAX_COMPILED });
  const compiledFor = (document: DocumentNode, operationName: string | undefined): CompiledQuery | null => {
    let operations = known.get(document);
    if (!operations) known.set(document, (operations = new Map<string, Known>()));
    const name = operationName ?? "";
    const operation = operations.get(name);
    if (!operation) {
      operations.set(name, { compiled: null, isRefused: false });
      return null;
    }
    if (!operation.compiled && !operation.isRefused) {
      const compiled = compileQuery(schema, document, operationName, { disableLeafSerialization: true });
      if (isCompiledQuery(compiled)) operation.compiled = compiled;
      else operation.isRefused = true;
    }
    return operation.compiled;
  };
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) => {
          const { operationName } = request;
          const interpret = (): ExecutionResult | Promise<ExecutionResult> =>
            execute({
              schema,
              document,
              contextValue: context,
              ...(request.variables && { variableValues: request.variables }),
              ...(operationName !== undefined && { operationName }),
            });
          const compiled = compiledFor(document, operationName);
          if (!compiled) return interpret();
          const result = await compiled.query(undefined, context, request.variables ?? {});
          // Variables that do not fit are told in graphql-js's words: nothing has been read yet.
          if (result.errors && !("data" in result)) return interpret();
          return result.errors ? { ...result, errors: result.errors.map(asGraphQLError) } : result;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

// graphql-jit's errors lack what Apollo Server and our own formatting read of an error.
function asGraphQLError({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null });
  Object.defineProperty(error, "locations", { value: locations, enumerable: true });
  return error;
}
