import { getOperationAST, type OperationDefinitionNode } from "graphql";
import type { Config } from "../config.js";
import { queryTooLarge } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { variablesOf } from "../graph/execution/variables.js";
import { valuesIn } from "../graph/plan/argument-values.js";
import { priceOperation, refusalOf } from "../graph/price/operation-price.js";
import { charged } from "./charge.js";
import type { Execute } from "./executor.js";
import { tableSizes } from "./table-sizes.js";

/** Maximum number of values in the arguments of all fields of an operation; each takes some 10 µs. */
const MAX_VALUES = 16_000;

type Limits = Pick<Config, "maxCost" | "maxFields" | "maxRows" | "maxStatements">;

/**
 * Wraps `execute` so that operations above the price limits are refused before anything is read for them. This applies
 * to every route, and only to operations whose answer is not cached.
 */
export function withinPrice(execute: Execute, limits: Limits): Execute {
  const ceilings = {
    cost: limits.maxCost,
    fields: limits.maxFields,
    rows: limits.maxRows,
    statements: limits.maxStatements,
    values: MAX_VALUES,
  };
  return async (args) => {
    const { schema, document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName);
    requireFewValues(operation, variableValues ?? {});
    const coerced = operation && variablesOf(schema, operation, variableValues ?? undefined).coerced;
    // Invalid operations and variables bypass the pricing, so that the executor reports them.
    if (!operation || !coerced) return execute(args);
    const context = args.contextValue as Context;
    const rowsOf = await tableSizes(context.db);
    context.reader.rowsOf = rowsOf;
    const price = priceOperation({ schema, document, operation, variableValues: coerced }, rowsOf, ceilings);
    context.price = Math.round(price.cost);
    const refusal = refusalOf(price, ceilings);
    return refusal ? { errors: [refusal] } : charged(context, price, () => execute(args));
  };
}

// Counts variables that no field uses, too, since all of them are coerced.
function requireFewValues(
  operation: OperationDefinitionNode | null | undefined,
  given: Readonly<Record<string, unknown>>,
): void {
  let left = MAX_VALUES;
  for (const { variable } of operation?.variableDefinitions ?? [])
    left -= valuesIn(given[variable.name.value], left);
  if (left < 0)
    throw queryTooLarge(
      `The variables of one operation may hold at most ${MAX_VALUES.toLocaleString("en-US")} values. Filter by fewer values, or split the operation.`,
      400,
    );
}
