import { getOperationAST, type OperationDefinitionNode } from "graphql";
import type { Config } from "../config.js";
import { queryTooLarge } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { variablesOf } from "../graph/execution/variables.js";
import { valuesIn } from "../graph/plan/argument-values.js";
import { priceOperation, refusalOf } from "../graph/price/operation-price.js";
import type { Execute } from "./executor.js";
import { tableSizes } from "./table-sizes.js";

/** Values in the arguments of all fields of an operation: some 10 µs for each. */
const MAX_VALUES = 10_000;

type Limits = Pick<Config, "maxCost" | "maxFields" | "maxRows" | "maxStatements">;

/**
 * Executes what is not too dear: an operation is priced before anything is read for it. Here, whatever way it came, and
 * only when its answer is not known already.
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
    // Misfits cost nothing, and are told by whoever executes them.
    if (!operation || !coerced) return execute(args);
    const context = args.contextValue as Context;
    const rowsOf = await tableSizes(context.db);
    const price = priceOperation({ schema, document, operation, variableValues: coerced }, rowsOf, ceilings);
    context.price = Math.round(price.cost);
    const refusal = refusalOf(price, ceilings);
    return refusal ? { errors: [refusal] } : execute(args);
  };
}

// Also what no field is given in the end has to be read.
function requireFewValues(
  operation: OperationDefinitionNode | null | undefined,
  given: Readonly<Record<string, unknown>>,
): void {
  let left = MAX_VALUES;
  for (const { variable } of operation?.variableDefinitions ?? [])
    left -= valuesIn(given[variable.name.value], left);
  if (left < 0)
    throw queryTooLarge(
      `The variables hold more than the ${MAX_VALUES.toLocaleString("en-US")} values that the arguments of one operation may hold. Filter by less, or ask in several operations.`,
      400,
    );
}
