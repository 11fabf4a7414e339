import type { FastifyReply, onRequestHookHandler, onSendHookHandler } from "fastify";

/**
 * Sets the headers of an answer that caches may store, but must revalidate before each use. The tag is weak: it names the
 * answer, whether compressed or not.
 */
export function allowCaching(headers: Pick<Map<string, string>, "set">, tag: string): void {
  headers.set("etag", `W/${tag}`);
  headers.set("cache-control", "public, max-age=0, must-revalidate");
  headers.set("vary", "accept, accept-encoding, authorization, x-api-key");
}

/**
 * Whether an `If-None-Match` header names a tag; weak tags match too, since proxies that compress answers weaken them.
 */
export const namesTag = (header: string | undefined, tag: string): boolean =>
  (header ?? "").split(",").some((given) => given.trim().replace(/^W\//, "") === tag);

/** Adds headers to an answer; what it varies with already stays. */
export function addHeaders(reply: FastifyReply, headers: ReadonlyMap<string, string>): void {
  for (const [name, value] of headers) {
    const earlier = name === "vary" ? reply.getHeader(name) : undefined;
    void reply.header(name, earlier === undefined ? value : `${String(earlier)}, ${value}`);
  }
}

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
