import "reflect-metadata";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { ConfigError, readConfig } from "../src/config.js";
import { createLogger } from "../src/server/logger.js";

/** Offers the graph as tools on standard input and output; the log goes to standard error. */
async function main(): Promise<void> {
  const config = readConfig();
  // Imported only after the configuration is valid: ormconfig.ts reads it when it is loaded.
  const { createDataSource } = await import("../ormconfig.js");
  const { serveToolsOnStdio } = await import("../src/server/mcp-stdio.js");
  const logger = createLogger(config, pino.destination({ dest: 2, sync: true }));
  const dataSource = createDataSource(config.database);
  // The compiled command is one folder deeper than the source.
  const root = new URL(import.meta.url.includes("/dist/") ? "../../" : "../", import.meta.url);
  const operations = fileURLToPath(new URL("schema/operations", root));
  try {
    await serveToolsOnStdio(dataSource, config, logger, operations);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

main().then(
  // Whatever still waits, nobody is there any longer to be told.
  () => process.exit(0),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof ConfigError ? message : `The tools cannot be offered: ${message}`);
    process.exit(error instanceof ConfigError ? 2 : 1);
  },
);
