import type { HeaderMap } from "@apollo/server";
import type { onRequestHookHandler, onSendHookHandler } from "fastify";

/** Sets the headers of an answer that caches may store, but must revalidate before each use. */
export function allowCaching(headers: HeaderMap, tag: string): void {
  headers.set("etag", tag);
  headers.set("cache-control", "public, max-age=0, must-revalidate");
  headers.set("vary", "accept");
}

/**
 * Whether an `If-None-Match` header names a tag; weak tags match too, since proxies that compress answers weaken them.
 */
export const namesTag = (header: string | undefined, tag: string): boolean =>
  (header ?? "").split(",").some((given) => given.trim().replace(/^W\//, "") === tag);

/** Forbids caches to store the answers of a route, unless an answer's own headers allow it. */
export const forbidCaching: onRequestHookHandler = (_request, reply, done) => {
  void reply.header("cache-control", "no-store");
  done();
};

/**
 * Drops the body of a 304: with an empty text, `content-length: 0` would seem to be the length of the cached answer.
 */
export const dropBody: onSendHookHandler = (_request, reply, payload, done) => {
  done(null, reply.statusCode === 304 ? null : payload);
};
