import type { ApolloServer } from "@apollo/server";
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import type { Config } from "../config.js";
import type { Session } from "../database/session.js";
import type { Context } from "../graph/declare/context.js";
import { largestBody, limitBody } from "./body-limit.js";
import { parametersOf, toApolloRequest } from "./graphql-request.js";
import type { AnswerRooms } from "./answer-room.js";
import { addHeaders, dropBody, forbidCaching } from "./http-caching.js";
import { RETRY_SECONDS } from "./http-errors.js";
import { inPieces, isOnePiece } from "./in-pieces.js";
import type { Sessions } from "./sessions.js";
import { requireReadable, requireSound } from "./sound-request.js";

interface GraphQLOptions {
  apollo: ApolloServer<Context>;
  context: (request: FastifyRequest, session: Session) => Promise<Context>;
  sessions: Sessions;
  rooms: AnswerRooms;
  config: Config;
}

// A browser that opens the address asks for no operation, but for a page.
const leadToExplorer: onRequestAsyncHookHandler = async (request, reply) => {
  const { method, headers } = request;
  if (method !== "GET" || !/\btext\/html\b/.test(headers.accept ?? "")) return;
  const parameters = parametersOf(request);
  if (!parameters.has("query") && !parameters.has("extensions")) await reply.redirect("/explorer", 303);
};

/** `/graphql`: GraphQL over HTTP. */
export function registerGraphQL(
  app: FastifyInstance,
  { apollo, context, sessions, rooms, config }: GraphQLOptions,
): void {
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    exposeHeadRoute: false,
    bodyLimit: largestBody(config),
    preParsing: limitBody(config),
    onRequest: [...(config.explorer ? [leadToExplorer] : []), forbidCaching, requireReadable],
    preHandler: requireSound(config),
    onSend: dropBody,
    handler: async (request, reply) => {
      const answerRoom = rooms.open(request.raw, reply.raw);
      const {
        status = 200,
        headers,
        body,
      } = await sessions.during(reply.raw, (session) =>
        apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: toApolloRequest(request),
          context: async () => {
            const made = await context(request, session);
            made.answerRoom = answerRoom;
            made.mayWrite = request.method === "POST";
            return made;
          },
        }),
      );
      if (body.kind !== "complete") throw new Error("The schema has no incremental delivery");
      const { string: text } = body;
      // Answers from the cache bypass writingAnswers, which would have counted their bytes.
      answerRoom.hold(Buffer.byteLength(text));
      if (status === 503) void reply.header("retry-after", RETRY_SECONDS);
      void reply.code(status);
      addHeaders(reply, headers);
      if (isOnePiece(text)) return reply.send(text);
      return reply.header("content-length", Buffer.byteLength(text)).send(inPieces(text));
    },
  });
}
