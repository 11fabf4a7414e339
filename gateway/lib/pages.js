import { parse, print } from "graphql";
import { printSchema } from "graphql";

// Cakupan's pages ask "/graphql" of the address that they come from.
const PAGE = /^\/($|explorer($|\/)|regions\/|indicators($|\/)|sources\/|conflicts$)/;
const PASSED = ["accept", "accept-encoding", "accept-language", "if-none-match"];
const RETURNED = [
  "cache-control",
  "content-security-policy",
  "content-type",
  "etag",
  "referrer-policy",
  "vary",
  "x-content-type-options",
  "x-frame-options",
];
const TIMEOUT = 10_000;

/** A plug-in that serves the SDL for clients at /schema.graphql, and Cakupan's pages, which then ask the gateway. */
export function pages([{ address }], getSchema) {
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== "GET") return;
      if (url.pathname === "/schema.graphql") {
        const text = print(parse(printSchema(await getSchema())));
        endResponse(
          new fetchAPI.Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } }),
        );
      } else if (PAGE.test(url.pathname)) {
        endResponse(await passedOn(new URL(url.pathname + url.search, address), request, fetchAPI));
      }
    },
  };
}

async function passedOn(url, request, { Response }) {
  const pick = (headers, names) =>
    Object.fromEntries(names.map((name) => [name, headers.get(name)]).filter(([, value]) => value !== null));
  try {
    const response = await fetch(url, {
      headers: pick(
        request.headers,
        PASSED.filter((name) => name !== "accept-encoding"),
      ),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const body = response.status === 304 ? null : await response.arrayBuffer();
    return new Response(body, { status: response.status, headers: pick(response.headers, RETURNED) });
  } catch {
    return new Response("Cakupan does not answer.\n", { status: 502 });
  }
}
