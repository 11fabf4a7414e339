import { ApolloServerErrorCode } from "@apollo/server/errors";
import { GraphQLError, Kind, type GraphQLFormattedError } from "graphql";
import { UserError } from "../errors.js";

/** The longest message: what quotes a request back must not make an answer many times as long. */
const MAX_MESSAGE = 1000;

/** The error behind wrappers that GraphQL and Apollo Server put around it. */
export function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && "originalError" in inner && inner.originalError instanceof Error)
    inner = inner.originalError;
  return inner;
}

/**
 * Whether an error was caused by the request. Ours is what our code threw and did not mean for callers, and a result
 * that the schema cannot answer with. GraphQL's and Apollo Server's own errors are about the request: they are found
 * before any field is executed, and so have no path, or they are about an argument that is written in the document.
 */
function isOfRequest(error: unknown): boolean {
  const inner = innermost(error);
  if (inner instanceof UserError) return true;
  if (!(error instanceof GraphQLError) || !(inner instanceof GraphQLError)) return false;
  return error.path === undefined || (inner.nodes ?? []).some(({ kind }) => kind !== Kind.FIELD);
}

// What an error says is told at its beginning and its end.
const shortened = (message: string): string =>
  message.length > MAX_MESSAGE
    ? `${message.slice(0, MAX_MESSAGE / 2)}…${message.slice(-MAX_MESSAGE / 2)}`
    : message;

/** Whether an error is to be logged: the caller learns nothing of it, or not why it happened. */
export function isOurFault(error: unknown): boolean {
  const inner = innermost(error);
  return inner instanceof UserError ? inner.cause !== undefined : !isOfRequest(error);
}

/** What a caller sees of an error: what the request caused as it is worded, and one sentence for all that is ours. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { locations, path } = formatted;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  if (isOfRequest(error))
    return {
      message: shortened(formatted.message),
      ...place,
      extensions: { code: codeOf(formatted, error) },
    };
  return {
    message: "Something went wrong on our side; it has been recorded.",
    ...place,
    extensions: { code: ApolloServerErrorCode.INTERNAL_SERVER_ERROR },
  };
}

// Apollo Server calls internal whatever has no code. What it refuses itself has an HTTP status.
function codeOf({ extensions }: GraphQLFormattedError, error: unknown): unknown {
  const inner = innermost(error);
  const code = inner instanceof UserError ? inner.extensions.code : extensions?.code;
  if (code !== undefined && code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR) return code;
  const isRefused = error instanceof GraphQLError && error.extensions.http !== undefined;
  return isRefused ? ApolloServerErrorCode.BAD_REQUEST : ApolloServerErrorCode.BAD_USER_INPUT;
}
