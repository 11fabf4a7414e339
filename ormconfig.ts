import "reflect-metadata";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type Sqlite from "better-sqlite3";
import { DataSource, type DataSourceOptions, type Logger } from "typeorm";
import { readConfig, type DatabaseConfig } from "./src/config.js";
import { readMysqlUrl, readSqliteUrl } from "./src/database/database-url.js";
import { migrations } from "./src/database/migrations/index.js";
import { mysqlDriver } from "./src/database/mysql.session.js";
import { makeReadOnly } from "./src/database/read-only.js";
import { SnakeCaseNaming } from "./src/database/snake-case.naming.js";
import { prepareConnection } from "./src/database/sqlite-connection.js";
import { SqliteDataSource } from "./src/database/sqlite-data-source.js";
import type { ReadersOptions } from "./src/database/sqlite-readers.js";
import { entities } from "./src/modules/index.js";

/** The data source for a database, not yet connected. `logger` is told of every statement. */
export function createDataSource(database: DatabaseConfig, logger?: Logger): DataSource {
  const isSqlite = database.url.startsWith("sqlite:");
  const dataSource = new (isSqlite ? SqliteDataSource : DataSource)({
    ...(isSqlite ? sqliteOptions(database) : mysqlOptions(database)),
    entities: [...entities],
    migrations,
    migrationsTableName: "migrations",
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    ...(logger ? { logging: true, logger } : { logging: false }),
  });
  return database.readOnly ? makeReadOnly(dataSource) : dataSource;
}

function sqliteOptions({ url, readOnly, ...limits }: DatabaseConfig): DataSourceOptions {
  const database = readSqliteUrl(url);
  return {
    type: "better-sqlite3",
    database,
    enableWAL: database !== ":memory:" && !readOnly,
    readonly: readOnly,
    prepareDatabase: (connection: Sqlite.Database) => {
      if (database !== ":memory:" && !readOnly) mkdirSync(dirname(database), { recursive: true });
      prepareConnection(connection);
    },
    extra: limits satisfies Omit<ReadersOptions, "file">,
  };
}

function mysqlOptions({
  url,
  poolSize,
  queueLimit,
  connectTimeoutMs,
  tls,
  tlsCa,
  readOnly,
}: DatabaseConfig): DataSourceOptions {
  const ssl = {
    rejectUnauthorized: tls === "on",
    ...(tlsCa === null ? {} : { ca: readFileSync(tlsCa, "utf8") }),
  };
  const { socketPath, ...address } = readMysqlUrl(url);
  return {
    type: url.startsWith("mariadb:") ? "mariadb" : "mysql",
    driver: mysqlDriver(readOnly),
    ...address,
    ...(socketPath === undefined ? {} : { socketPath }),
    charset: "utf8mb4",
    timezone: "Z",
    dateStrings: true,
    connectTimeout: connectTimeoutMs,
    ...(tls === "off" ? {} : { ssl }),
    extra: { connectionLimit: poolSize, queueLimit, enableKeepAlive: true, maxPreparedStatements: 200 },
  };
}

// The TypeORM command line and the server take the configured database from here.
export default createDataSource(readConfig().database);
