import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import { Kind } from "graphql";
import { operationNotFound } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { isOurFault } from "./format-error.js";

type Request = GraphQLRequestContext<Context>;

/**
 * Refuses a document without the requested operation, and answers requests that were refused before execution with HTTP
 * 400, where Apollo Server would answer 200 or 500 unless an error has a status. Must be the first plugin, so that the
 * others run only for operations that exist.
 */
export const requestFaults: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({ didResolveOperation: requireOperation, willSendResponse: setStatus }),
};

// Throws synchronously, so that Apollo Server does not call the other plugins.
function requireOperation({ operation, document, request: { operationName } }: Request): Promise<void> {
  if (operation) return Promise.resolve();
  if (operationName !== undefined) throw operationNotFound(`Unknown operation named "${operationName}".`);
  throw operationNotFound(
    document?.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)
      ? "Must provide operation name if query contains multiple operations."
      : "Must provide an operation.",
  );
}

function setStatus({ response: { http, body }, errors = [] }: Request): Promise<void> {
  const hasStatus = http.status !== undefined && http.status !== 500;
  const isAnswered = body?.kind === "single" && Boolean(body.singleResult.data);
  const isRefused =
    !isAnswered &&
    errors.length > 0 &&
    errors.every((error) => error.path === undefined && !isOurFault(error));
  if (isRefused && !hasStatus) http.status = 400;
  return Promise.resolve();
}
