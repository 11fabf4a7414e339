import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "@jest/globals";
import mysql from "mysql2/promise";

export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export interface Engine {
  readonly name: "sqlite" | "mysql";
  /** A new, empty database that nobody else uses. */
  create(): Promise<FreshDatabase>;
}

/** The engines that can run here; MySQL is absent when global setup found no server. */
export function engines(): Engine[] {
  const server = process.env.CAKUPAN_TEST_MYSQL_URL;
  return server === undefined ? [sqlite] : [sqlite, mysqlOn(server)];
}

/** Runs the same tests on every engine. */
export function describeEachEngine(title: string, tests: (engine: Engine) => void): void {
  const available = engines();
  for (const engine of available) {
    describe(`${title} (${engine.name})`, () => {
      tests(engine);
    });
  }
  if (!available.some(({ name }) => name === "mysql")) {
    describe.skip(`${title} (mysql: skipped, no server was found)`, () => {
      tests(mysqlOn("mysql://no-server.invalid/"));
    });
  }
}

const sqlite: Engine = {
  name: "sqlite",
  async create() {
    const directory = await mkdtemp(join(tmpdir(), "cakupan-sqlite-"));
    return {
      url: `sqlite:${join(directory, "cakupan.sqlite")}`,
      drop: () => rm(directory, { recursive: true, force: true }),
    };
  },
};

function mysqlOn(server: string): Engine {
  return {
    name: "mysql",
    async create() {
      const database = `cakupan_test_${randomBytes(8).toString("hex")}`;
      await administer(server, `CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4`);
      return {
        url: urlOfDatabase(server, database),
        drop: () => administer(server, `DROP DATABASE IF EXISTS \`${database}\``),
      };
    },
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const connection = await mysql.createConnection(server);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

function urlOfDatabase(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
