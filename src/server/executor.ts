import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import {
  execute,
  getDirectiveValues,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentSpreadNode,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
  type InlineFragmentNode,
  type NamedTypeNode,
} from "graphql";
import { compileQuery, isCompiledQuery, type CompiledQuery } from "graphql-jit";
import { LRUCache } from "lru-cache";
import type { Context } from "../graph/context.js";
import { switchesOf } from "../graph/plans.js";

type Variables = Record<string, unknown>;

// Any scalar of the schema that takes values as they are.
const COERCED: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: "_Any" } };

// A compiled operation holds some 100 kB; there are rarely more operations than this in use.
const MAX_COMPILED = 300;

/**
 * Executes operations of a schema: one that comes back is compiled, which halves the time of large answers; one that
 * comes once is interpreted, so that a stream of unlike operations costs no compilations.
 * Apollo Server takes an executor only as that of a gateway.
 */
export function executeCompiled(schema: GraphQLSchema): ApolloServerOptionsWithGateway<Context>["gateway"] {
  const compiled = new CompiledOperations(schema);
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request: { operationName, variables = {} }, context }) => {
          const interpret = (): ExecutionResult | Promise<ExecutionResult> =>
            execute({
              schema,
              document,
              contextValue: context,
              variableValues: variables,
              ...(operationName !== undefined && { operationName }),
            });
          // What does not fit its type must not choose what is compiled, and is told in graphql-js's words.
          const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
          const { coerced } = getVariableValues(schema, definitions, variables);
          const operation = coerced && compiled.get(document, operationName, coerced);
          if (!operation) return interpret();
          const result = await operation.query(undefined, context, coerced);
          return result.errors ? { ...result, errors: result.errors.map(asGraphQLError) } : result;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** Operations that came back, compiled for each set of values of the variables that their directives depend on; bounded. */
class CompiledOperations {
  readonly #known = new LRUCache<string, CompiledQuery | "seen" | "refused">({ max: MAX_COMPILED });
  readonly #documents = new WeakMap<DocumentNode, { id: number; switches: readonly string[] }>();
  #count = 0;

  constructor(readonly schema: GraphQLSchema) {}

  get(document: DocumentNode, operationName: string | undefined, variables: Variables): CompiledQuery | null {
    let about = this.#documents.get(document);
    if (!about)
      this.#documents.set(document, (about = { id: ++this.#count, switches: switchesOf(document, {}) }));
    const shape = about.switches.map((name) => String(variables[name])).join();
    const key = `${about.id} ${operationName ?? ""} ${shape}`;
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, "seen");
    if (known === undefined || known === "refused") return null;
    if (known !== "seen") return known;
    const compiled = this.#compile(document, operationName, variables);
    this.#known.set(key, compiled ?? "refused");
    return compiled;
  }

  #compile(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Variables,
  ): CompiledQuery | null {
    try {
      const compiled = compileQuery(this.schema, settle(document, variables), operationName, {
        disableLeafSerialization: true,
      });
      return isCompiledQuery(compiled) ? compiled : null;
    } catch (error) {
      if (error instanceof GraphQLError) return null;
      throw error;
    }
  }
}

// graphql-jit merges what is asked for twice under different `@include` and `@skip`, and writes out all that a filter may
// nest for each variable, which takes seconds: it is given no directives, and variables of a scalar type.
function settle(document: DocumentNode, variables: Variables): DocumentNode {
  const enter = (node: FieldNode | FragmentSpreadNode | InlineFragmentNode): unknown => {
    if (!node.directives?.length) return undefined;
    const skip = getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true;
    const include = getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
    return include && !skip ? { ...node, directives: [] } : null;
  };
  return visit(document, {
    VariableDefinition: ({ kind, variable }) => ({ kind, variable, type: COERCED }),
    Field: { enter },
    FragmentSpread: { enter },
    InlineFragment: { enter },
  });
}

// graphql-jit's errors lack what Apollo Server and our own formatting read of an error.
function asGraphQLError({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null });
  Object.defineProperty(error, "locations", { value: locations, enumerable: true });
  return error;
}
