import "reflect-metadata";
import { ConfigError, readConfig } from "../src/config.js";
import { alone, connect } from "../src/database/connect.js";
import { createLogger } from "../src/server/logger.js";
import { migrate } from "../src/server/migrations.js";

/** Brings the configured database up to date without loading data or serving. */
async function main(): Promise<void> {
  const config = readConfig();
  // Imported only now, because it reads the configuration when it is loaded.
  const { default: dataSource } = await import("../ormconfig.js");
  await connect(dataSource, config.database, createLogger(config));
  try {
    const applied = await alone(dataSource, () => migrate(dataSource));
    console.log(
      applied.length === 0
        ? "The database is up to date."
        : applied.map((name) => `Applied ${name}.`).join("\n"),
    );
  } finally {
    await dataSource.destroy();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof ConfigError ? 2 : 1;
});
