import { rateLimited } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { actualCost, type Price } from "../graph/price/price.js";

/** The price that one point pays for; every request costs one, which pays for as much. */
const PRICE_OF_POINT = 100;

/** The points of a cost, in the unit of prices. */
export const pointsOf = (cost: number): number => Math.max(1, Math.ceil(cost / PRICE_OF_POINT));

/**
 * Runs an operation of a price, which is charged before, and of which what turns out not to be needed is given back. Throws
 * RATE_LIMITED when too few points are left. The request's first point has been paid.
 */
export async function charged<T>(context: Context, price: Price, run: () => T | Promise<T>): Promise<T> {
  const { budget, reader } = context;
  const points = pointsOf(price.cost);
  if (budget && !(await budget.charge(points - 1))) throw rateLimited(budget.resetSeconds);
  const before = reader.rowsRead;
  try {
    return await run();
  } finally {
    context.cost = actualCost(price, reader.rowsRead - before);
    await budget?.refund(points - pointsOf(context.cost));
  }
}
