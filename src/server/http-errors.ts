import { maxHeaderSize, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import { badRequest, notFound, queryTooLarge, type UserError } from "../errors.js";
import { formatError, isOurFault } from "./format-error.js";

/**
 * Lets whatever goes wrong outside of GraphQL be told as GraphQL tells errors: also an address that is not served, or
 * not for the method, before a body is read. Before any route is declared, since it takes down which there are.
 */
export function answerErrors(app: FastifyInstance): void {
  const methods = new Map<string, string[]>();
  app.addHook("onRoute", ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()]);
  });
  app.addHook("onRequest", ({ is404, url, method, headers: { host = "" } }, reply, done) => {
    if (host !== "" && !URL.canParse(`http://${host}`)) throw badRequest("The header `host` names no host.");
    const allowed = methods.get(url.replace(/\?.*/s, ""));
    if (is404 && !allowed) throw notFound();
    if (is404 && allowed) {
      void reply.header("allow", allowed.join(", "));
      throw badRequest(`This address takes ${allowed.join(" and ")}, not ${method}.`, 405);
    }
    done();
  });
  app.setErrorHandler(answerError);
}

/** When a client may ask again that nothing can be done for now. */
export const RETRY_SECONDS = 5;

/** Answers an error that was thrown outside of Apollo Server: ours in one sentence, and logged. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const told = toGraphQLError(error, request);
  if (isOurFault(told)) request.log.error({ requestId: request.id, err: error }, "a request failed");
  const answer = formatError(told.toJSON(), told);
  const status = statusOf(told) ?? (answer.extensions?.code === "INTERNAL_SERVER_ERROR" ? 500 : 400);
  if (status === 503) void reply.header("retry-after", RETRY_SECONDS);
  void reply
    .code(status)
    .headers({ "x-request-id": request.id, "cache-control": "no-store" })
    .send({ errors: [answer] });
}

const statusOf = ({ extensions: { http } }: GraphQLError): number | undefined =>
  (http as { status: number } | undefined)?.status;

// Fastify's refusals in our words.
function toGraphQLError(error: FastifyError, { routeOptions }: FastifyRequest): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const { statusCode = 500, code } = error;
  if (statusCode < 400 || statusCode >= 500) return new GraphQLError("", { originalError: error });
  if (statusCode === 413)
    return queryTooLarge(`The body is larger than the ${routeOptions.bodyLimit} bytes that are read.`, 413);
  if (statusCode === 415)
    return badRequest("The body must be JSON, sent with the header `content-type: application/json`.", 415);
  if (code === "FST_ERR_BAD_URL") return badRequest("The path of the address is not percent-encoded UTF-8.");
  return badRequest("The request broke off, or its headers contradict its body.", statusCode);
}

/** Answers what is no HTTP request, or one whose head is too long or too slow, and ends its connection. */
export function answerBrokenRequest({ code }: ConnectionError, socket: Socket): void {
  if (code === "ECONNRESET" || socket.destroyed) return;
  const told = brokenRequest(code);
  const status = statusOf(told) ?? 400;
  const body = JSON.stringify({ errors: [formatError(told.toJSON(), told)] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  if (socket.writable) socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.destroySoon();
}

function brokenRequest(code: string): UserError {
  if (code === "HPE_HEADER_OVERFLOW")
    return badRequest(
      `The address and headers are longer than ${maxHeaderSize} bytes. Send a long operation by POST.`,
      431,
    );
  return code === "ERR_HTTP_REQUEST_TIMEOUT"
    ? badRequest("The request did not arrive in time.", 408)
    : badRequest("This is no HTTP request.");
}
