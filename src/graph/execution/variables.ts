import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { Attached } from "../../collections.js";

/** The coerced values of an operation's variables, or the errors that make them invalid. */
export type Variables =
  | { coerced: Record<string, unknown>; errors?: undefined }
  | { coerced?: undefined; errors: readonly GraphQLError[] };

type Given = Readonly<Record<string, unknown>>;

// The default of graphql-js.
const MAX_ERRORS = 50;

// Each error quotes its value, which takes long for large values.
const MAX_ERRORS_OF_MANY = 3;
const MANY = 1_000;

const NONE: Given = {};
const cache = new Attached<Given, { operation: OperationDefinitionNode; variables: Variables }>();

/** The variables of an operation, coerced once for each request. */
export function variablesOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Given = NONE,
): Variables {
  const found = cache.get(given);
  if (found?.operation === operation) return found.variables;
  const maxErrors = countOf(given) > MANY ? MAX_ERRORS_OF_MANY : MAX_ERRORS;
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
    maxErrors,
  }) as Variables;
  if (given !== NONE) cache.set(given, { operation, variables });
  return variables;
}

// Counts the scalars, lists and objects in a value. Counting stops at `limit`.
function countOf(value: unknown, limit = MANY + 1): number {
  if (typeof value !== "object" || value === null) return 1;
  let count = 1;
  for (const name in value) {
    count += countOf(value[name as never], limit - count);
    if (count >= limit) break;
  }
  return count;
}
