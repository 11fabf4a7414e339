import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import { UserError } from "../errors.js";

// Codes that Apollo Server gives to faults of the request; their messages name nothing internal.
const REQUEST_FAULTS = new Set<unknown>([
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
]);

/** The error behind wrappers that GraphQL and Apollo Server put around it. */
export function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && "originalError" in inner && inner.originalError instanceof Error)
    inner = inner.originalError;
  return inner;
}

/** Whether an error is to be logged: the caller learns nothing of it, or not why it happened. */
export function isOurFault(error: GraphQLError): boolean {
  const inner = innermost(error);
  return inner instanceof UserError ? inner.cause !== undefined : !REQUEST_FAULTS.has(error.extensions.code);
}

/**
 * What a caller sees of an error: our own with their codes, faults of the request as Apollo Server words them, and
 * one sentence for everything else, which is logged elsewhere.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path } = formatted;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const inner = innermost(error);
  if (inner instanceof UserError) return { message, ...place, extensions: { code: inner.extensions.code } };
  const code = formatted.extensions?.code;
  if (REQUEST_FAULTS.has(code)) return { message, ...place, extensions: { code } };
  return {
    message: "Something went wrong on our side; it has been recorded.",
    ...place,
    extensions: { code: ApolloServerErrorCode.INTERNAL_SERVER_ERROR },
  };
}
