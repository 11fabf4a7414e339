import type { ApolloServer } from "@apollo/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Config } from "../config.js";
import type { Session } from "../database/session.js";
import type { Context } from "../graph/declare/context.js";
import { toApolloRequest } from "./graphql-request.js";
import { dropBody, forbidCaching } from "./http-caching.js";
import type { Sessions } from "./sessions.js";
import { requireReadable, requireSound } from "./sound-request.js";

interface GraphQLOptions {
  apollo: ApolloServer<Context>;
  context: (request: FastifyRequest, session: Session) => Promise<Context>;
  sessions: Sessions;
  config: Config;
}

/** `/graphql`: GraphQL over HTTP. */
export function registerGraphQL(
  app: FastifyInstance,
  { apollo, context, sessions, config }: GraphQLOptions,
): void {
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    exposeHeadRoute: false,
    onRequest: [forbidCaching, requireReadable],
    preHandler: requireSound(config),
    onSend: dropBody,
    handler: async (request, reply) => {
      const { status, headers, body } = await sessions.during(reply.raw, (session) =>
        apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: toApolloRequest(request),
          context: () => context(request, session),
        }),
      );
      if (body.kind !== "complete") throw new Error("The schema has no incremental delivery");
      return reply
        .code(status ?? 200)
        .headers(Object.fromEntries(headers))
        .send(body.string);
    },
  });
}
