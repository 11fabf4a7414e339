import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import mysqlDriver, { type Connection, type RowDataPacket } from "mysql2/promise";
import { Deadline } from "../../src/database/deadline.js";
import { Session } from "../../src/database/session.js";
import { run, sql } from "../../src/database/statement.js";
import { search } from "../../src/modules/search/stored-index.js";
import { dataVersion } from "../../src/server/data-version.js";
import { engines } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD } from "../support/rows.js";

const OVER = new Error("It is over");
const mysql = engines().find(({ name }) => name === "mysql");

(mysql ? describe : describe.skip)("Sessions on MySQL", () => {
  let graph: TestGraph;
  let administrator: Connection;

  beforeEach(async () => {
    if (!mysql) return;
    graph = await openEmptyGraph(mysql);
    await graph.mustLoad(WORLD);
    administrator = await mysqlDriver.createConnection(graph.url);
  });
  afterEach(async () => {
    await administrator.end();
    await graph.close();
  });

  function openSession(): { session: Session; end: () => void } {
    const deadline = new Deadline(60_000, () => OVER);
    const end = (): void => {
      deadline.end(OVER);
    };
    return { session: new Session(graph.dataSource, deadline.signal), end };
  }

  /** How many statements with a text in them the database is busy with. */
  async function busyWith(text: string): Promise<number> {
    const [rows] = await administrator.query<RowDataPacket[]>(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE ? AND id <> CONNECTION_ID()",
      [`%${text}%`],
    );
    return rows.length;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    for (let turn = 0; turn < 500; turn += 1) {
      if (await condition()) return;
      await pause(20);
    }
    throw new Error("It never became so");
  }

  it("end what runs, whenever that is, and never the statement after it on the same connection", async () => {
    // From a moment to some milliseconds.
    const statement = sql`SELECT COUNT(*) AS n FROM regions a, regions b, regions c, regions d, regions e WHERE a.name < e.name`;
    const faults: unknown[] = [];
    for (let round = 0; round < 60; round += 1) {
      const { session, end } = openSession();
      const answers = Array.from({ length: 4 }, () => run(session, "ended", statement));
      await pause(round % 12);
      end();
      await Promise.allSettled(answers);
      // As many as there are connections.
      const others = Array.from({ length: 4 }, () =>
        run(graph.dataSource, "other", sql`SELECT SLEEP(0.001) AS n`),
      );
      for (const answer of await Promise.allSettled(others)) {
        if (answer.status === "rejected") faults.push(answer.reason);
        else if (Number(answer.value[0]?.n) !== 0) faults.push("interrupted");
      }
    }
    expect(faults).toEqual([]);
    await until(async () => (await busyWith("/* ended */")) === 0);
  }, 60_000);

  it("end what would compute for hours, and keep its connection", async () => {
    const connections = async (): Promise<number[]> => {
      const [rows] = await administrator.query<RowDataPacket[]>(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() ORDER BY id",
      );
      return rows.map(({ id }) => Number(id));
    };
    const statement = sql`SELECT COUNT(*) AS n FROM regions a, regions b, regions c, regions d, regions e, regions f,
      regions g, regions h, regions i, regions j, regions k, regions l WHERE a.name < b.official_name OR l.name < k.name`;
    const { session, end } = openSession();
    const answers = [1, 2].map(() => run(session, "endless", statement));
    await until(async () => (await busyWith("/* endless */")) === 2);
    const before = await connections();
    end();
    for (const answer of answers) await expect(answer).rejects.toBe(OVER);
    await until(async () => (await busyWith("/* endless */")) === 0);
    for (let turn = 0; turn < 8; turn += 1) await run(graph.dataSource, "after", sql`SELECT 1 AS one`);
    expect(await connections()).toEqual(before);
  });

  it("give a connection back that they were given after their end", async () => {
    const { session, end } = openSession();
    const answer = run(session, "never", sql`SELECT 1 AS one`);
    end();
    await expect(answer).rejects.toBe(OVER);
    for (let turn = 0; turn < 8; turn += 1)
      expect(await run(graph.dataSource, "after", sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  it("that wait for the same read do not end it for one another", async () => {
    for (const [table, read] of [
      ["datasets", dataVersion],
      ["search_index_parts", (session: Session) => search(session, "jambi", null, 5)],
    ] as const) {
      await administrator.query(`LOCK TABLES ${table} WRITE`);
      const [one, other] = [openSession(), openSession()];
      const [left, stays] = [read(one.session), read(other.session)];
      await until(async () => (await busyWith(table)) > 0);
      one.end();
      await expect(left).rejects.toBe(OVER);
      await administrator.query("UNLOCK TABLES");
      expect(await stays).toBeTruthy();
    }
  });
});
