import "reflect-metadata";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type Sqlite from "better-sqlite3";
import { DataSource, type DataSourceOptions, type Logger } from "typeorm";
import { readConfig, type DatabaseConfig } from "./src/config.js";
import { readMysqlUrl, readSqliteUrl } from "./src/database/database-url.js";
import { Initial1763600000000 } from "./src/database/migrations/1763600000000-initial.js";
import { CurrentStatements1763640000000 } from "./src/database/migrations/1763640000000-current-statements.js";
import { LatestCoverages1763680000000 } from "./src/database/migrations/1763680000000-latest-coverages.js";
import { DatasetRules1763760000000 } from "./src/database/migrations/1763760000000-dataset-rules.js";
import { IndicatorParts1764380000000 } from "./src/database/migrations/1764380000000-indicator-parts.js";
import { ComparableFigures1764460000000 } from "./src/database/migrations/1764460000000-comparable-figures.js";
import { StatisticCells1764490000000 } from "./src/database/migrations/1764490000000-statistic-cells.js";
import { mysqlDriver } from "./src/database/mysql.session.js";
import { SnakeCaseNaming } from "./src/database/snake-case.naming.js";
import { prepareConnection } from "./src/database/sqlite-connection.js";
import { SqliteDataSource } from "./src/database/sqlite-data-source.js";
import type { ReadersOptions } from "./src/database/sqlite-readers.js";
import { entities } from "./src/modules/index.js";

/** The data source for a database, not yet connected. `logger` is told of every statement. */
export function createDataSource(database: DatabaseConfig, logger?: Logger): DataSource {
  const isSqlite = database.url.startsWith("sqlite:");
  return new (isSqlite ? SqliteDataSource : DataSource)({
    ...(isSqlite ? sqliteOptions(database) : mysqlOptions(database)),
    entities: [...entities],
    migrations: [
      Initial1763600000000,
      CurrentStatements1763640000000,
      LatestCoverages1763680000000,
      DatasetRules1763760000000,
      IndicatorParts1764380000000,
      ComparableFigures1764460000000,
      StatisticCells1764490000000,
    ],
    migrationsTableName: "migrations",
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    ...(logger ? { logging: true, logger } : { logging: false }),
  });
}

function sqliteOptions({ url, ...limits }: DatabaseConfig): DataSourceOptions {
  const database = readSqliteUrl(url);
  return {
    type: "better-sqlite3",
    database,
    enableWAL: database !== ":memory:",
    prepareDatabase: (connection: Sqlite.Database) => {
      if (database !== ":memory:") mkdirSync(dirname(database), { recursive: true });
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
}: DatabaseConfig): DataSourceOptions {
  const ssl = {
    rejectUnauthorized: tls === "on",
    ...(tlsCa === null ? {} : { ca: readFileSync(tlsCa, "utf8") }),
  };
  const { socketPath, ...address } = readMysqlUrl(url);
  return {
    type: url.startsWith("mariadb:") ? "mariadb" : "mysql",
    driver: mysqlDriver,
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
