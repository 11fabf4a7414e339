import { getArgumentValues, GraphQLError, type FieldNode, type GraphQLField } from "graphql";
import { Attached, getOrMake } from "../../collections.js";
import { UserError } from "../../errors.js";

/** Runs a task and rethrows its GraphQLErrors as BAD_USER_INPUT, since only a caller's values cause them. */
export function byCaller<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (!(error instanceof GraphQLError) || error instanceof UserError) throw error;
    const { message, nodes } = error;
    throw new UserError("BAD_USER_INPUT", message, nodes ? { nodes } : {});
  }
}

interface KnownArguments {
  field: GraphQLField<unknown, unknown>;
  values: Record<string, unknown>;
}

// By the coerced variables of a request, and the node that selects the field: pricing, planning and executing an operation
// need the same.
const known = new Attached<Readonly<Record<string, unknown>>, Map<FieldNode, KnownArguments>>();

/**
 * The arguments of a field, defaults included; not to be changed. Throws BAD_USER_INPUT when a variable is null but its
 * argument must not be, which validation does not find.
 */
export function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const ofRequest = getOrMake(known, variables, () => new Map<FieldNode, KnownArguments>());
  const found = ofRequest.get(node);
  if (found?.field === field) return found.values;
  const values = byCaller(() => getArgumentValues(field, node, variables));
  ofRequest.set(node, { field, values });
  return values;
}

const NONE = {};

/** The arguments of a field; null when they are invalid: the executor reports that, and the field costs nothing more. */
export function argumentsOrNull(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | null {
  if (field.args.length === 0) return NONE;
  try {
    return argumentsOf(field, node, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
