import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";

/** The values of an operation's variables, or why they do not fit. */
export type Variables =
  | { coerced: Record<string, unknown>; errors?: undefined }
  | { coerced?: undefined; errors: readonly GraphQLError[] };

type Given = Readonly<Record<string, unknown>>;

// As many as graphql-js tells of.
const MAX_ERRORS = 50;

// Each error quotes the value that it is about, which takes long where that is large.
const MAX_ERRORS_OF_MANY = 3;
const MANY = 1_000;

const NONE: Given = {};
const known = new WeakMap<Given, { operation: OperationDefinitionNode; variables: Variables }>();

/** The variables of an operation as graphql-js reads them, once for each request. */
export function variablesOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Given = NONE,
): Variables {
  const found = known.get(given);
  if (found?.operation === operation) return found.variables;
  const maxErrors = countOf(given) > MANY ? MAX_ERRORS_OF_MANY : MAX_ERRORS;
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
    maxErrors,
  }) as Variables;
  if (given !== NONE) known.set(given, { operation, variables });
  return variables;
}

// How many values there are; as soon as there are too many, no more are counted.
function countOf(value: unknown, limit = MANY + 1): number {
  if (typeof value !== "object" || value === null) return 1;
  let count = 1;
  for (const name in value) {
    count += countOf(value[name as never], limit - count);
    if (count >= limit) break;
  }
  return count;
}
