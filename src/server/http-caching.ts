import type { HeaderMap } from "@apollo/server";
import type { onRequestHookHandler, onSendHookHandler } from "fastify";

/** Headers of an answer that caches may keep as long as they ask each time whether it still holds. */
export function allowCaching(headers: HeaderMap, tag: string): void {
  headers.set("etag", tag);
  headers.set("cache-control", "public, max-age=0, must-revalidate");
  headers.set("vary", "accept");
}

/** Whether an `If-None-Match` header names a tag; proxies that compress an answer make its tag a weak one. */
export const namesTag = (header: string | undefined, tag: string): boolean =>
  (header ?? "").split(",").some((given) => given.trim().replace(/^W\//, "") === tag);

/** Of a route whose answers nobody keeps unless their own headers allow it. */
export const forbidCaching: onRequestHookHandler = (_request, reply, done) => {
  void reply.header("cache-control", "no-store");
  done();
};

/** Even an empty text would be announced with a length, which caches take for that of the answer they hold. */
export const dropBody: onSendHookHandler = (_request, reply, payload, done) => {
  done(null, reply.statusCode === 304 ? null : payload);
};
