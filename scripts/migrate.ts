import dataSource from "../ormconfig.js";
import { readConfig } from "../src/config.js";
import { alone, connect } from "../src/server/database.js";
import { createLogger } from "../src/server/logger.js";

// Brings the configured database up to date without loading data or serving.
const config = readConfig();
await connect(dataSource, config.database, createLogger(config));
try {
  const applied = await alone(dataSource, () => dataSource.runMigrations());
  console.log(
    applied.length === 0
      ? "The database is up to date."
      : applied.map(({ name }) => `Applied ${name}.`).join("\n"),
  );
} finally {
  await dataSource.destroy();
}
