import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { addHeaders, allowCaching, dropBody, namesTag } from "./http-caching.js";

/** `/schema.graphql`: the SDL for clients and their tools, without federation. */
export function registerSchema(app: FastifyInstance, sdl: string): void {
  const tag = `"${createHash("sha256").update(sdl).digest("base64url")}"`;
  app.get("/schema.graphql", { onSend: dropBody }, (request, reply) => {
    const isKnown = namesTag(request.headers["if-none-match"], tag);
    const headers = new Map([["content-type", "text/plain; charset=utf-8"]]);
    allowCaching(headers, tag);
    addHeaders(reply, headers);
    return reply.code(isKnown ? 304 : 200).send(sdl);
  });
}
