import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { unauthenticated } from "../errors.js";
import { LINKS, OPERATION_ROUTES } from "./operation-routes.js";
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

// Beside operations, everything is the same for all.
const saysWho = (url: string | undefined): boolean => OPERATION_ROUTES.has(url) && url !== LINKS;
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
    const isAsked = isPublic ? saysWho(url) : !OPEN.has(url);
    const { authorization, "x-api-key": apiKey } = request.headers;
    if (!isAsked || (authorization === undefined && apiKey === undefined && isPublic)) {
      done();
      return;
    }
    const settle = (viewer: Viewer | null): void => {
      if (viewer) {
        viewers.set(request, viewer);
        done();
        return;
      }
      const refuse = (): void => {
        void reply.header("www-authenticate", 'Bearer realm="cakupan"');
        done(unauthenticated());
      };
      onRefused(request, reply).then(refuse, done);
    };
    const key = keyIn(authorization, apiKey);
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

/** The one key of a request; null when there is none, or two that differ. */
function keyIn(authorization: string | undefined, apiKey: string | string[] | undefined): string | null {
  const bearer =
    authorization === undefined ? undefined : (/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "");
  const given = [bearer, apiKey].filter((text) => text !== undefined);
  const [first] = given;
  return typeof first === "string" && given.every((text) => text === first) ? first : null;
}
