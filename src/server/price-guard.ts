import { getOperationAST } from "graphql";
import type { Config } from "../config.js";
import type { Context } from "../graph/declare/context.js";
import { variablesOf } from "../graph/execution/variables.js";
import { priceOperation, refusalOf } from "../graph/price/operation-price.js";
import type { Execute } from "./executor.js";
import { tableSizes } from "./table-sizes.js";

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
  };
  return async (args) => {
    const { schema, document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName);
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
