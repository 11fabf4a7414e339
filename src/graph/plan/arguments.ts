import { getArgumentValues, GraphQLError, type FieldNode, type GraphQLField } from "graphql";
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

/**
 * The arguments of a field, defaults included. Throws BAD_USER_INPUT when a variable is null but its argument must not
 * be, which validation does not find.
 */
export const argumentsOf = (
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Record<string, unknown>,
): Record<string, unknown> => byCaller(() => getArgumentValues(field, node, variables));
