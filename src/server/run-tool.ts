import { HeaderMap, type ApolloServer } from "@apollo/server";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import type { Session } from "../database/session.js";
import { queryTooLarge } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import type { AskGraph, GraphAnswer, ToolAnswer, ToolOperation } from "../mcp/tool.js";
import { formatError, isOurFault } from "./format-error.js";
import type { Sessions } from "./sessions.js";
import { requireSoundOperation } from "./sound-request.js";

/** Bytes of an answer that a tool may return: whoever reads it holds all of it in mind. */
const MAX_ANSWER = 1_000_000;

/** What runs the operations of tools. */
export interface ToolRunning {
  apollo: ApolloServer<Context>;
  sessions: Sessions;
  config: Pick<Config, "maxTokens">;
  logger: Logger;
}

/** Whoever calls a tool: what their operations see, and when they have left. */
export interface Caller {
  context: (session: Session) => Promise<Context>;
  left: AbortSignal;
  requestId: string;
}

/**
 * Calls a tool whose operations run as `/graphql` would run them, with the same checks, limits, access, masking and
 * logging. Errors are returned as the tool's answer, in the form of GraphQL errors; those that are ours are masked.
 */
export async function runTool(
  running: ToolRunning,
  caller: Caller,
  call: (ask: AskGraph) => Promise<ToolAnswer>,
): Promise<ToolAnswer> {
  let isNoted = false;
  // The log's line is about the operation of the tool, not about what is asked to cite its answer.
  const context = async (session: Session): Promise<Context> => {
    const { noteOperation, ...rest } = await caller.context(session);
    if (isNoted || !noteOperation) return rest;
    isNoted = true;
    return { ...rest, noteOperation };
  };
  try {
    return await call((operation) => ask(running, { ...caller, context }, operation));
  } catch (error) {
    const reported =
      error instanceof GraphQLError ? error : new GraphQLError("", { originalError: error as Error });
    if (isOurFault(reported))
      running.logger.error({ requestId: caller.requestId, err: error }, "a tool failed");
    return { content: { errors: [formatError(reported.toJSON(), reported)] }, isError: true };
  }
}

async function ask(
  { apollo, sessions, config }: ToolRunning,
  { context, left }: Caller,
  operation: ToolOperation,
): Promise<GraphAnswer> {
  const { query, variables, operationName } = operation;
  requireSoundOperation({ query, variables }, config.maxTokens);
  const named = operationName === null ? {} : { operationName };
  const { body } = await sessions.during(left, (session) =>
    apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: "POST",
        headers: new HeaderMap([
          ["accept", "application/json"],
          ["content-type", "application/json"],
        ]),
        search: "",
        body: { query, variables, ...named },
      },
      context: () => context(session),
    }),
  );
  if (body.kind !== "complete") throw new Error("The schema has no incremental delivery");
  if (Buffer.byteLength(body.string) > MAX_ANSWER) throw tooLong();
  const { data = null, errors = [] } = JSON.parse(body.string) as {
    data?: Record<string, unknown> | null;
    errors?: GraphQLFormattedError[];
  };
  return { data, errors };
}

const tooLong = (): Error =>
  queryTooLarge(
    `The answer is longer than the ${MAX_ANSWER.toLocaleString("en-US")} bytes that a tool returns. Ask for smaller pages (\`first\`) or fewer fields, or export the rows by a link.`,
  );
