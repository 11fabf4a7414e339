import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import { Kind } from "graphql";
import { operationNotFound } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { isOurFault } from "./format-error.js";

type Request = GraphQLRequestContext<Context>;

/**
 * Refuses a document without the operation that is asked for, before anything looks for it, and answers HTTP 400 where
 * nothing was executed because of the request, which Apollo Server answers with 200 or 500 when an error names no
 * status. First of all plug-ins, so that the others are asked about operations that exist.
 */
export const requestFaults: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({ didResolveOperation: requireOperation, willSendResponse: setStatus }),
};

// Thrown at once rather than later: then no other plug-in is asked.
function requireOperation({ operation, document, request: { operationName } }: Request): Promise<void> {
  if (operation) return Promise.resolve();
  if (operationName !== undefined) throw operationNotFound(`Unknown operation named "${operationName}".`);
  throw operationNotFound(
    document?.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)
      ? "Must provide operation name if query contains multiple operations."
      : "Must provide an operation.",
  );
}

function setStatus({ response: { http }, errors = [] }: Request): Promise<void> {
  const isKnown = http.status !== undefined && http.status !== 500;
  const isRefused =
    errors.length > 0 && errors.every((error) => error.path === undefined && !isOurFault(error));
  if (isRefused && !isKnown) http.status = 400;
  return Promise.resolve();
}
