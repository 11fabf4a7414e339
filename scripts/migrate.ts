import dataSource from "../ormconfig.js";
import { readConfig } from "../src/config.js";
import { alone, connect } from "../src/server/database.js";
import { createLogger } from "../src/server/logger.js";
import { migrate, NewerDatabase } from "../src/server/migrations.js";

// Brings the configured database up to date without loading data or serving.
const config = readConfig();
await connect(dataSource, config.database, createLogger(config));
try {
  const applied = await alone(dataSource, () => migrate(dataSource));
  console.log(
    applied.length === 0
      ? "The database is up to date."
      : applied.map((name) => `Applied ${name}.`).join("\n"),
  );
} catch (error) {
  if (!(error instanceof NewerDatabase)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await dataSource.destroy();
}
