import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import type { DatabaseConfig } from "../../src/config.js";
import { Session } from "../../src/database/session.js";
import { SqliteDataSource } from "../../src/database/sqlite-data-source.js";
import { run, runBrief, runPlain, sql, type Sql } from "../../src/database/statement.js";
import { UserError } from "../../src/errors.js";
import { databaseConfig } from "../support/database-config.js";
import { engines } from "../support/engines.js";

// Longer than any test, and no row of it ever reaches JavaScript.
const ENDLESS = sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
  SELECT COUNT(*) AS n FROM n a, n b WHERE a.i * b.i = -1`;
const ONE = sql`SELECT 1 AS one`;

const faultOf = (statement: Promise<unknown>): Promise<any> =>
  statement.then(
    () => null,
    (error: unknown) => error,
  );
const code = (name: string): object => ({ extensions: { code: name } });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function end(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(20);
}

describe("Requests read SQLite in processes of their own", () => {
  const cleanUps: (() => unknown)[] = [];
  let url: string;
  let dataSource: SqliteDataSource;

  async function open(more: Partial<DatabaseConfig> = {}): Promise<SqliteDataSource> {
    const source = await createDataSource({ ...databaseConfig(url), ...more }).initialize();
    if (!(source instanceof SqliteDataSource)) throw new Error("It is a database of SQLite");
    cleanUps.push(async () => {
      if (source.isInitialized) await source.destroy();
    });
    return source;
  }
  const session = (source: DataSource = dataSource, signal = new AbortController().signal): Session =>
    new Session(source, signal);
  const pids = (): number[] => dataSource.reading?.readers.pids ?? [];
  /** All that read at present. */
  const readers = async (): Promise<number[]> => {
    while (pids().length === 0) await pause(10);
    return pids();
  };

  beforeEach(async () => {
    const database = await engines()
      .find(({ name }) => name === "sqlite")
      ?.create();
    if (!database) throw new Error("SQLite is always there");
    ({ url } = database);
    cleanUps.push(() => rm(dirname(url.slice("sqlite:".length)), { recursive: true }));
    dataSource = await open();
    await dataSource.query("CREATE TABLE t (i INTEGER, x TEXT, y REAL)");
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  it("that answer as the connection that writes, in the same order, however much there is", async () => {
    await dataSource.query(
      `INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE 'Kabupaten Ĳ ' || i END, i / 3.0 FROM n`,
    );
    const all = sql`SELECT t.i AS i, t.x AS x, t.y AS y, LOWER(t.x) AS lower FROM t ORDER BY t.i`;
    expect(await run(session(), "all", all)).toEqual(await run(dataSource, "all", all));
    expect(await runPlain(session(), "all", all)).toEqual(await runPlain(dataSource, "all", all));
    expect(await runPlain(session(), "none", sql`SELECT t.i FROM t WHERE t.i < 0`)).toEqual([]);
  });

  it("to which values travel unchanged, and back", async () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        const statement = {
          sql: `SELECT ${values.map((_, index) => `? AS c${index}`).join()}`,
          values,
        } as Sql;
        expect(await runPlain(session(), "values", statement)).toEqual(
          await runPlain(dataSource, "values", statement),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("that see what was committed before they are asked, and nothing that is not committed", async () => {
    const count = async (): Promise<unknown> => runPlain(session(), "count", sql`SELECT COUNT(*) FROM t`);
    const brief = async (): Promise<unknown> => runBrief(session(), "count", sql`SELECT COUNT(*) FROM t`);
    for (let rows = 0; rows < 5; rows += 1) {
      expect([await count(), await brief()]).toEqual([[[rows]], [[rows]]]);
      await dataSource.transaction(async (manager) => {
        await run(manager, "add", sql`INSERT INTO t (i) VALUES (${rows})`);
        expect([await count(), await brief()]).toEqual([[[rows]], [[rows]]]);
        expect(await runPlain(manager, "count", sql`SELECT COUNT(*) FROM t`)).toEqual([[rows + 1]]);
      });
    }
  });

  it("that cannot write, and tell what is wrong with a statement", async () => {
    for (const wrong of [
      sql`DELETE FROM t`,
      sql`INSERT INTO t (i) VALUES (1) RETURNING i`,
      sql`SELECT nothing FROM t`,
    ]) {
      expect(await faultOf(run(session(), "wrong", wrong))).toMatchObject({ name: "QueryFailedError" });
      expect(await faultOf(runBrief(session(), "wrong", wrong))).toMatchObject({ name: "QueryFailedError" });
    }
    expect(await run(session(), "right", ONE)).toEqual([{ one: 1 }]);
  });

  it("while whatever needs no reader goes on, and others' statements are read", async () => {
    const left = new AbortController();
    const endless = faultOf(run(session(dataSource, left.signal), "endless", ENDLESS));
    const events: string[] = [];
    void endless.then(() => events.push("endless"));
    await new Promise(setImmediate);
    events.push("turn");
    expect(await run(session(), "other", ONE)).toEqual([{ one: 1 }]);
    expect(await runBrief(session(), "brief", ONE)).toEqual([[1]]);
    events.push("others");
    left.abort(new UserError("QUERY_TIMEOUT", "Enough"));
    await endless;
    expect(events).toEqual(["turn", "others", "endless"]);
  });

  it("also when a brief statement would have to wait for a lock on the event loop", async () => {
    const { reading } = dataSource;
    if (!reading) throw new Error("It is open");
    const busy = (): never => {
      throw Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });
    };
    dataSource.reading = { ...reading, here: { prepare: busy } as any };
    expect(await runBrief(session(), "brief", ONE)).toEqual([[1]]);
    dataSource.reading = reading;
  });

  it("of which one request does not get all, and of which there are more when all are busy with others'", async () => {
    const left = new AbortController();
    const greedy = session(dataSource, left.signal);
    const endless = [1, 2, 3, 4].map(() => faultOf(run(greedy, "endless", ENDLESS)));
    expect(await run(session(), "other", ONE)).toEqual([{ one: 1 }]);
    expect(pids()).toHaveLength(2);
    endless.push(faultOf(run(session(dataSource, left.signal), "endless", ENDLESS)));
    expect(await run(session(), "other", ONE)).toEqual([{ one: 1 }]);
    expect(pids().length).toBeGreaterThan(2);
    expect(pids().length).toBeLessThanOrEqual(databaseConfig(url).poolSize);
    left.abort(new Error("The client has left"));
    await Promise.all(endless);
  });

  it("which are ended at the time limit of statements, and replaced", async () => {
    dataSource = await open({ statementTimeoutMs: 300 });
    for (let round = 0; round < 2; round += 1) {
      const fault = faultOf(run(session(), "endless", ENDLESS));
      const busy = await readers();
      expect(await fault).toMatchObject(code("QUERY_TIMEOUT"));
      await Promise.race(busy.map(end));
      expect(await run(session(), "next", ONE)).toEqual([{ one: 1 }]);
    }
  });

  it("which are ended with the request that they read for, and what it has waiting is dropped", async () => {
    await run(session(), "first", ONE);
    const before = pids();
    const left = new AbortController();
    const leaving = session(dataSource, left.signal);
    const outcomes = [1, 2, 3].map(() => faultOf(run(leaving, "endless", ENDLESS)));
    await new Promise(setImmediate);
    const reason = new UserError("QUERY_TIMEOUT", "Left");
    left.abort(reason);
    expect(await Promise.all(outcomes)).toEqual([reason, reason, reason]);
    await Promise.race(before.map(end));
    expect(await faultOf(run(leaving, "late", ONE))).toBe(reason);
    expect(await faultOf(runBrief(leaving, "late", ONE))).toBe(reason);
    expect(await run(session(), "next", ONE)).toEqual([{ one: 1 }]);
  });

  it("which are kept when the statement of a request that is over ends soon by itself", async () => {
    await run(session(), "first", ONE);
    let kept = false;
    // A busy machine may let no statement end soon.
    for (let round = 0; round < 10 && !kept; round += 1) {
      const before = pids();
      const left = new AbortController();
      const short = faultOf(run(session(dataSource, left.signal), "short", ONE));
      left.abort(new UserError("QUERY_TIMEOUT", "Left"));
      expect(await short).toBe(left.signal.reason);
      await pause(500);
      kept = pids().join() === before.join();
    }
    expect(kept).toBe(true);
  });

  it("whose unexpected end is hidden from what they were reading once, and fails it the second time", async () => {
    const endless = faultOf(run(session(), "endless", ENDLESS));
    for (const round of ["first", "second"]) {
      await run(session(), "other", ONE);
      for (const pid of await readers()) process.kill(pid, "SIGKILL");
      expect([round, await run(session(), "next", ONE)]).toEqual([round, [{ one: 1 }]]);
    }
    expect(await endless).toMatchObject(code("SERVICE_UNAVAILABLE"));
  });

  it("that are ended when the database is closed, without waiting for what they read", async () => {
    const source = dataSource;
    const endless = [1, 2, 3].map(() => faultOf(run(session(source), "endless", ENDLESS)));
    await run(session(), "other", ONE);
    const all = pids();
    await source.destroy();
    for (const fault of await Promise.all(endless)) expect(fault).toMatchObject(code("SERVICE_UNAVAILABLE"));
    expect(all.filter(isAlive)).toEqual([]);
  });

  it("that cannot be started for a file that is gone, say why, and are not waited for", async () => {
    const file = url.slice("sqlite:".length);
    await rm(file);
    const fault = await faultOf(run(session(), "first", ONE));
    expect(fault).toMatchObject(code("SERVICE_UNAVAILABLE"));
    expect(fault.cause.message).toBe("A reader of the database has ended (unable to open database file)");
  });

  it("but not those of a database in memory, which lives in one process", async () => {
    const memory = await createDataSource(databaseConfig("sqlite::memory:")).initialize();
    cleanUps.push(() => memory.destroy());
    await memory.query("CREATE TABLE u AS SELECT 7 AS i");
    expect(await run(session(memory), "memory", sql`SELECT u.i AS i FROM u`)).toEqual([{ i: 7 }]);
    const left = AbortSignal.abort(new UserError("QUERY_TIMEOUT", "Left"));
    expect(await faultOf(run(session(memory, left), "memory", ONE))).toBe(left.reason);
  });

  it.each([0, 300])("that end when the server is killed, whatever they read: after %d ms", async (moment) => {
    const reader = JSON.stringify(resolve("src/database/sqlite-reader.process.js"));
    const file = JSON.stringify(url.slice("sqlite:".length));
    const program = `
      const reader = require("node:child_process").fork(${reader}, [${file}, String(process.pid)], { execArgv: [] });
      reader.once("message", () => {
        reader.send({ text: ${JSON.stringify(ENDLESS.sql)}, values: [], asArrays: true });
        console.log(reader.pid);
      });
    `;
    const server = spawn(process.execPath, ["-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [pid] = (await once(createInterface(server.stdout), "line")) as [string];
    // Before, or after it has begun to watch the server.
    await pause(moment);
    server.kill("SIGKILL");
    await end(Number(pid));
    expect(isAlive(Number(pid))).toBe(false);
  });
});
