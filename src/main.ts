import "./production.js";
import "reflect-metadata";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import closeWithGrace from "close-with-grace";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { ConfigError, isStartedByNpm, readConfig, type Config } from "./config.js";
import type { FollowLoads } from "./server/follow-loads.js";
import { listen } from "./server/listen.js";
import { createLogger } from "./server/logger.js";
import { Readiness } from "./server/readiness.js";
import { demoConfig, readStartOptions, START_USAGE, type StartOptions } from "./server/start-options.js";
import { onParentGone } from "./server/stop-with-parent.js";
import type { Progress } from "./transfer/load/load-report.js";

/** Time for closing the database after the server has closed, in milliseconds. */
const LAST_STEPS = 5_000;

// The compiled server is one folder deeper than the sources.
const root = fileURLToPath(new URL(import.meta.url.includes("/dist/") ? "../../" : "../", import.meta.url));

function configuration({ demo }: StartOptions): Config {
  try {
    const config = readConfig();
    return demo === null ? config : demoConfig(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2));
  if (options === null) {
    console.error(START_USAGE);
    process.exit(2);
  }
  const config = configuration(options);
  const logger = createLogger(config);
  // Imported only after the configuration is valid: ormconfig.ts reads it when it is loaded.
  const { createDataSource } = await import("../ormconfig.js");
  const dataSource = createDataSource(config.database);
  const { createApp } = await import("./server/app.js");
  const { FollowLoads } = await import("./server/follow-loads.js");
  const following = new FollowLoads(dataSource, config, logger);
  const readiness = new Readiness("the database");
  const app = await createApp({
    config,
    dataSource,
    logger,
    assetsFolder: `${root}dist/explorer`,
    operationsFolder: `${root}schema/operations`,
    readiness,
  });
  // Listening comes first: loading may take minutes, during which `/health` reports what the server waits for.
  const address = await listen(app, config);
  logger.info({ address }, "listening");
  const stopping = stopOnSignal({ app, dataSource, following, config, logger });
  const { isReadOnly } = await import("./database/read-only.js");
  const { prepareDatabase, RefusedData } = await import("./server/prepare.js");
  const { ReleaseOnTime } = await import("./server/release-on-time.js");
  const releases = new ReleaseOnTime(dataSource, logger);
  stopping.addEventListener("abort", () => {
    releases.stop();
  });
  try {
    await prepareDatabase(dataSource, { ...config, ...options }, logger, showProgress(), readiness);
  } catch (error) {
    // Stopping closes the database, so that its preparation fails.
    if (stopping.aborted) return;
    if (!(error instanceof RefusedData)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  if (!isReadOnly(dataSource)) {
    await releases.start();
    following.start();
  }
  logger.info({ address }, "serving");
  if (options.demo !== null) logger.warn("SYNTHETIC rows are served beside the real data");
  if (process.stdout.isTTY) greet(address, config, dataSource);
}

interface Running {
  app: FastifyInstance;
  dataSource: DataSource;
  following: FollowLoads;
  config: Config;
  logger: Logger;
}

function stopOnSignal({ app, dataSource, following, config, logger }: Running): AbortSignal {
  const { shutdownSeconds } = config;
  const stopping = new AbortController();
  const delay = shutdownSeconds * 1000 + LAST_STEPS;
  const { close } = closeWithGrace({ delay, logger: false }, async ({ err }) => {
    stopping.abort();
    if (err) logger.error({ err }, "stopping after an error");
    await Promise.all([app.close(), Promise.race([following.stop(), pause(shutdownSeconds * 1000)])]);
    // A database that does not respond may never close its connections.
    if (dataSource.isInitialized)
      await Promise.race([dataSource.destroy().catch(() => undefined), pause(LAST_STEPS / 2)]);
    logger.info("stopped");
  });
  if (isStartedByNpm()) onParentGone(close);
  return stopping.signal;
}

function greet(address: string, { explorer }: Config, { options }: DataSource): void {
  const engine = options.type === "better-sqlite3" ? `SQLite (${options.database})` : "MySQL";
  console.log(
    `\n  Open ${explorer ? `${address}/` : `${address}/graphql`}\n  Cakupan answers from ${engine}.\n`,
  );
}

// A terminal shows one line that changes; elsewhere the log reports that the data is loaded.
function showProgress(): (progress: Progress) => void {
  if (!process.stdout.isTTY) return () => undefined;
  return ({ table, done, total }) => {
    const share = Math.round((100 * done) / total);
    process.stdout.write(
      `\r\u001b[KLoading ${table}: ${done} of ${total} rows (${share} %)${done === total ? "\n" : ""}`,
    );
  };
}

main().catch((error: unknown) => {
  // Only the message: a stack trace does not help the person who starts the server.
  console.error(`Cakupan cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
