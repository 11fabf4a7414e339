import { OPERATION_ROUTES } from "../access/operation-routes.js";
import type { FastifyInstance } from "fastify";
import { starting } from "../errors.js";
import { formatError } from "./format-error.js";

/** Whether a listening server answers operations yet, and what it waits for until then. */
export class Readiness {
  #waitingFor: string | null;

  constructor(waitingFor: string | null = null) {
    this.#waitingFor = waitingFor;
  }

  /** What the server waits for; null once it answers operations. */
  get waitingFor(): string | null {
    return this.#waitingFor;
  }

  /** Sets what the server waits for now. */
  waitFor(what: string): void {
    this.#waitingFor = what;
  }

  /** Lets the server answer operations from now on. */
  reach(): void {
    this.#waitingFor = null;
  }
}

const RETRY_SECONDS = 5;

/** Refuses operations, by whatever route, with SERVICE_UNAVAILABLE until the server is ready. */
export function holdOperations(app: FastifyInstance, readiness: Readiness): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (readiness.waitingFor === null || !OPERATION_ROUTES.has(request.routeOptions.url)) {
      done();
      return;
    }
    const error = starting(readiness.waitingFor);
    void reply
      .code(503)
      .headers({ "retry-after": RETRY_SECONDS, "cache-control": "no-store" })
      .send({ errors: [formatError(error.toJSON(), error)] });
  });
}
