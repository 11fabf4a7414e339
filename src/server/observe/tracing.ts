import {
  context,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Database, RanStatement } from "../../database/statement.js";
import { SERVER_VERSION } from "../../modules/about/server-version.js";

const MAX_TEXT = 2_000;

/** The tracer of an OpenTelemetry SDK that was started before this server; null without one. */
export function registeredTracer(): Tracer | null {
  const provider = trace.getTracerProvider();
  const isThere =
    !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer("cakupan") !== undefined;
  return isThere ? trace.getTracer("cakupan", SERVER_VERSION) : null;
}

/**
 * Spans of requests, their operations, and the statements of these. Sessions lead from one to the next, so that no context
 * needs to follow every promise.
 */
export class Tracing {
  readonly #requests = new WeakMap<FastifyRequest, Span>();
  readonly #sessions = new WeakMap<Database, Span>();

  constructor(readonly tracer: Tracer) {}

  register(app: FastifyInstance): void {
    app.addHook("onRequest", (request, reply, done) => {
      const { method, headers, routeOptions } = request;
      const route = routeOptions.url ?? "unknown";
      const span = this.tracer.startSpan(
        `${method} ${route}`,
        { kind: SpanKind.SERVER, attributes: { "http.request.method": method, "http.route": route } },
        propagation.extract(context.active(), headers),
      );
      this.#requests.set(request, span);
      reply.raw.once("close", () => {
        span.setAttribute("http.response.status_code", reply.statusCode);
        if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      done();
    });
  }

  /** Lets what runs in a session belong to a request. */
  link(request: FastifyRequest, db: Database): void {
    const span = this.#requests.get(request);
    if (span) this.#sessions.set(db, span);
  }

  startOperation(db: Database, label: string, name: string | null): Span {
    const attributes = { "graphql.operation.name": (name ?? "").slice(0, 100) };
    return this.tracer.startSpan(`operation ${label}`, { attributes }, this.#within(this.#sessions.get(db)));
  }

  endOperation(span: Span, outcome: string): void {
    span.setAttribute("cakupan.outcome", outcome);
    if (outcome === "failed") span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  /** Statements have placeholders for all values, so that their texts tell none. */
  statement(db: Database, operation: Span | null, { name, sql, rows, milliseconds }: RanStatement): void {
    const parent = operation ?? this.#sessions.get(db);
    // What no request asked for belongs to no trace.
    if (!parent) return;
    const span = this.tracer.startSpan(
      name,
      {
        kind: SpanKind.CLIENT,
        startTime: Date.now() - milliseconds,
        attributes: {
          "db.query.text": sql.slice(0, MAX_TEXT),
          ...(rows === null ? {} : { "db.response.returned_rows": rows }),
        },
      },
      this.#within(parent),
    );
    if (rows === null) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  #within(span: Span | undefined): ReturnType<typeof context.active> {
    return span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT;
  }
}
