import { maxHeaderSize, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import { badRequest, notFound, queryTooLarge, type UserError } from "../errors.js";
import { bodyLimitOf } from "./body-limit.js";
import { formatError, isOurFault } from "./format-error.js";

/**
 * Answers errors outside of GraphQL in the form of GraphQL errors. Unknown paths and methods are refused before the
 * body is read. Must be called before any route is declared, since it collects the methods of each route.
 */
export function answerErrors(app: FastifyInstance): void {
  const methods = new Map<string, string[]>();
  app.addHook("onRoute", ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()]);
  });
  let lastHost = "";
  app.addHook("onRequest", ({ is404, url, method, headers: { host = "" } }, reply, done) => {
    if (host !== "" && host !== lastHost && !URL.canParse(`http://${host}`))
      throw badRequest("The header `host` must name a valid host.");
    lastHost = host;
    if (is404) {
      const path = url.replace(/\?.*/s, "");
      const allowed = methods.get(path) ?? methods.get(path.replace(/\/[^/]+$/, "/:file"));
      if (!allowed) throw notFound();
      void reply.header("allow", allowed.join(", "));
      throw badRequest(`This path accepts ${allowed.join(" and ")}, not ${method}.`, 405);
    }
    done();
  });
  app.setErrorHandler(answerError);
}

/** Seconds after which a client may repeat a request that was refused with 503. */
export const RETRY_SECONDS = 5;

/** Answers an error thrown outside of Apollo Server; internal errors are masked and logged. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const reported = toGraphQLError(error, request);
  if (isOurFault(reported)) request.log.error({ requestId: request.id, err: error }, "a request failed");
  const answer = formatError(reported.toJSON(), reported);
  const status = statusOf(reported) ?? (answer.extensions?.code === "INTERNAL_SERVER_ERROR" ? 500 : 400);
  if (status === 503) void reply.header("retry-after", RETRY_SECONDS);
  void reply
    .code(status)
    .headers({ "x-request-id": request.id, "cache-control": "no-store" })
    .send({ errors: [answer] });
}

const statusOf = ({ extensions: { http } }: GraphQLError): number | undefined =>
  (http as { status: number } | undefined)?.status;

// Replaces Fastify's messages and codes by ours.
function toGraphQLError(error: FastifyError, request: FastifyRequest): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const { statusCode = 500, code } = error;
  if (statusCode < 400 || statusCode >= 500) return new GraphQLError("", { originalError: error });
  if (statusCode === 413)
    return queryTooLarge(`The body must not be larger than ${bodyLimitOf(request)} bytes.`, 413);
  if (statusCode === 415)
    return badRequest("The body must be JSON, sent with the header `content-type: application/json`.", 415);
  if (code === "FST_ERR_BAD_URL") return badRequest("The path must be percent-encoded UTF-8.");
  return badRequest("The request is incomplete, or its headers contradict its body.", statusCode);
}

/** Answers a request that is not valid HTTP, or whose head is too long or too slow, and closes its connection. */
export function answerBrokenRequest({ code }: ConnectionError, socket: Socket): void {
  if (code === "ECONNRESET" || socket.destroyed) return;
  const error = brokenRequest(code);
  const status = statusOf(error) ?? 400;
  const body = JSON.stringify({ errors: [formatError(error.toJSON(), error)] });
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
      `The address and headers must be at most ${maxHeaderSize} bytes long. Send long operations by POST.`,
      431,
    );
  return code === "ERR_HTTP_REQUEST_TIMEOUT"
    ? badRequest("The request did not arrive in time.", 408)
    : badRequest("This is not a valid HTTP request.");
}
