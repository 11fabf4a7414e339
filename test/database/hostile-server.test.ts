import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createConnection } from "mysql2";
import mysql from "mysql2/promise";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { runBound } from "../../src/database/mysql.statement.js";
import { join, raw, run, runPlain, sql } from "../../src/database/statement.js";
import { readOperations } from "../../src/server/operations.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { databaseConfig } from "../support/database-config.js";
import { engines } from "../support/engines.js";
import { openRealGraph, TestGraph } from "../support/graph.js";
import { findMysqlServer, startMysqlServer, type PrivateServer } from "../support/mysql-server.js";

// What an operator may set for all sessions, each of which would change answers, lose what is written, or refuse it.
const SETTINGS: Record<string, string> = {
  sql_mode: "'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE,EMPTY_STRING_IS_NULL'",
  time_zone: "'+09:00'",
  autocommit: "0",
  completion_type: "'CHAIN'",
  sql_select_limit: "10",
  group_concat_max_len: "4",
  max_sort_length: "64",
  div_precision_increment: "0",
  sql_auto_is_null: "1",
  sql_big_selects: "0",
  max_join_size: "1",
  sql_safe_updates: "1",
  foreign_key_checks: "0",
  unique_checks: "0",
  default_storage_engine: "MyISAM",
  wait_timeout: "2",
  old_mode: "'ZERO_DATE_TIME_CAST'",
  max_recursive_iterations: "1",
  idle_transaction_timeout: "1",
  idle_readonly_transaction_timeout: "1",
  idle_write_transaction_timeout: "1",
  max_statement_time: "0.5",
  tx_isolation: "'READ-UNCOMMITTED'",
  tx_read_only: "1",
  lc_messages: "'de_DE'",
  character_set_client: "latin1",
  character_set_results: "latin1",
  collation_connection: "latin1_german1_ci",
};

// These only decide what the server says, or what no session has any more.
const LEFT_TO_THE_OPERATOR = new Set(["max_join_size", "lc_messages"]);

const VALUES = [
  "')))) OR 1=1 -- ",
  "\\')))) OR 1=1 -- ",
  '")))) OR 1=1 -- ',
  "\\' OR \\'1\\'=\\'1",
  "' OR ''='",
  "\\",
  "\\\\' OR 1=1 #",
  "/*' OR 1=1 */",
  "\u0000' OR 1=1 -- ",
  "¿' OR 1=1 -- ",
  "縗' OR 1=1 -- ",
];

const program = findMysqlServer();
const isPossible = program !== undefined && engines().some(({ name }) => name === "mysql");

(isPossible ? describe : describe.skip)("On a server that others have set up", () => {
  let server: PrivateServer;
  let url: string;
  let graph: TestGraph;
  let usual: TestGraph;

  beforeAll(async () => {
    server = await startMysqlServer(program ?? "", { settings: ["--skip-character-set-client-handshake"] });
    url = server.url.replace(/\/\/.*@(.*)$/, "//limited:se%27cr%40et@$1hostile");
    await administer([
      "CREATE DATABASE hostile CHARACTER SET latin1",
      "CREATE USER 'limited'@'127.0.0.1' IDENTIFIED BY 'se\\'cr@et'",
      "GRANT ALL ON hostile.* TO 'limited'@'127.0.0.1'",
      // Run for those only who are no administrators.
      "SET GLOBAL init_connect = 'SET NAMES latin1, sql_select_limit = 3, sql_mode = \\'NO_BACKSLASH_ESCAPES\\''",
      ...Object.entries(SETTINGS).map(([name, value]) => `SET GLOBAL ${name} = ${value}`),
    ]);
    const dataSource = await createDataSource(databaseConfig(url)).initialize();
    await dataSource.runMigrations();
    const { outcome } = await loadPackage(dataSource, await openPackage("data"));
    await dataSource.destroy();
    expect(outcome).toBe("loaded");
    graph = await TestGraph.open(url);
    usual = await openRealGraph({ name: "mysql", create: () => Promise.reject(new Error("not here")) });
  }, 120_000);
  afterAll(async () => {
    await graph.close();
    await usual.close();
    await server.stop();
  });

  async function administer(statements: readonly string[]): Promise<void> {
    const connection = await mysql.createConnection(server.url);
    // This session is as hostile as any.
    await connection.query("SET SESSION TRANSACTION READ WRITE");
    for (const statement of statements) await connection.query(statement);
    await connection.end();
  }

  const sessionOf = async ({ dataSource }: TestGraph): Promise<Record<string, unknown>> => {
    const names = Object.keys(SETTINGS).filter((name) => !LEFT_TO_THE_OPERATOR.has(name));
    const [session] = await run(
      dataSource,
      "session",
      raw(`SELECT ${names.map((name) => `@@SESSION.${name} AS ${name}`).join(", ")}`),
    );
    return session ?? {};
  };

  it("sets every session up alike, a new one and one that replaces another that was lost", async () => {
    const expected = await sessionOf(usual);
    expect(await sessionOf(graph)).toEqual(expected);
    const open = await runPlain(
      graph.dataSource,
      "list",
      sql`SELECT p.id FROM information_schema.processlist p WHERE p.user = 'limited'`,
    );
    await administer(open.map(([id]) => `KILL ${id}`));
    // That a connection is lost may be told by the first statement.
    expect(await sessionOf(graph).catch(() => sessionOf(graph))).toEqual(expected);
  });

  it("is unavailable, and no fault of ours, while it refuses new connections", async () => {
    const dataSource = await createDataSource(databaseConfig(url)).initialize();
    await administer(["ALTER USER 'limited'@'127.0.0.1' ACCOUNT LOCK", "KILL USER 'limited'@'127.0.0.1'"]);
    const ask = (): Promise<unknown> => run(dataSource, "ask", sql`SELECT 1 AS one`);
    const unavailable = { extensions: { code: "SERVICE_UNAVAILABLE" } };
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(ask()).rejects.toMatchObject(unavailable);
    await administer(["ALTER USER 'limited'@'127.0.0.1' ACCOUNT UNLOCK"]);
    expect(await ask()).toEqual([{ one: 1 }]);
    await dataSource.destroy();
  });

  it.each([
    ["whose cluster has left it behind", 1047],
    ["that has ended a transaction for a deadlock", 1213],
    ["that only reads", 1290],
  ])("is unavailable, and no fault of ours, on a node %s", async (_, number) => {
    const name = `${graph.dataSource.options.database as string}.fail_${number}`;
    await administer([
      `CREATE FUNCTION ${name}() RETURNS INT DETERMINISTIC
       BEGIN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${number}, MESSAGE_TEXT = 'of the node'; RETURN 1; END`,
    ]);
    await expect(run(graph.dataSource, "ask", raw(`SELECT ${name}()`))).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
  });

  it("leaves a connection alone that was closed while its statement ran", async () => {
    const connection = createConnection(server.url);
    const faults: Error[] = [];
    connection.on("error", (error) => faults.push(error));
    const running = runBound(connection, {
      sql: "SELECT SLEEP(0.3) AS slept",
      values: [],
      rowsAsArray: false,
    });
    await pause(150);
    connection.destroy();
    await Promise.race([running.catch(() => undefined), pause(1_000)]);
    expect(faults).toEqual([]);
  });

  it("keeps its tables where loads are transactions", async () => {
    const tables = await run(
      graph.dataSource,
      "list",
      sql`SELECT DISTINCT t.engine AS engine FROM information_schema.tables t WHERE t.table_schema = DATABASE()`,
    );
    expect(tables).toEqual([{ engine: "InnoDB" }]);
  });

  // The usual server is asked once: it does not change.
  const asUsual = new Map<string, Promise<unknown>>();
  const answerAlike = async (): Promise<void> => {
    for (const { name, document, variables } of await readOperations("schema/operations")) {
      const expected = asUsual.get(name) ?? usual.data(document, variables).then(withoutInstants);
      asUsual.set(name, expected);
      expect(withoutInstants(await graph.data(document, variables))).toEqual(await expected);
    }
  };
  const findNothing = async (): Promise<void> => {
    const { all } = await usual.data(COUNTS, { in: [] });
    for (const length of [1, 45, 500]) {
      const values = Array.from({ length }, (_, index) => `${VALUES[index % VALUES.length]}${index}`);
      for (const list of [values, values.map((_, index) => VALUES[index % VALUES.length])])
        expect(await graph.data(COUNTS, { in: list })).toEqual({
          some: { totalCount: 0, nodes: [] },
          others: all,
          all,
        });
    }
  };

  it("answers as on any other", answerAlike, 120_000);

  it("takes no value for SQL, however many there are", findNothing, 60_000);

  it("answers the same while the server prepares hardly any statement", async () => {
    await administer(["SET GLOBAL max_prepared_stmt_count = 20"]);
    await Promise.all(Array.from({ length: 4 }, answerAlike));
    await findNothing();
  }, 240_000);

  it("answers the same while the server prepares none", async () => {
    await administer(["SET GLOBAL max_prepared_stmt_count = 0"]);
    await answerAlike();
    await findNothing();
  }, 240_000);

  it("gives instants with all of their digits, whether or not the server binds", async () => {
    const instant = sql`SELECT CAST(${"2026-11-20 08:30:00"} AS DATETIME(3)) AS \`at\``;
    for (const most of [16_382, 0]) {
      await administer([`SET GLOBAL max_prepared_stmt_count = ${most}`]);
      expect(await run(graph.dataSource, "instant", instant)).toEqual([{ at: "2026-11-20 08:30:00.000" }]);
      expect(await runPlain(graph.dataSource, "instant", instant)).toEqual([["2026-11-20 08:30:00.000"]]);
    }
  });

  it("gives its statements back when no more can be prepared", async () => {
    const dataSource = await createDataSource(databaseConfig(url)).initialize();
    const before = await preparedCount(dataSource);
    await administer([`SET GLOBAL max_prepared_stmt_count = ${before + 20}`]);
    for (let text = 0; text < 30; text += 1)
      for (let time = 0; time < 2; time += 1) await run(dataSource, `text ${text}`, sql`SELECT 1`);
    const after = await preparedCount(dataSource);
    await dataSource.destroy();
    expect(after).toBeGreaterThan(before);
    expect(after).toBeLessThan(before + 20);
  });

  it("prepares no statement with more than a thousand values, which the server would describe one by one", async () => {
    await administer(["SET GLOBAL max_prepared_stmt_count = 16382"]);
    const preparing = async (values: number): Promise<number> => {
      const before = await statusOf(graph.dataSource, "Com_stmt_prepare");
      const list = sql`SELECT t.code AS \`code\` FROM regions t WHERE t.code IN (${join(new Array(values).fill("15"))})`;
      expect(await run(graph.dataSource, "many values", list)).toEqual([{ code: "15" }]);
      return (await statusOf(graph.dataSource, "Com_stmt_prepare")) - before;
    };
    expect(await preparing(1_000)).toBe(1);
    expect(await preparing(1_001)).toBe(0);
  });

  it("reads numbers exactly, whether a statement is prepared or its values are written into its text", async () => {
    const numbers = Array.from(
      { length: 500 },
      (_, place) => Math.sin(place + 1) * 10 ** ((place % 30) - 15),
    );
    const listed = sql`SELECT n.value FROM (${join(
      numbers.map((value) => sql`SELECT CAST(${String(value)} AS DOUBLE) AS value`),
      " UNION ALL ",
    )}) n`;
    for (const more of [1, 1_001]) {
      const statement = sql`${listed} WHERE 'a' IN (${join(new Array(more).fill("a"))})`;
      const rows = await runPlain(graph.dataSource, "numbers", statement);
      expect(rows.map(([value]) => value)).toEqual(numbers);
    }
  });

  it("keeps a statement prepared only once it has come back, and counts never", async () => {
    await administer(["SET GLOBAL max_prepared_stmt_count = 16382"]);
    const dataSource = await createDataSource(databaseConfig(url)).initialize();
    const before = await preparedCount(dataSource);
    await run(dataSource, "comes back", sql`SELECT ${1}`);
    expect(await preparedCount(dataSource)).toBe(before);
    await run(dataSource, "comes back", sql`SELECT ${1}`);
    expect(await preparedCount(dataSource)).toBe(before + 1);
    for (let time = 0; time < 3; time += 1)
      await run(dataSource, "count", sql`SELECT COUNT(*) AS \`count\` FROM regions t WHERE t.code = ${"15"}`);
    expect(await preparedCount(dataSource)).toBe(before + 1);
    await dataSource.destroy();
  });
});

const COUNTS = `query ($in: [String!]!) {
  some: employers(filter: { name: { in: $in } }) { totalCount nodes { name } }
  others: employers(filter: { not: { name: { in: $in } } }) { totalCount }
  all: employers { totalCount }
}`;

const preparedCount = (dataSource: DataSource): Promise<number> =>
  statusOf(dataSource, "Prepared_stmt_count");

async function statusOf(dataSource: DataSource, name: string): Promise<number> {
  const [row] = await dataSource.query<{ Value: string }[]>(`SHOW GLOBAL STATUS LIKE '${name}'`);
  return Number(row?.Value);
}

// Each database was loaded at an instant of its own.
const INSTANTS = new Set(["recordedAt", "loadedAt", "changedAt"]);

const withoutInstants = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (INSTANTS.has(key) ? null : value)));
