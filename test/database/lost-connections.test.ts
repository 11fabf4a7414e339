import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { Deadline } from "../../src/database/deadline.js";
import { inLoad } from "../../src/database/in-load.js";
import { Session } from "../../src/database/session.js";
import { run, sql } from "../../src/database/statement.js";
import { startBalancer, type Balancer } from "../support/balancer.js";
import { databaseConfig } from "../support/database-config.js";
import { engines } from "../support/engines.js";

const mysql = engines().find(({ name }) => name === "mysql");
const SLOW = sql`SELECT SLEEP(0.3) AS slept`;

(mysql ? describe : describe.skip)("When the database's connections are lost", () => {
  let balancer: Balancer;
  let dataSource: DataSource;
  let drop: () => Promise<void>;
  const deadline = new Deadline(60_000, () => new Error("over"));
  const cutSoon = async (): Promise<void> => {
    await pause(150);
    balancer.cut();
  };

  beforeAll(async () => {
    const database = await mysql?.create();
    const url = new URL(database?.url ?? "");
    drop = database?.drop ?? drop;
    balancer = await startBalancer([Number(url.port)]);
    url.port = String(balancer.port);
    dataSource = await createDataSource(databaseConfig(url.href)).initialize();
    await dataSource.query("CREATE TABLE t (i INT PRIMARY KEY)");
  });
  afterAll(async () => {
    deadline.end(new Error("over"));
    await dataSource.destroy();
    await balancer.stop();
    await drop();
  });

  it("a request's reads are tried again, but not for ever", async () => {
    const session = new Session(dataSource, deadline.signal);
    const reads = [1, 2, 3].map(() => run(session, "slow", SLOW));
    await cutSoon();
    for (const rows of await Promise.all(reads)) expect(rows).toEqual([{ slept: 0 }]);
    const often = run(session, "slow", SLOW);
    const cutting = setInterval(balancer.cut, 50);
    await expect(
      often.finally(() => {
        clearInterval(cutting);
      }),
    ).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE", http: { status: 503 } },
    });
  });

  it("nothing that writes, or that another snapshot would answer, is tried again", async () => {
    const session = new Session(dataSource, deadline.signal);
    const written = run(session, "write", sql`INSERT INTO t SELECT 1 + SLEEP(0.3)`);
    const ended = new Deadline(60_000, () => new Error("over"));
    const snapshot = new Session(dataSource, ended.signal, true);
    expect(await run(snapshot, "first", sql`SELECT COUNT(*) AS n FROM t`)).toEqual([{ n: "0" }]);
    const read = run(snapshot, "slow", SLOW);
    const both = Promise.allSettled([written, read]);
    await cutSoon();
    for (const lost of await both)
      expect(lost).toMatchObject({ reason: { extensions: { code: "SERVICE_UNAVAILABLE" } } });
    ended.end(new Error("over"));
  });

  it("sessions in a snapshot read what there was at their first statement, and give their connection back", async () => {
    const before = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const ended = new Deadline(60_000, () => new Error("over"));
        const session = new Session(dataSource, ended.signal, true);
        const [first] = await run(session, "count", sql`SELECT COUNT(*) AS n FROM t`);
        await run(
          dataSource,
          "add",
          sql`INSERT INTO t SELECT COALESCE(MAX(i), 0) + 1 FROM t FOR UPDATE`,
        ).catch(() => undefined);
        const [again] = await run(session, "count", sql`SELECT COUNT(*) AS n FROM t`);
        ended.end(new Error("over"));
        return [first, again];
      }),
    );
    for (const [first, again] of before) expect(again).toEqual(first);
    const [rows] = await run(dataSource, "count", sql`SELECT COUNT(*) AS n FROM t`);
    expect(Number(rows?.n)).toBeGreaterThan(0);
  });
});

(mysql ? describe : describe.skip)("A load that the database ends for another's writing", () => {
  let dataSource: DataSource;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await mysql?.create();
    drop = database?.drop ?? drop;
    dataSource = await createDataSource(databaseConfig(database?.url ?? "")).initialize();
    await dataSource.query("CREATE TABLE t (i INT PRIMARY KEY, v INT)");
    await dataSource.query("INSERT INTO t VALUES (1, 0), (2, 0)");
  });
  afterAll(async () => {
    await dataSource.destroy();
    await drop();
  });
  const deadlock = (): Error => Object.assign(new Error("Deadlock found"), { code: "ER_LOCK_DEADLOCK" });

  it("begins once more, and says so", async () => {
    const told = jest.fn();
    let attempts = 0;
    // Each waits for what the other has written.
    const crossing = (first: number, second: number, onRepeat?: (message: string) => void): Promise<void> =>
      inLoad(
        dataSource,
        async (manager) => {
          attempts += 1;
          await manager.query("UPDATE t SET v = v + 1 WHERE i = ?", [first]);
          await pause(200);
          await manager.query("UPDATE t SET v = v + 1 WHERE i = ?", [second]);
        },
        onRepeat,
      );
    await Promise.all([crossing(1, 2, told), crossing(2, 1, told)]);
    expect(attempts).toBe(3);
    expect(told.mock.calls).toEqual([
      ["Another program wrote the same rows at the same time; the load begins again"],
    ]);
    expect(await dataSource.query("SELECT v FROM t")).toEqual([{ v: 2 }, { v: 2 }]);
  });

  it("is given up after the second time, in our words, and for other faults at once", async () => {
    await expect(inLoad(dataSource, () => Promise.reject(deadlock()))).rejects.toThrow(
      /^Another program wrote the same rows at the same time, twice, so that nothing was loaded\. Load again/,
    );
    const load = jest.fn(() => Promise.reject(new Error("another fault")));
    await expect(inLoad(dataSource, load)).rejects.toThrow("another fault");
    expect(load).toHaveBeenCalledTimes(1);
  });
});
