import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config.js";

// Headers of answers that a page of another origin may read.
const EXPOSED_HEADERS = [
  "etag",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "x-data-version",
  "x-request-id",
  "content-disposition",
];
// How long a browser may remember a preflight, in seconds: the most that any of them allows.
const MAX_AGE = 86_400;

/**
 * Lets pages of the configured origins read the answers, and answers `OPTIONS` with 204. No credentials are allowed:
 * browsers then send none, so that every answer is what anybody would get.
 */
export async function allowOrigins(app: FastifyInstance, { corsOrigins }: Config): Promise<void> {
  await app.register(cors, {
    origin: corsOrigins === "*" ? "*" : [...corsOrigins],
    methods: ["GET", "HEAD", "POST"],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE,
    strictPreflight: false,
  });
}

/** Whether pages of other origins may embed what the server answers. */
export const resourcePolicy = ({ corsOrigins }: Config): "cross-origin" | "same-origin" =>
  corsOrigins.length > 0 ? "cross-origin" : "same-origin";
