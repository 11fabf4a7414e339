import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import mysql, { type Connection } from "mysql2/promise";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { startBalancer } from "../support/balancer.js";
import { tablesOf } from "../support/copied-tables.js";
import { TestGraph } from "../support/graph.js";
import { findMysqlServer, startMysqlServer } from "../support/mysql-server.js";
import { observation, WORLD } from "../support/rows.js";

const real = process.env.CAKUPAN_TEST_REAL_MYSQL;
const program = findMysqlServer();

// Several statements, over several connections at once.
const QUERY = `{ observations(first: 1) { nodes { value source { title } region { name } } }
  search(text: "jambi", first: 1) { __typename } regions(first: 3) { nodes { name } } about { dataVersion } }`;

interface Answer {
  status: number;
  value: number | undefined;
  /** As its header and as its rows name it. */
  versions: [string | null, string | undefined];
  tag: string | null;
}

(program?.includes("mariadb") && real ? describe : describe.skip)(
  "Answers, when reads are spread over replicas",
  () => {
    const cleanUps: (() => Promise<unknown>)[] = [];
    let [primary, replica]: Connection[] = [];
    let [writing, reading]: TestGraph[] = [];
    let app: FastifyInstance;
    let address = "";

    beforeAll(async () => {
      const ports: number[] = [];
      const urls: string[] = [];
      for (const id of [1, 2]) {
        const settings = ["--log-bin=log", "--binlog-format=ROW", `--server-id=${id}`];
        const server = await startMysqlServer(program ?? "", { settings });
        cleanUps.push(server.stop);
        ports.push(Number(new URL(server.url).port));
        const connection = await mysql.createConnection(server.url);
        cleanUps.push(() => connection.end());
        await connection.query("GRANT ALL PRIVILEGES ON *.* TO 'same'@'127.0.0.1' IDENTIFIED BY 'same'");
        await connection.query("RESET MASTER");
        if (id === 1) primary = connection;
        else replica = connection;
        urls.push(`mariadb://same:same@127.0.0.1:${ports.at(-1)}/cakupan`);
      }
      await replica?.query(
        `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${ports[0]}, MASTER_USER = 'same',
         MASTER_PASSWORD = 'same', MASTER_USE_GTID = slave_pos`,
      );
      await replica?.query("START SLAVE");
      await primary?.query("CREATE DATABASE cakupan CHARACTER SET utf8mb4");
      await primary?.query("USE cakupan");
      await primary?.query("SET foreign_key_checks = 0");
      for (const text of (await tablesOf(real ?? "")).values()) await primary?.query(text);
      writing = await TestGraph.open(urls[0] ?? "");
      cleanUps.push(() => writing?.close() ?? Promise.resolve());
      await load(10);
      await caughtUp();

      const balancer = await startBalancer(ports);
      cleanUps.push(balancer.stop);
      reading = await TestGraph.open(`mariadb://same:same@127.0.0.1:${balancer.port}/cakupan`);
      cleanUps.push(() => reading?.close() ?? Promise.resolve());
      const config = readConfig({ NODE_ENV: "test", EXPLORER: "false" });
      const [assetsFolder, operationsFolder] = ["dist/explorer", "schema/operations"];
      const logger = createLogger({ logLevel: "silent" });
      const { dataSource } = reading;
      app = await createApp({ config, dataSource, logger, assetsFolder, operationsFolder });
      cleanUps.push(() => app.close());
      address = await app.listen({ host: "127.0.0.1", port: 0 });
    });
    afterAll(async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
    });

    const load = async (value: number): Promise<void> => {
      await writing?.mustLoad({ ...WORLD, observations: [observation({ value })] });
    };

    async function caughtUp(): Promise<void> {
      const [[{ position }]] = (await primary?.query("SELECT @@gtid_binlog_pos AS position")) as any;
      await replica?.query("SELECT MASTER_GTID_WAIT(?, 30)", [position]);
    }

    async function ask(tag?: string): Promise<Answer> {
      const parameters = new URLSearchParams({ query: QUERY });
      const headers = { "apollo-require-preflight": "1", ...(tag && { "if-none-match": tag }) };
      const answer = await fetch(`${address}/graphql?${parameters.toString()}`, { headers });
      const text = await answer.text();
      const { data } = text === "" ? { data: null } : JSON.parse(text);
      const named = answer.headers.get("x-data-version");
      return {
        status: answer.status,
        value: data?.observations.nodes[0].value,
        versions: [named, data?.about.dataVersion],
        tag: answer.headers.get("etag"),
      };
    }

    async function askOften(tag?: string): Promise<Answer[]> {
      const answers: Answer[] = [];
      for (let round = 0; round < 10; round += 1)
        answers.push(...(await Promise.all(Array.from({ length: 8 }, () => ask(tag)))));
      return answers;
    }

    it("have the version that their rows had, and never stay those of a replica that lags", async () => {
      const [first] = await askOften();
      expect(first).toMatchObject({
        status: 200,
        value: 10,
        versions: [expect.any(String), first?.versions[1]],
      });
      await replica?.query("STOP SLAVE SQL_THREAD");
      await load(11);
      const lagging = await askOften();
      // Of each version and each tag there is one value, and both servers were asked.
      const told = new Set(lagging.map(({ value, versions, tag }) => JSON.stringify([value, versions, tag])));
      expect(told.size).toBe(2);
      expect(new Set(lagging.map(({ value }) => value))).toEqual(new Set([10, 11]));
      for (const { versions, tag } of lagging) {
        expect(versions[0]).toBe(versions[1]);
        expect(tag).toMatch(/^W\//);
      }
      const old = lagging.find(({ value }) => value === 10)?.tag ?? "";
      const fresh = lagging.find(({ value }) => value === 11)?.tag ?? "";
      for (const { status, value, tag } of await askOften(fresh)) {
        expect([200, 304]).toContain(status);
        if (status === 200) expect({ value, tag }).toEqual({ value: 10, tag: old });
      }
      await replica?.query("START SLAVE SQL_THREAD");
      await caughtUp();
      for (const answer of await askOften(old)) expect(answer).toMatchObject({ status: 200, value: 11 });
    });
  },
);
