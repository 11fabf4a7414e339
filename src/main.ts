import "reflect-metadata";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import closeWithGrace from "close-with-grace";
import { ConfigError, readConfig, type Config } from "./config.js";
import { createLogger } from "./server/logger.js";
import { demoConfig, readStartOptions, START_USAGE, type StartOptions } from "./server/start-options.js";
import type { Progress } from "./transfer/load-report.js";

/** Time to close what is left once the server has closed, in milliseconds. */
const LAST_STEPS = 5_000;

// The compiled server lies one folder deeper than the sources.
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
  // Only now: the file reads the configuration when it is loaded.
  const { createDataSource } = await import("../ormconfig.js");
  const dataSource = createDataSource(config.database);
  const { prepareDatabase, RefusedData } = await import("./server/prepare.js");
  const { createApp } = await import("./server/app.js");
  try {
    await prepareDatabase(dataSource, { ...config, ...options }, logger, showProgress());
  } catch (error) {
    if (!(error instanceof RefusedData)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  const app = await createApp({
    config,
    dataSource,
    logger,
    assetsFolder: `${root}dist/explorer`,
    operationsFolder: `${root}schema/operations`,
  });
  const address = await app.listen({ host: config.host, port: config.port });
  const delay = config.shutdownSeconds * 1000 + LAST_STEPS;
  closeWithGrace({ delay, logger: false }, async ({ err }) => {
    if (err) logger.error({ err }, "stopping after an error");
    await app.close();
    // A database that is silent does not say goodbye.
    await Promise.race([dataSource.destroy().catch(() => undefined), pause(LAST_STEPS / 2)]);
    logger.info("stopped");
  });
  logger.info({ address }, "serving");
  if (options.demo !== null) logger.warn("SYNTHETIC rows are served beside the real data");
  if (process.stdout.isTTY) {
    const engine =
      dataSource.options.type === "better-sqlite3" ? `SQLite (${dataSource.options.database})` : "MySQL";
    console.log(
      `\n  Cakupan serves ${address}/graphql from ${engine}.\n  Explorer: ${config.explorer ? `${address}/` : "off"}\n`,
    );
  }
}

// One line that changes on a terminal; elsewhere the log tells when the load is done.
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
  // The message only: a stack says nothing to whoever starts the server.
  console.error(`Cakupan cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
