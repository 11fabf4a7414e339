import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { unauthenticated } from "../errors.js";
import { OPERATION_ROUTES } from "./operation-routes.js";
import { ANONYMOUS, type Viewer } from "./viewer.js";

/** Finds the viewer of a key, null when it is not accepted; another way of saying who one is would be another of these. */
export interface Identities {
  viewer: (text: string) => Viewer | null | Promise<Viewer | null>;
}

const viewers = new WeakMap<FastifyRequest, Viewer>();

/** Is told of each key that is not accepted, and may refuse its sender otherwise. */
type OnRefused = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Who sent a request. */
export const viewerIn = (request: FastifyRequest): Viewer => viewers.get(request) ?? ANONYMOUS;

/** Routes that need no key even where everything else does: for whoever watches over the server. */
const OPEN = new Set<string | undefined>(["/health/live", "/health/ready"]);

/**
 * Finds out who sends a request, before its body is read. Without a key that is anybody; a key that is not accepted, for
 * whatever reason, is refused with one and the same UNAUTHENTICATED. Unless `isPublic`, all routes but those of health
 * need a key.
 */
export function authenticate(
  app: FastifyInstance,
  identities: Identities,
  isPublic: boolean,
  onRefused: OnRefused = () => Promise.resolve(),
): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { url } = request.routeOptions;
    // Beside operations, everything is the same for all.
    const isAsked = isPublic ? OPERATION_ROUTES.has(url) : !OPEN.has(url);
    const given = isAsked ? credentialsIn(request) : [];
    if (!isAsked || (given.length === 0 && isPublic)) {
      done();
      return;
    }
    const settle = (viewer: Viewer | null): void => {
      if (viewer) {
        viewers.set(request, viewer);
        // Nothing of a key is in a cache that could still hold it.
        if (request.headers["if-none-match"] !== undefined) delete request.headers["if-none-match"];
        done();
        return;
      }
      const refuse = (): void => {
        void reply.header("www-authenticate", 'Bearer realm="cakupan"');
        done(unauthenticated());
      };
      onRefused(request, reply).then(refuse, done);
    };
    const key = keyIn(given);
    const viewer = key === null ? null : identities.viewer(key);
    if (viewer instanceof Promise) viewer.then(settle, done);
    else settle(viewer);
  });
  // Whatever a route says of its answers, those to a key are nobody else's.
  app.addHook("onSend", (request, reply, payload, done) => {
    if (viewers.has(request)) void reply.header("cache-control", "private, no-store").removeHeader("etag");
    done(null, payload);
  });
}

/** What the headers of a request say of who sends it, each as often as it was sent: Node drops all but the first. */
function credentialsIn({ headers, raw: { rawHeaders } }: FastifyRequest): string[] {
  if (headers.authorization === undefined && headers["x-api-key"] === undefined) return [];
  const found: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, text = ""] = [rawHeaders[index]?.toLowerCase(), rawHeaders[index + 1]];
    if (name === "authorization") found.push(/^Bearer +(\S+) *$/i.exec(text)?.[1] ?? "");
    if (name === "x-api-key") found.push(text);
  }
  return found;
}

/** The one key of a request; null when there is none, or two that differ. */
function keyIn([first, ...more]: readonly string[]): string | null {
  return first !== undefined && more.every((text) => text === first) ? first : null;
}
