import type { DatabaseConfig } from "../../src/config.js";

/** How tests reach a database. */
export const databaseConfig = (url: string): DatabaseConfig => ({
  url,
  poolSize: 4,
  queueLimit: 10_000,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 20_000,
  waitSeconds: 0,
  tls: "off",
  tlsCa: null,
  readOnly: false,
});
