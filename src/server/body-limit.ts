import { Transform, type Readable } from "node:stream";
import type { FastifyRequest, preParsingHookHandler } from "fastify";
import { viewerIn } from "../access/authenticate.js";
import type { Config } from "../config.js";

type Limits = Pick<Config, "bodyLimitBytes" | "submissionLimitBytes">;

const limits = new WeakMap<FastifyRequest, number>();

/** The most bytes of the body of a request. */
export const bodyLimitOf = (request: FastifyRequest): number =>
  limits.get(request) ?? request.routeOptions.bodyLimit;

/** The most bytes of a body that anybody may send. */
export const largestBody = ({ bodyLimitBytes, submissionLimitBytes }: Limits): number =>
  Math.max(bodyLimitBytes, submissionLimitBytes);

/** Lets only those send more than an operation who may send rows in or review them. */
export const limitBody =
  (config: Limits): preParsingHookHandler =>
  (request, _reply, payload, done) => {
    const { "content-length": length, "transfer-encoding": encoding } = request.headers;
    if (length === undefined && encoding === undefined) {
      done(null, payload);
      return;
    }
    const { scopes } = viewerIn(request);
    if (scopes.has("submissions:write") || scopes.has("submissions:review")) {
      done(null, payload);
      return;
    }
    const most = config.bodyLimitBytes;
    limits.set(request, most);
    if (length === undefined) done(null, limited(payload, most));
    else done(Number(length) > most ? tooLarge() : null, payload);
  };

const tooLarge = (): Error => Object.assign(new Error("The body is too large"), { statusCode: 413 });

// A pipeline would end the connection with the body, on which the request is still to be refused.
function limited(payload: Readable, most: number): Transform {
  let received = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      received += chunk.length;
      next(received > most ? tooLarge() : null, chunk);
    },
  });
  payload.once("error", (error) => counting.destroy(error));
  return payload.pipe(counting);
}
