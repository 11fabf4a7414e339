import type { FastifyInstance } from "fastify";
import { starting } from "../errors.js";
import { formatError } from "./format-error.js";

/** What a server that listens already still waits for before it answers operations. */
export class Readiness {
  #waitingFor: string | null;

  constructor(waitingFor: string | null = null) {
    this.#waitingFor = waitingFor;
  }

  /** Null once operations are answered. */
  get waitingFor(): string | null {
    return this.#waitingFor;
  }

  /** Names what is waited for now. */
  waitFor(what: string): void {
    this.#waitingFor = what;
  }

  /** From now on operations are answered. */
  reach(): void {
    this.#waitingFor = null;
  }
}

const HELD = new Set<string | undefined>(["/graphql", "/export"]);
const RETRY_SECONDS = 5;

/** Answers what needs the database with SERVICE_UNAVAILABLE until the server is ready for it. */
export function holdOperations(app: FastifyInstance, readiness: Readiness): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (readiness.waitingFor === null || !HELD.has(request.routeOptions.url)) {
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
