import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { badRequest } from "../errors.js";

/** Lets the server read JSON bodies and no others. Routes validate their values. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    if (body.length === 0) throw badRequest("The body is empty; it must be JSON.");
    if (!isUtf8(body as Buffer)) throw badRequest("The body is not valid UTF-8.");
    done(null, parsed(body.toString("utf8")));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text) as unknown;
  } catch {
    throw badRequest("The body is not valid JSON.");
  }
}
