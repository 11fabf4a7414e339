import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from "@apollo/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { parse, Kind } from "graphql";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { Config } from "../../config.js";
import { observeStatements, type Database, type RanStatement } from "../../database/statement.js";
import type { Context } from "../../graph/declare/context.js";
import type { AnswerCache } from "../answer-cache.js";
import { MetricsServer } from "./metrics-server.js";
import { Metrics, OTHER, type OutcomeOfOperation } from "./metrics.js";
import { RunningOperation } from "./running-operation.js";
import { SlowOperations } from "./slow-operations.js";
import { registeredTracer, Tracing } from "./tracing.js";

type Ended = GraphQLRequestContextWillSendResponse<Context>;

/** Codes of errors for which the server, or what it depends on, is to blame. */
const OURS = new Set(["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "QUERY_TIMEOUT"]);
const CODE = /^[A-Z_]{1,40}$/;

/**
 * Watches requests, operations and statements for whoever operates the server: as metrics, as spans and, where they are
 * slow, in the log. What is not configured is not watched.
 */
export class Observer {
  readonly metrics: Metrics | null;
  readonly #tracing: Tracing | null;
  readonly #slow: SlowOperations | null;
  readonly #known: ReadonlySet<string>;
  readonly #running = new WeakMap<Database, RunningOperation>();

  /** `documents` are those whose operations are told apart. */
  constructor(
    readonly dataSource: DataSource,
    readonly config: Config,
    readonly logger: Logger,
    documents: readonly string[],
  ) {
    const { metricsPort, slowOperationMs } = config;
    const tracer = registeredTracer();
    this.metrics = metricsPort === null ? null : new Metrics(dataSource);
    this.#tracing = tracer && new Tracing(tracer);
    this.#slow = slowOperationMs === 0 ? null : new SlowOperations(dataSource, logger, slowOperationMs);
    this.#known = new Set(documents.flatMap(namesIn));
  }

  /** Watches the requests of an app, and the statements of the database, until the app is closed. */
  register(app: FastifyInstance): void {
    this.#tracing?.register(app);
    const { metrics } = this;
    if (metrics)
      app.addHook("onResponse", ({ routeOptions }, { statusCode }, done) => {
        metrics.request(routeOptions.url, statusCode);
        done();
      });
    if (!metrics && !this.#tracing && !this.#slow) return;
    const stop = observeStatements(this.dataSource, (ran, db) => {
      this.#ran(ran, db);
    });
    app.addHook("onClose", (_app, done) => {
      stop();
      done();
    });
  }

  /** Serves metrics, where they are configured, until the app is closed; returns where. */
  async serveMetrics(app: FastifyInstance): Promise<string | null> {
    const { metricsHost, metricsPort } = this.config;
    if (!this.metrics || metricsPort === null) return null;
    const server = new MetricsServer(this.metrics.registry);
    app.addHook("onClose", () => server.close());
    return server.listen(metricsHost, metricsPort);
  }

  link(request: FastifyRequest, db: Database): void {
    this.#tracing?.link(request, db);
  }

  watchCache(cache: AnswerCache): void {
    this.metrics?.watchCache(cache);
  }

  /** Watches the operations of Apollo Server. */
  readonly plugin: ApolloServerPlugin<Context> = {
    requestDidStart: ({ contextValue: { db } }) => {
      const running = new RunningOperation();
      this.#running.set(db, running);
      return Promise.resolve({
        didResolveOperation: ({ operationName }) => {
          running.span =
            this.#tracing?.startOperation(db, this.#labelOf(operationName), operationName) ?? null;
          return Promise.resolve();
        },
        willSendResponse: (ended) => {
          this.#ended(running, ended);
          return Promise.resolve();
        },
      });
    },
  };

  #ran(ran: RanStatement, db: Database): void {
    const running = this.#running.get(db);
    running?.ran(ran);
    this.metrics?.statement(ran);
    this.#tracing?.statement(db, running?.span ?? null, ran);
  }

  #ended(running: RunningOperation, ended: Ended): void {
    const { contextValue, operationName = null } = ended;
    const { db, reader, requestId, price } = contextValue;
    this.#running.delete(db);
    const milliseconds = performance.now() - running.since;
    const codes = codesIn(ended);
    const outcome = outcomeOf(ended, codes);
    this.metrics?.operation(this.#labelOf(operationName), outcome, milliseconds / 1000, reader.rowsRead);
    for (const code of codes) this.metrics?.error(code);
    if (running.span) this.#tracing?.endOperation(running.span, outcome);
    this.#slow?.ended(running, milliseconds, { requestId, operation: operationName, price });
  }

  // Callers name operations as they like.
  #labelOf(name: string | null | undefined): string {
    return typeof name === "string" && this.#known.has(name) ? name : OTHER;
  }
}

const namesIn = (document: string): string[] =>
  parse(document, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : [],
  );

function codesIn({ response: { body } }: Ended): string[] {
  if (body.kind !== "single") return [];
  return (body.singleResult.errors ?? []).map(({ extensions }) => {
    const code = String(extensions?.code);
    return CODE.test(code) ? code : OTHER;
  });
}

function outcomeOf({ response: { body }, metrics }: Ended, codes: readonly string[]): OutcomeOfOperation {
  if (metrics.responseCacheHit) return "cached";
  if (codes.length === 0) return "ok";
  if (codes.some((code) => OURS.has(code))) return "failed";
  return body.kind === "single" && body.singleResult.data ? "partial" : "refused";
}
