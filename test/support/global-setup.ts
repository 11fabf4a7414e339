import { type DatabaseUrls, prepareRealData } from "./real-data.js";
import { findMysqlServer, type PrivateServer, startMysqlServer } from "./mysql-server.js";

declare global {
  /** Handed from Jest's global setup to its teardown, which share nothing but the process. */
  var cakupanTestServer: PrivateServer | undefined;
}

// Tests make and drop thousands of tables, and a file for each takes twice as long.
const SHARED_FILE = "--innodb-file-per-table=OFF";

const HOW_TO_GET_MYSQL =
  "install one (apt-get install mariadb-server) or set TEST_DATABASE_URL=mysql://user:password@host:3306/";

/** A server with a database of the real data, and the same on SQLite. */
export async function setUpDatabases(): Promise<void> {
  const urls = await setUpServer();
  try {
    await prepareRealData(urls);
  } catch (error) {
    // Jest skips the teardown when the setup fails.
    await globalThis.cakupanTestServer?.stop();
    throw error;
  }
}

/** A server without databases. */
export async function setUpServer(): Promise<DatabaseUrls> {
  const mysql = await mysqlUrl();
  if (mysql === undefined) {
    if (isContinuousIntegration()) {
      throw new Error(`The tests need a MySQL or MariaDB server when CI is set: ${HOW_TO_GET_MYSQL}.`);
    }
    console.warn(
      `\nNo MySQL or MariaDB server was found, so the MySQL half of the tests does not run: ${HOW_TO_GET_MYSQL}.`,
    );
  } else {
    process.env.CAKUPAN_TEST_MYSQL_URL = mysql;
  }
  return mysql === undefined ? {} : { mysql };
}

async function mysqlUrl(): Promise<string | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== "") {
    return given;
  }
  const program = findMysqlServer();
  if (program === undefined) {
    return undefined;
  }
  globalThis.cakupanTestServer = await startMysqlServer(program, { settings: [SHARED_FILE] });
  return globalThis.cakupanTestServer.url;
}

function isContinuousIntegration(): boolean {
  return !["", "0", "false", undefined].includes(process.env.CI?.toLowerCase());
}
