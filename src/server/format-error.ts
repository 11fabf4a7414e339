import { ApolloServerErrorCode } from "@apollo/server/errors";
import { GraphQLError, Kind, type GraphQLFormattedError } from "graphql";
import { UserError } from "../errors.js";

/** Maximum length of a message in characters: messages quote requests, and one request may cause many errors. */
const MAX_MESSAGE = 1000;

/** The original error inside the wrappers of GraphQL and Apollo Server. */
export function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && "originalError" in inner && inner.originalError instanceof Error)
    inner = inner.originalError;
  return inner;
}

/**
 * Whether the request caused an error. UserErrors are the caller's; other errors that our code throws are ours, as are
 * results that do not fit the schema. Errors of GraphQL and Apollo Server are the caller's when they have no path,
 * since they were found before execution, or when they are about an argument in the document.
 */
function isOfRequest(error: unknown): boolean {
  const inner = innermost(error);
  if (inner instanceof UserError) return true;
  if (!(error instanceof GraphQLError) || !(inner instanceof GraphQLError)) return false;
  return error.path === undefined || (inner.nodes ?? []).some(({ kind }) => kind !== Kind.FIELD);
}

// The middle is cut: the beginning and the end of a message are the most informative.
const shortened = (message: string): string =>
  message.length > MAX_MESSAGE
    ? `${message.slice(0, MAX_MESSAGE / 2)}…${message.slice(-MAX_MESSAGE / 2)}`
    : message;

/** Whether an error must be logged, because the caller does not see it or its cause. */
export function isOurFault(error: unknown): boolean {
  const inner = innermost(error);
  return inner instanceof UserError ? inner.cause !== undefined : !isOfRequest(error);
}

/** An error as the caller sees it: with its own message when the request caused it, else with one masking message. */
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

// Apollo Server gives errors without a code INTERNAL_SERVER_ERROR, and its own refusals an HTTP status.
function codeOf({ extensions }: GraphQLFormattedError, error: unknown): unknown {
  const inner = innermost(error);
  const code = inner instanceof UserError ? inner.extensions.code : extensions?.code;
  if (code !== undefined && code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR) return code;
  const isRefused = error instanceof GraphQLError && error.extensions.http !== undefined;
  return isRefused ? ApolloServerErrorCode.BAD_REQUEST : ApolloServerErrorCode.BAD_USER_INPUT;
}
