import { HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyRequest } from "fastify";

/** What a request asks for, of whatever types: Apollo Server refuses what is missing or of a wrong one. */
export interface Given {
  query?: unknown;
  operationName?: unknown;
  variables?: unknown;
  extensions?: unknown;
}

const read = new WeakMap<FastifyRequest, URLSearchParams>();

/** The parameters of a GET, from the address as it was sent: the `Host` beside it is not to be relied on. */
export function parametersOf(request: FastifyRequest): URLSearchParams {
  let parameters = read.get(request);
  if (!parameters) {
    const start = request.url.indexOf("?");
    parameters = new URLSearchParams(start === -1 ? "" : request.url.slice(start));
    read.set(request, parameters);
  }
  return parameters;
}

/** What a request asks for: in the body of a POST, in the address of a GET. */
export function givenIn(request: FastifyRequest): Given {
  const { body } = request as { body: unknown };
  if (request.method !== "GET") return typeof body === "object" && body !== null ? body : {};
  const parameters = parametersOf(request);
  const text = (name: string): string | undefined => parameters.get(name) ?? undefined;
  return {
    query: text("query"),
    operationName: text("operationName"),
    variables: parsed(text("variables")),
    extensions: parsed(text("extensions")),
  };
}

// A text that is not JSON stays one, which no parameter in JSON may be.
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

/** A request as Apollo Server reads it. */
export function toApolloRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, body } = request;
  const search = method === "GET" ? searchOf(request) : "";
  return { method, headers: headersOf(request), body, search };
}

// In a body null is the same as nothing.
function searchOf(request: FastifyRequest): string {
  const parameters = new URLSearchParams(parametersOf(request));
  for (const name of ["variables", "extensions"])
    if (parameters.get(name) === "null") parameters.delete(name);
  return `?${parameters.toString()}`;
}

function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  return map;
}
