import { randomUUID } from "node:crypto";

const ids = new WeakMap();

/** The id of a request: the caller's own, or one made for it. */
export function requestIdOf(request) {
  const given = request.headers.get("x-request-id");
  if (given) return given;
  if (!ids.has(request)) ids.set(request, randomUUID());
  return ids.get(request);
}
