import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import helmet from "helmet";
import type { Config } from "../config.js";
import { resourcePolicy } from "./cross-origin.js";

/**
 * Sets headers that make browsers careful with every answer. They are the same for all, whereas Helmet's middleware works
 * them out for each request, which takes as long as Fastify takes for a small one.
 */
export function setSafeHeaders(app: FastifyInstance, config: Config): void {
  const headers = safeHeaders(config);
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

function safeHeaders(config: Config): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  // Each page sets a content security policy of its own.
  const set = helmet({
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: resourcePolicy(config) },
  });
  set(request, response, () => undefined);
  return response.getHeaders();
}
