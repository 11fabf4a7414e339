import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import mysqlDriver, { type Connection, type RowDataPacket } from "mysql2/promise";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { prepareDatabase } from "../../src/server/prepare.js";
import { createMigrated } from "../support/copied-tables.js";
import { engines } from "../support/engines.js";
import { writePackage } from "../support/graph.js";
import { Link } from "../support/link.js";
import { WORLD } from "../support/rows.js";

interface Served {
  app: FastifyInstance;
  dataSource: DataSource;
  address: string;
  /** Names of the SQL statements that were run so far. */
  statements: string[];
  /** The log so far, by line. */
  lines: any[];
}

interface Answer {
  status: number;
  body: any;
}

const SMALL = `{ region(code: "15.71") { name } }`;
const FOUND = { status: 200, body: { data: { region: { name: "Jambi" } } } };
const many = (fields: number): string =>
  `{ ${Array.from({ length: fields }, (_, index) => `a${index}: employers(filter: { name: { contains: "x${index}" } }) { totalCount }`).join(" ")} }`;
const late = {
  status: 504,
  body: {
    data: null,
    errors: [{ message: expect.stringContaining("Ask for less"), extensions: { code: "QUERY_TIMEOUT" } }],
  },
};

const mysql = engines().find(({ name }) => name === "mysql");

(mysql ? describe : describe.skip)("An operation on MySQL", () => {
  const cleanUps: (() => unknown)[] = [];
  let url: string;
  let dataFolder: string;
  let administrator: Connection;

  beforeEach(async () => {
    if (!mysql) return;
    const database = await createMigrated(mysql);
    url = database.url;
    dataFolder = await writePackage(WORLD);
    administrator = await mysqlDriver.createConnection(url);
    cleanUps.push(
      () => database.drop(),
      () => rm(dataFolder, { recursive: true }),
      () => administrator.end(),
    );
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function serve(environment: NodeJS.ProcessEnv, databaseUrl = url): Promise<Served> {
    const config = readConfig({
      // A cached answer would hide what the database does.
      ANSWER_CACHE_MB: "0",
      DATABASE_URL: databaseUrl,
      // Only the deadline may end the operations that these tests delay.
      DATABASE_STATEMENT_TIMEOUT_MS: "60000",
      OPERATION_TIMEOUT_MS: "60000",
      DATA_FOLDER: dataFolder,
      EXPLORER: "false",
      ...environment,
    });
    const statements: string[] = [];
    const quiet = (): void => undefined;
    const dataSource = createDataSource(config.database, {
      logQuery: (statement) => {
        statements.push(/^\/\* (.+?) \*\//.exec(statement)?.[1] ?? statement);
      },
      logQueryError: quiet,
      logQuerySlow: quiet,
      logSchemaBuild: quiet,
      logMigration: quiet,
      log: quiet,
    });
    cleanUps.push(async () => {
      // Fails when a connection to the silent server is still being opened.
      if (dataSource.isInitialized) await dataSource.destroy().catch(() => undefined);
    });
    const lines: any[] = [];
    const logger = createLogger(config, { write: (line) => lines.push(JSON.parse(line)) });
    await prepareDatabase(dataSource, config, logger, quiet);
    const app = await createApp({
      config,
      dataSource,
      logger,
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
    cleanUps.push(() => app.close());
    const address = await app.listen({ host: "127.0.0.1", port: 0 });
    statements.length = 0;
    return { app, dataSource, address, statements, lines };
  }

  const ask = async (address: string, query: string, signal: AbortSignal | null = null): Promise<Answer> => {
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
      signal,
    });
    return { status: response.status, body: await response.json() };
  };

  /** Makes every statement that reads a table wait until the returned function is called. */
  async function hold(table: string): Promise<() => Promise<void>> {
    await administrator.query(`LOCK TABLES ${table} WRITE`);
    return async () => {
      await administrator.query("UNLOCK TABLES");
    };
  }

  /** The number of statements about a table that the database is running. */
  async function busyWith(table: string): Promise<number> {
    const [rows] = await administrator.query<RowDataPacket[]>(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE ? AND id <> CONNECTION_ID()",
      [`%${table}%`],
    );
    return rows.length;
  }

  async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
    for (let turn = 0; turn < 1_000; turn += 1) {
      if (await condition()) return;
      await pause(20);
    }
    throw new Error("It never became so");
  }

  const counts = ({ statements }: Served): number =>
    statements.filter((name) => name === "Employer count").length;

  it("is answered at its deadline; then none of its statements is running, and only a few have ever run", async () => {
    const served = await serve({ OPERATION_TIMEOUT_MS: "1000" });
    const release = await hold("employers");
    expect(await ask(served.address, many(180))).toMatchObject(late);
    await until(async () => (await busyWith("employers")) === 0);
    expect(counts(served)).toBe(4);
    expect(served.lines.filter(({ level }) => level >= 50)).toHaveLength(1);
    await release();
    // Few enough to be in time where a machine does much else.
    expect(await ask(served.address, many(20))).toMatchObject({ status: 200 });
    expect(counts(served)).toBe(24);
  });

  it("ends when its client leaves: running statements are ended at the database, and waiting ones never run", async () => {
    const served = await serve({});
    await hold("employers");
    const leave = new AbortController();
    const left = ask(served.address, many(20), leave.signal);
    await until(async () => (await busyWith("employers")) === 4);
    leave.abort();
    await expect(left).rejects.toThrow("aborted");
    await until(async () => (await busyWith("employers")) === 0);
    await until(() => served.lines.some(({ msg, status }) => msg === "request" && status === 499));
    expect(counts(served)).toBe(4);
    expect(served.lines.filter(({ level }) => level >= 50)).toEqual([]);
  });

  it("with many slow statements does not delay a small one", async () => {
    const { address } = await serve({ DATABASE_POOL_SIZE: "4" });
    const release = await hold("employers");
    const answered: string[] = [];
    const large = [1, 2].map((number) =>
      ask(address, many(20)).then((answer) => {
        answered.push(`large ${number}`);
        return answer;
      }),
    );
    await until(async () => (await busyWith("employers")) === 3);
    expect(await ask(address, SMALL)).toMatchObject(FOUND);
    expect(answered).toEqual([]);
    await release();
    for (const answer of await Promise.all(large)) expect(answer.status).toBe(200);
  });

  it("is answered at its deadline when the database accepts connections and never answers", async () => {
    const shaky = await Link.to(url);
    cleanUps.push(() => shaky.down());
    await shaky.up();
    const { address } = await serve(
      {
        DATABASE_POOL_SIZE: "3",
        DATABASE_CONNECT_TIMEOUT_MS: "3000",
        OPERATION_TIMEOUT_MS: "2000",
      },
      shaky.url,
    );
    const comesBack = async (): Promise<void> => {
      await until(async () => (await ask(address, SMALL)).status === 200);
      expect(await ask(address, SMALL)).toMatchObject(FOUND);
      expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    };
    await comesBack();
    for (const silence of ["of open connections", "of new connections"]) {
      if (silence === "of new connections") await shaky.down();
      await shaky.up();
      shaky.swallow();
      const answers = await Promise.all(Array.from({ length: 12 }, () => ask(address, SMALL)));
      for (const { status, body } of answers) {
        expect([503, 504]).toContain(status);
        expect(["QUERY_TIMEOUT", "SERVICE_UNAVAILABLE"]).toContain(body.errors[0].extensions.code);
      }
      expect((await fetch(`${address}/health/ready`)).status).toBe(503);
      await shaky.up();
      await comesBack();
    }
  }, 60_000);

  it("is given the configured time when the server stops, and is then answered with that reason", async () => {
    const { app, address } = await serve({ SHUTDOWN_SECONDS: "1" });
    await hold("employers");
    const answer = ask(address, many(1));
    await until(async () => (await busyWith("employers")) === 1);
    await app.close();
    expect(await answer).toMatchObject({
      status: 503,
      body: {
        errors: [
          {
            message: "The server is shutting down. Try again shortly.",
            extensions: { code: "SERVICE_UNAVAILABLE" },
          },
        ],
      },
    });
    await until(async () => (await busyWith("employers")) === 0);
  });
});
