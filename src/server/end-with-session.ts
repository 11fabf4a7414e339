import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { GraphQLError } from "graphql";
import { Session } from "../database/session.js";
import type { Context } from "../graph/declare/context.js";

type Gateway = ApolloServerOptionsWithGateway<Context>["gateway"];
type Executor = NonNullable<Awaited<ReturnType<Gateway["load"]>>["executor"]>;

/**
 * Wraps a gateway so that an operation is answered as soon as its session ends, with the reason as its only error, even
 * while its resolvers are still waiting.
 */
export const endWithSession = (gateway: Gateway): Gateway => ({
  onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
  stop: () => gateway.stop(),
  load: async (options) => {
    const { executor } = await gateway.load(options);
    return { executor: executor && bounded(executor) };
  },
});

const bounded =
  (execute: Executor): Executor =>
  async (request) => {
    const { db } = request.context as Context;
    if (!(db instanceof Session)) return execute(request);
    try {
      db.check();
      const result = await db.within(execute(request));
      db.check();
      return result;
    } catch (error) {
      const reason: unknown = db.signal.reason;
      if (!(reason instanceof GraphQLError)) throw error;
      return { data: null, errors: [reason] };
    }
  };
