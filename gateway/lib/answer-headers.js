import { createHash } from "node:crypto";

// Of the first source's answers.
const KEPT = ["x-data-version", "ratelimit", "ratelimit-policy", "retry-after"];

// By request.
const seen = new WeakMap();

/** Keeps what the headers of the first source's answer say, for the answer to a request. */
export function keepHeaders(request, headerOf) {
  seen.set(
    request,
    KEPT.map((name) => [name, headerOf(name)]).filter(([, value]) => value),
  );
}

/**
 * A plug-in for the headers of answers. What Cakupan says of its data and of the caller's points is passed on. An answer
 * to GET has an ETag, by its own text, unless Cakupan answers a key or a fault: those are stored nowhere.
 */
export function answerHeaders([{ name: first }]) {
  const isStored = (request, response) =>
    request.method === "GET" &&
    response.status === 200 &&
    !request.headers.has("authorization") &&
    !request.headers.has("x-api-key") &&
    /json/.test(response.headers.get("content-type") ?? "");
  return {
    onFetch({ executionRequest }) {
      const request = executionRequest?.context?.request;
      if (!request || executionRequest.subgraphName !== first) return undefined;
      return ({ response }) => {
        keepHeaders(request, (name) => response.headers.get(name));
      };
    },
    async onResponse({ request, response, setResponse, fetchAPI }) {
      for (const [name, value] of seen.get(request) ?? []) response.headers.set(name, value);
      if (!new URL(request.url).pathname.startsWith("/graphql")) return;
      response.headers.set("cache-control", "no-store");
      if (!isStored(request, response)) return;
      const text = await response.text();
      const headers = new Headers(response.headers);
      if (!text.includes('"errors":')) {
        const tag = `W/"${createHash("sha256").update(text).digest("base64url")}"`;
        headers.set("etag", tag);
        headers.set("cache-control", "public, max-age=0, must-revalidate");
        headers.set("vary", "accept, accept-encoding, authorization, x-api-key");
        if (namesTag(request.headers.get("if-none-match"), tag)) {
          headers.delete("content-length");
          setResponse(new fetchAPI.Response(null, { status: 304, headers }));
          return;
        }
      }
      setResponse(new fetchAPI.Response(text, { status: 200, headers }));
    },
  };
}

const namesTag = (given, tag) =>
  (given ?? "").split(",").some((each) => each.trim().replace(/^W\//, "") === tag.replace(/^W\//, ""));
