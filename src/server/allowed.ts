import { getOperationAST, OperationTypeNode, type ExecutionResult } from "graphql";
import { allowedPart } from "../access/allowed-part.js";
import { forbiddenValue } from "../access/allowed-values.js";
import { badRequest } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { variablesOf } from "../graph/execution/variables.js";
import type { Execute } from "./executor.js";

/**
 * Wraps `execute` so that it meets only what the viewer may see: forbidden fields are taken out of the document before
 * anything else reads it, on whatever way it came.
 */
export const withinAccess =
  (execute: Execute): Execute =>
  (args) => {
    const { schema, operationName } = args;
    const operation = getOperationAST(args.document, operationName);
    // Which operation is meant is for the executor to complain about.
    if (!operation) return execute(args);
    const { viewer, mayWrite = false } = args.contextValue as Context;
    // Tools and exports read, and may be repeated by whoever asks them.
    if (operation.operation === OperationTypeNode.MUTATION && !mayWrite)
      return { errors: [badRequest("Mutations are taken by POST at /graphql, and nowhere else.")] };
    const { document, pruned, refused } = allowedPart(schema, args.document, operation, viewer);
    if (refused.length > 0) return { errors: [...pruned, ...refused] };
    if (pruned.length === 0) return execute(args);
    const result = execute({ ...args, document });
    const add = ({ errors = [], ...rest }: ExecutionResult): ExecutionResult => ({
      ...rest,
      errors: [...pruned, ...errors],
    });
    return result instanceof Promise ? result.then(add) : add(result);
  };

/** Wraps `execute` so that it is refused variables by which the viewer would choose rows by what it may not see. */
export const withAllowedValues =
  (execute: Execute): Execute =>
  (args) => {
    const { schema, document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName);
    const coerced = operation && variablesOf(schema, operation, variableValues ?? undefined).coerced;
    if (!operation || !coerced) return execute(args);
    const error = forbiddenValue(schema, operation, coerced, (args.contextValue as Context).viewer);
    return error ? { errors: [error] } : execute(args);
  };
