import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../graph/declare/context.js";
import { pointsOf } from "./charge.js";

/** The header by which a request asks what it costs. */
export const COST_HEADER = "x-cakupan-cost";

/**
 * Tells in `extensions.cost` what an operation has cost, in points, when its request asks by `x-cakupan-cost: 1`: what was
 * `requested`, its price; the `actual` cost; and of the minute's `limit` what is `remaining` for `resetSeconds` more.
 */
export const tellCost: ApolloServerPlugin<Context> = {
  requestDidStart: ({ request, contextValue: { budget } }) =>
    Promise.resolve(
      budget && request.http?.headers.get(COST_HEADER) === "1"
        ? {
            willSendResponse: ({ response: { body }, contextValue: { price } }) => {
              if (body.kind !== "single") return Promise.resolve();
              const { spent: actual, limit, remaining, resetSeconds } = budget;
              const cost = { requested: pointsOf(price ?? 0), actual, limit, remaining, resetSeconds };
              body.singleResult.extensions = { ...body.singleResult.extensions, cost };
              return Promise.resolve();
            },
          }
        : undefined,
    ),
};
