import { randomUUID } from "node:crypto";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import helmet from "@fastify/helmet";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from "fastify";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { Config } from "../config.js";
import type { Context, OperationNote } from "../graph/context.js";
import { Reader } from "../graph/reader.js";
import { createApollo } from "./apollo.js";
import { registerExplorer } from "./explorer.js";
import { registerExport } from "./export.js";
import { registerHealth } from "./health.js";
import { CACHING_HOOKS } from "./http-caching.js";
import { holdOperations, Readiness } from "./readiness.js";
import { buildServedSchema } from "./schema.js";

/** What the server is made of; the data source is connected by the time that the server is ready. */
export interface AppOptions {
  config: Config;
  dataSource: DataSource;
  logger: Logger;
  /** Where the built explorer and its example operations are. */
  assetsFolder: string;
  operationsFolder: string;
  /** What is still waited for; nothing when left out. */
  readiness?: Readiness;
}

const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** The HTTP server, not yet listening: `/graphql`, `/health/*`, and the explorer at `/` when configured. */
export async function createApp({
  config,
  dataSource,
  logger,
  assetsFolder,
  operationsFolder,
  readiness = new Readiness(),
}: AppOptions): Promise<FastifyInstance> {
  // Fastify takes its types from the logger: the plain one keeps them plain.
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: config.requestTimeoutSeconds * 1000,
    connectionTimeout: config.requestTimeoutSeconds * 2000,
    http: { headersTimeout: 15_000 },
    trustProxy: config.trustProxy,
    logController: new LogController({ disableRequestLogging: true }),
    loggerInstance,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    done();
  });
  const operations = new WeakMap<FastifyRequest, OperationNote>();
  app.addHook("onResponse", (request, reply, done) => {
    const { id, method, routeOptions } = request;
    const route = routeOptions.url ?? "unknown";
    const milliseconds = Math.round(reply.elapsedTime);
    const about = { requestId: id, method, route, status: reply.statusCode, milliseconds };
    logger.info({ ...about, ...operations.get(request) }, "request");
    done();
  });
  // A client that keeps its connection after the last answer would hold the server open.
  let isClosing = false;
  app.addHook("preClose", (done) => {
    isClosing = true;
    done();
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isClosing) void reply.header("connection", "close");
    done(null, payload);
  });
  holdOperations(app, readiness);
  // The explorer's page sets a content security policy of its own.
  await app.register(helmet, { contentSecurityPolicy: false });

  const served = buildServedSchema();
  const apollo = createApollo(served, config, logger);
  await apollo.start();
  const context = (request: FastifyRequest): Promise<Context> =>
    Promise.resolve({
      db: dataSource,
      reader: new Reader(dataSource, config.maxRows),
      requestId: request.id,
      noteOperation: (operation) => operations.set(request, operation),
    });
  const handler = fastifyApolloHandler(apollo, { context });
  app.route({ method: ["GET", "POST"], url: "/graphql", ...CACHING_HOOKS, handler });
  registerExport(app, { apollo, schema: served.schema, context, config });
  // Fastify has answered all requests by then; the integration's drain plug-in would wait for Fastify in turn, for ever.
  app.addHook("onClose", () => apollo.stop());

  registerHealth(app, dataSource, readiness);
  if (config.explorer) await registerExplorer(app, { assetsFolder, operationsFolder });
  return app;
}
