import { randomUUID } from "node:crypto";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { authenticate, viewerIn } from "../access/authenticate.js";
import { RateLimits } from "../access/limits/rate-limits.js";
import { Usage } from "../access/usage.js";
import { storedDocuments, storedKeys } from "../access/stored-keys.js";
import type { Config } from "../config.js";
import { isReadOnly } from "../database/read-only.js";
import type { Session } from "../database/session.js";
import type { Context, OperationNote } from "../graph/declare/context.js";
import { Reader } from "../graph/read/reader.js";
import { releaseOf } from "./answer-tag.js";
import { AnswerRooms } from "./answer-room.js";
import { createApollo } from "./apollo.js";
import { readBoundaries } from "./boundaries.js";
import { allowOrigins } from "./cross-origin.js";
import { closeInTime } from "./close-in-time.js";
import { compressAnswers } from "./compression.js";
import { registerDesk } from "./desk.js";
import { registerExplorer } from "./explorer.js";
import { registerExport } from "./export.js";
import { ExportLinks } from "./export-links.js";
import { replaceable } from "./graphql-request.js";
import { registerGraphQL } from "./graphql-route.js";
import { registerHealth } from "./health.js";
import { answerBrokenRequest, answerError, answerErrors } from "./http-errors.js";
import { readJsonBodies } from "./json-body.js";
import { registerMcp } from "./mcp-route.js";
import { readOperations } from "./operations.js";
import { Observer } from "./observe/observer.js";
import { PersistedDocuments } from "./persisted-documents.js";
import { holdOperations, Readiness } from "./readiness.js";
import { registerSchema } from "./schema-route.js";
import { servedSchema } from "./schema.js";
import { nameDataVersion, nameSnapshotVersion } from "./version-header.js";
import { setSafeHeaders } from "./safe-headers.js";
import { Sessions } from "./sessions.js";
import { dropSlowClients } from "./slow-clients.js";
import { graphTools } from "./tools.js";

/** Dependencies of the server; the data source must be connected before `readiness` is reached. */
export interface AppOptions {
  config: Config;
  dataSource: DataSource;
  logger: Logger;
  /** Folders of the built explorer and of its example operations. */
  assetsFolder: string;
  operationsFolder: string;
  /** Until when operations are refused; they are answered from the start when left out. */
  readiness?: Readiness;
}

/** Status in the log of a request whose connection was closed before the end of the answer. */
const LEFT = 499;
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
  // Fastify infers its instance's type from the logger: with pino's own, the app would not be a plain FastifyInstance.
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: config.requestTimeoutSeconds * 1000,
    // Longer than a connection may be idle while a request arrives or is answered.
    connectionTimeout: config.requestTimeoutSeconds * 2000 + config.operationTimeoutMs,
    http: { headersTimeout: 15_000 },
    trustProxy: config.trustProxy,
    logController: new LogController({ disableRequestLogging: true }),
    loggerInstance,
    // Lines name their request themselves, and most requests write none by this.
    childLoggerFactory: (all) => all,
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const operations = new WeakMap<FastifyRequest, OperationNote>();
  // Looking for secrets in each line takes a third of the memory that a small answer does, and these have no place for one.
  const lines = logger.child({}, { redact: [] });
  const logRequest = (request: FastifyRequest, reply: FastifyReply, status: number): void => {
    const { id, method, routeOptions } = request;
    const route = routeOptions.url ?? "unknown";
    const milliseconds = Math.round(reply.elapsedTime);
    lines.info({ requestId: id, method, route, status, milliseconds, ...operations.get(request) }, "request");
  };
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    // Fastify calls no hook when a client has not read its whole answer.
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) logRequest(request, reply, LEFT);
    });
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    logRequest(request, reply, reply.statusCode);
    done();
  });
  const examples = await readOperations(operationsFolder);
  const observer = new Observer(
    dataSource,
    config,
    logger,
    examples.map(({ document }) => document),
  );
  observer.register(app);
  // Before anything that may refuse a request, so that pages of other origins can read why.
  await allowOrigins(app, config);
  setSafeHeaders(app, config);
  const sessions = new Sessions(dataSource, config.operationTimeoutMs);
  closeInTime(app, sessions, config);
  dropSlowClients(app, config);
  holdOperations(app, readiness);
  const limits = new RateLimits(config, (error) => {
    logger.warn(
      { reason: error.message },
      "Redis cannot be reached; limits are counted by this server alone",
    );
  });
  authenticate(app, storedKeys(dataSource), config.isPublic, (request, reply) =>
    limits.refuseKey(request, reply),
  );
  limits.register(app, viewerIn);
  storedDocuments(dataSource).guard(app, viewerIn, replaceable);
  nameDataVersion(app, dataSource, readiness);
  await compressAnswers(app);
  answerErrors(app);
  readJsonBodies(app);

  const served = servedSchema();
  const persisted = new PersistedDocuments();
  const usage = isReadOnly(dataSource)
    ? null
    : new Usage(dataSource, (error) => {
        logger.error({ err: error }, "what partners used could not be written");
      });
  usage?.start();
  const apollo = createApollo(served, config, logger, undefined, persisted, usage, observer);
  await apollo.start();
  const context = (request: FastifyRequest, db: Session): Promise<Context> => {
    nameSnapshotVersion(request, db);
    observer.link(request, db);
    return Promise.resolve({
      db,
      reader: new Reader(db, viewerIn(request), config.maxRows),
      viewer: viewerIn(request),
      budget: limits.budgetOf(request, viewerIn(request)),
      leastEmployers: config.leastEmployers,
      dataFolder: config.dataFolder,
      requestId: request.id,
      noteOperation: (operation) => operations.set(request, operation),
    });
  };
  const rooms = new AnswerRooms(config.maxAnswerBytes);
  registerGraphQL(app, { apollo, context, sessions, rooms, config });
  const links = new ExportLinks(served.schema, examples, persisted);
  registerExport(app, {
    apollo,
    schema: served.schema,
    release: releaseOf(served),
    links,
    context,
    sessions,
    rooms,
    config,
  });
  registerDesk(app, { config, dataSource, sessions, limits });
  if (config.mcp) {
    const tools = graphTools(served, examples, config);
    registerMcp(app, { tools, apollo, context, sessions, rooms, config, logger });
  }
  // Fastify calls this hook after it has answered all requests.
  app.addHook("onClose", async () => {
    await apollo.stop();
    await usage?.stop();
  });

  if (config.introspection) registerSchema(app, served.clientSdl);
  registerHealth(app, dataSource, readiness);
  if (config.explorer) {
    const { embedOrigins } = config;
    const boundaries = config.boundaries && (await readBoundaries(config.boundaries));
    await registerExplorer(app, { assetsFolder, operationsFolder, embedOrigins, boundaries });
  }
  const metrics = await observer.serveMetrics(app);
  if (metrics !== null) logger.info({ address: metrics }, "serving metrics");
  return app;
}
