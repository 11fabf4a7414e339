import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import { findRevision } from "../database/revision.js";
import type { Session } from "../database/session.js";
import type { Operation } from "../download/operation.js";
import { ReadsTooMuch } from "../download/operation-rows.js";
import { badUserInput } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import type { AnswerRoom } from "./answer-room.js";
import type { Sessions } from "./sessions.js";

/** An answer with errors, which is passed on to the caller unchanged. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly GraphQLFormattedError[],
  ) {
    super(errors[0]?.message ?? "The operation was refused");
  }

  get code(): unknown {
    return this.errors[0]?.extensions?.code;
  }
}

const STATUS: Record<string, number> = {
  FORBIDDEN: 403,
  INTERNAL_SERVER_ERROR: 500,
  QUERY_TIMEOUT: 504,
  SERVICE_UNAVAILABLE: 503,
};

/** What runs the operations of one export. */
export interface Exporting {
  apollo: ApolloServer<Context>;
  context: (request: FastifyRequest, db: Session) => Promise<Context>;
  sessions: Sessions;
  room: AnswerRoom;
  /** Headers of the request that Apollo Server checks. */
  headers: Readonly<Record<string, string>>;
  /** The revisions of the data in the pages so far, when these come from several database servers; else empty. */
  states: Set<string>;
}

/**
 * Runs operations for a request as `/graphql` would, with the same checks, limits, masking and logging, and with the
 * full time limit for each.
 */
export const asker =
  (options: Exporting, request: FastifyRequest, reply: FastifyReply) =>
  async (operation: Operation): Promise<Record<string, unknown>> => {
    const { data, refusal } = await execute(options, request, reply, sentAs(operation));
    if (!refusal) return data;
    throw refusal.code === "QUERY_TOO_LARGE" ? new ReadsTooMuch(refusal) : refusal;
  };

/** The errors with which `/graphql` answers a request that cannot be exported. */
export async function refusalOf(
  options: Exporting,
  request: FastifyRequest,
  reply: FastifyReply,
  sent: Sent,
): Promise<Error> {
  const { refusal } = await execute(options, request, reply, sent);
  return refusal ?? badUserInput("The operation cannot be exported.");
}

/** An operation as Apollo Server reads it, from a body or from an address. */
export type Sent = Pick<HTTPGraphQLRequest, "body" | "search">;

/** An operation, as if a client had sent it to `/graphql`. */
export function sentAs(operation: Operation): Sent {
  const { query, variables, operationName } = operation;
  const named = operationName === null ? {} : { operationName };
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables), ...named });
  return { body: operation, search: `?${parameters.toString()}` };
}

async function execute(
  { apollo, context, sessions, room, headers: sent, states }: Exporting,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Sent,
): Promise<{ data: Record<string, unknown>; refusal: Refusal | null }> {
  // The caller's `Accept` is for the file, whereas Apollo Server answers pages as JSON.
  const headers = new HeaderMap([["accept", "application/json"], ...Object.entries(sent)]);
  const method = request.method === "HEAD" ? "GET" : request.method;
  const { status = 200, body } = await sessions.during(reply.raw, async (session) => {
    if (session.inSnapshot) states.add(await findRevision(session));
    return apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { ...page, method, headers },
      // The rows of a page take their room until the next page is read.
      context: async () => ({ ...(await context(request, session)), isPage: true, answerRoom: room }),
    });
  });
  if (body.kind !== "complete") throw new Error("Pages are answered whole");
  const { data, errors = [] } = JSON.parse(body.string) as {
    data?: Record<string, unknown> | null;
    errors?: GraphQLFormattedError[];
  };
  const [code] = errors.map(({ extensions }) => String(extensions?.code));
  const refusal =
    code === undefined ? null : new Refusal(status < 400 ? (STATUS[code] ?? 400) : status, errors);
  return { data: data ?? {}, refusal };
}
