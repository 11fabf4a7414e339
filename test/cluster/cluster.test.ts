import type { ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { alone } from "../../src/database/connect.js";
import { Deadline } from "../../src/database/deadline.js";
import { Session } from "../../src/database/session.js";
import { run, sql } from "../../src/database/statement.js";
import { migrate } from "../../src/server/migrations.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { startBalancer } from "../support/balancer.js";
import { databaseConfig } from "../support/database-config.js";
import { writePackage } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";
import { startProgram, type Started } from "../support/started.js";
import { Galera, type Node } from "./galera.js";
import { freePorts, killed, missing, startHaproxy, until } from "./programs.js";
import { Traffic } from "./traffic.js";

const lacking = missing();
if (lacking.length > 0) {
  const reason = `The tests of a cluster need ${lacking.join(", ")}: apt-get install mariadb-server galera-4 haproxy rsync.`;
  if (process.env.CI) throw new Error(reason);
  console.warn(`${reason} They do not run.`);
}

(lacking.length === 0 ? describe : describe.skip)("A cluster", () => {
  const cleanUps: (() => unknown)[] = [];
  let galera: Galera;
  let nodes: readonly [Node, Node, Node];
  let packages = "";

  beforeAll(async () => {
    galera = await Galera.start();
    ({ nodes } = galera);
    cleanUps.push(() => galera.stop());
    packages = await writePackage(WORLD);
    cleanUps.push(() => rm(packages, { recursive: true }));
  });
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });

  const connect = async (url: string): Promise<DataSource> => {
    const dataSource = await createDataSource({ ...databaseConfig(url), waitSeconds: 30 }).initialize();
    cleanUps.push(() => dataSource.destroy().catch(() => undefined));
    return dataSource;
  };

  /** Loads a value, until it is stored, and returns how often that was tried. */
  async function load(dataSource: DataSource, value: number): Promise<number> {
    const folder = await writePackage({ observations: [observation({ value })] }, "imports");
    const opened = await openPackage(folder);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await alone(
          dataSource,
          () => loadPackage(dataSource, opened, { refersToStored: true }),
          () => undefined,
        );
        await rm(folder, { recursive: true });
        return attempt;
      } catch (error) {
        if (attempt === 20) throw error;
        await pause(300);
      }
    }
  }

  it("is prepared by one of two first starts at two nodes, and the other finds it prepared", async () => {
    const starts = await Promise.all([connect(nodes[0].url("cakupan")), connect(nodes[1].url("cakupan"))]);
    const told: string[] = [];
    const applied = await Promise.all(
      starts.map((dataSource) =>
        alone(
          dataSource,
          () => migrate(dataSource),
          (message) => told.push(message),
        ),
      ),
    );
    const [fewer = 0, more = 0] = applied.map(({ length }) => length).sort((one, other) => one - other);
    expect([fewer, more > 5]).toEqual([0, true]);
    // Which process it is may not be seen at once at the other node.
    expect(told.at(-1)).toMatch(/^Waiting for process \d+ on /);
  });

  it("loses no answer and gives no wrong one, whichever part is killed or cut off while data is loaded", async () => {
    const [front = 0, database = 0, ...ports] = await freePorts(4);
    const haproxy = startHaproxy({
      CAKUPAN_BIND: `127.0.0.1:${front}`,
      CAKUPAN_DATABASE_BIND: `127.0.0.1:${database}`,
      ...Object.fromEntries(ports.map((port, index) => [`CAKUPAN_SERVER_${index + 1}`, `127.0.0.1:${port}`])),
      ...Object.fromEntries(
        nodes.map(({ port }, index) => [`CAKUPAN_NODE_${index + 1}`, `127.0.0.1:${port}`]),
      ),
    });
    cleanUps.push(() => killed(haproxy));
    const url = `mariadb://cakupan:cakupan@127.0.0.1:${database}/cakupan`;
    const environment = { DATABASE_URL: url, DATA_FOLDER: packages, RATE_LIMIT_ANONYMOUS: "0" };
    const start = async (port: number): Promise<ChildProcess> => {
      const { server, logged }: Started = startProgram("src/main.ts", { ...environment, PORT: String(port) });
      cleanUps.push(() => killed(server));
      await logged("serving");
      return server;
    };
    let [one, other] = await Promise.all(ports.map(start));
    const address = `http://127.0.0.1:${front}`;
    await until("HAProxy finds a server", async () => (await fetch(`${address}/health/ready`)).ok);

    // Imports go on whatever happens; one that meets a fault is repeated.
    const importing = await connect(url);
    await load(importing, 1);
    const traffic = new Traffic(address, 1, 6);
    let loads = 0;
    let repeated = 0;
    const done = new AbortController();
    const imports = (async () => {
      while (!done.signal.aborted) {
        traffic.begun += 1;
        repeated += (await load(importing, traffic.begun)) - 1;
        traffic.stored = traffic.begun;
        loads += 1;
        await pause(500);
      }
    })();
    cleanUps.push(async () => {
      done.abort();
      await traffic.stop();
      await imports.catch(() => undefined);
    });
    await pause(1_000);
    for (const port of ports) {
      const server = port === ports[0] ? one : other;
      traffic.phase = "a server is killed";
      if (server) await killed(server);
      const started = await start(port);
      if (port === ports[0]) one = started;
      else other = started;
      await until(
        "both servers are there",
        async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok,
      );
      // Until HAProxy has seen it, too.
      await pause(1_500);
    }
    for (const node of nodes.slice(0, 2)) {
      traffic.phase = `node ${node.name} is killed`;
      await node.kill();
      await pause(2_000);
      traffic.phase = `node ${node.name} is started`;
      await galera.restart(node);
      await pause(2_500);
    }
    traffic.phase = "node 1 is cut off";
    await nodes[0].isolate(true);
    await pause(8_000);
    traffic.phase = "node 1 comes back";
    await nodes[0].isolate(false);
    await until("the node is back", () => nodes[0].isSynced());
    await pause(2_000);
    done.abort();
    await imports;
    await traffic.stop();
    const { asked, confirmed, longest, lost, wrong } = traffic;
    console.info(
      `${asked} requests, ${confirmed} of them confirmed by their tag, the longest ${Math.round(longest)} ms; ` +
        `${loads} imports, repeated ${repeated} times; ${lost.length} answers lost, ${wrong.length} wrong`,
    );
    const few = (texts: readonly string[]): string[] => [...new Set(texts)].slice(0, 8);
    expect({ lost: few(lost), wrong: few(wrong) }).toEqual({ lost: [], wrong: [] });
    expect([asked > 500, confirmed > 0, loads > 5]).toEqual([true, true, true]);
  });

  it("answers nothing old from a node that is held back, and says that one which is cut off cannot be reached", async () => {
    const balancer = await startBalancer(nodes.map(({ port }) => port));
    cleanUps.push(() => balancer.stop());
    const [writing, reading] = await Promise.all([
      connect(nodes[0].url("cakupan")),
      connect(`mariadb://cakupan:cakupan@127.0.0.1:${balancer.port}/cakupan`),
    ]);
    const deadline = new Deadline(60_000, () => new Error("over"));
    await run(writing, "table", sql`CREATE TABLE held (v INT PRIMARY KEY)`);
    const newest = async (): Promise<unknown> => {
      const session = new Session(reading, deadline.signal);
      const [row] = await run(session, "newest", sql`SELECT MAX(h.v) AS v FROM held h`);
      return row?.v;
    };
    await nodes[2].asked(async (connection) => {
      await connection.query("SET GLOBAL wsrep_desync = ON");
      await connection.query("FLUSH TABLES WITH READ LOCK");
      await run(writing, "insert", sql`INSERT INTO held VALUES (7)`);
      const answers = Array.from({ length: 8 }, newest);
      await pause(500);
      await connection.query("UNLOCK TABLES");
      await connection.query("SET GLOBAL wsrep_desync = OFF");
      expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => 7));
    });

    await nodes[2].isolate(true);
    await until("the node knows that it is cut off", () =>
      nodes[2].asked(async (connection) => {
        const [rows] = (await connection.query("SHOW STATUS LIKE 'wsrep_ready'")) as any;
        return rows[0].Value === "OFF";
      }),
    );
    const direct = await connect(nodes[2].url("cakupan")).catch((error: unknown) => error);
    if (!(direct instanceof Error))
      await expect(
        run(new Session(direct as DataSource, deadline.signal), "newest", sql`SELECT h.v FROM held h`),
      ).rejects.toMatchObject({ extensions: { code: "SERVICE_UNAVAILABLE", http: { status: 503 } } });
    await nodes[2].isolate(false);
    deadline.end(new Error("over"));
  });
});
