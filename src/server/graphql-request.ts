import { HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyRequest } from "fastify";

/** The GraphQL parameters of a request, not yet type-checked: Apollo Server refuses missing and mistyped ones. */
export interface Given {
  query?: unknown;
  operationName?: unknown;
  variables?: unknown;
  extensions?: unknown;
}

const read = new WeakMap<FastifyRequest, URLSearchParams>();

/** The parameters of a GET, from the raw address: parsing a full URL would depend on `Host`, which may be invalid. */
export function parametersOf(request: FastifyRequest): URLSearchParams {
  let parameters = read.get(request);
  if (!parameters) {
    const start = request.url.indexOf("?");
    parameters = new URLSearchParams(start === -1 ? "" : request.url.slice(start));
    read.set(request, parameters);
  }
  return parameters;
}

/** The GraphQL parameters of a request: those in the body of a POST, or in the address of a GET. */
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

// Text that is not JSON is returned as it is, and refused later because it is not an object.
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

/** Converts a request to the form that Apollo Server expects. */
export function toApolloRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, body } = request;
  const search = method === "GET" ? searchOf(request) : "";
  return { method, headers: headersOf(request), body, search };
}

// Apollo Server treats null in a body as left out, but refuses it in an address.
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

/**
 * The parameters of a request for an operation, which may be given another document in place of all that names or registers one;
 * null when it has no parameters.
 */
export function replaceable(request: FastifyRequest): {
  get: (name: string) => unknown;
  put: (document: string) => void;
} | null {
  if (request.method !== "POST") {
    const parameters = parametersOf(request);
    return {
      get: (name) =>
        name === "extensions"
          ? parsed(parameters.get(name) ?? undefined)
          : (parameters.get(name) ?? undefined),
      put: (document) => {
        parameters.set("query", document);
        for (const name of ["extensions", "documentId"]) parameters.delete(name);
      },
    };
  }
  const { body } = request as { body: unknown };
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const given = body as Record<string, unknown>;
  return {
    get: (name) => given[name],
    put: (document) => {
      given.query = document;
      delete given.extensions;
      delete given.documentId;
    },
  };
}
