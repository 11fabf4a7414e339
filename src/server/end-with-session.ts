import { GraphQLError } from "graphql";
import { Session } from "../database/session.js";
import type { Context } from "../graph/declare/context.js";
import type { Execute } from "./executor.js";

/**
 * Wraps `execute` so that an operation is answered as soon as its session ends, with the reason as its only error, even while
 * its resolvers are still waiting.
 */
export const endWithSession =
  (execute: Execute): Execute =>
  async (args) => {
    const { db } = args.contextValue as Context;
    if (!(db instanceof Session)) return execute(args);
    try {
      db.check();
      const result = await db.within(Promise.resolve(execute(args)));
      db.check();
      return result;
    } catch (error) {
      const reason: unknown = db.signal.reason;
      if (!(reason instanceof GraphQLError)) throw error;
      return { data: null, errors: [reason] };
    }
  };
