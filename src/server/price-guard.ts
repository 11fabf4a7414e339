import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { getOperationAST, getVariableValues, type GraphQLSchema } from "graphql";
import type { Config } from "../config.js";
import type { Context } from "../graph/context.js";
import { priceOperation, refusalOf } from "../graph/price/operation-price.js";
import { tableSizes } from "./table-sizes.js";

type Gateway = ApolloServerOptionsWithGateway<Context>["gateway"];
type Limits = Pick<Config, "maxCost" | "maxFields" | "maxRows" | "maxStatements">;

/**
 * The same execution, of what is not too dear: an operation is priced before anything is read for it. Here, whatever way
 * it came, and only when its answer is not known already.
 */
export function withinPrice(gateway: Gateway, schema: GraphQLSchema, limits: Limits): Gateway {
  const ceilings = {
    cost: limits.maxCost,
    fields: limits.maxFields,
    rows: limits.maxRows,
    statements: limits.maxStatements,
  };
  return {
    ...gateway,
    load: async (options) => {
      const { executor } = await gateway.load(options);
      if (!executor) throw new Error("The gateway does not execute");
      return {
        executor: async (asked) => {
          const { document, request } = asked;
          const context = asked.context as Context;
          const operation = getOperationAST(document, request.operationName);
          const definitions = operation?.variableDefinitions ?? [];
          const { coerced } = getVariableValues(schema, definitions, request.variables ?? {});
          // Misfits cost nothing, and are told by whoever executes them.
          if (!operation || !coerced) return executor(asked);
          const rowsOf = await tableSizes(context.db);
          const price = priceOperation(
            { schema, document, operation, variableValues: coerced },
            rowsOf,
            ceilings,
          );
          context.price = Math.round(price.cost);
          const refusal = refusalOf(price, ceilings);
          return refusal ? { errors: [refusal] } : executor(asked);
        },
      };
    },
  };
}
