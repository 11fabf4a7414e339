import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { pino } from "pino";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { readConfig, type Config } from "../../src/config.js";
import { alone } from "../../src/database/connect.js";
import { isReadOnly, requireWritable } from "../../src/database/read-only.js";
import { run, sql } from "../../src/database/statement.js";
import { createApp } from "../../src/server/app.js";
import { prepareDatabase } from "../../src/server/prepare.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

const logger = pino({ level: "silent" });

describeEachEngine("A server that only reads", (engine) => {
  let graph: TestGraph;
  let newer = "";
  let dataSource: DataSource;
  const config = (url: string, environment: NodeJS.ProcessEnv, readOnly = false): Config => ({
    ...readConfig({ NODE_ENV: "test", EXPLORER: "false", DATA_FOLDER: newer, ...environment }),
    database: { ...databaseConfig(url), readOnly },
  });
  const prepare = (given: DataSource, settings: Config): Promise<void> =>
    prepareDatabase(given, settings, logger, () => undefined);

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({ ...WORLD, observations: [observation({ value: 10 })] });
    newer = await writePackage({ ...WORLD, observations: [observation({ value: 11 })] });
    dataSource = createDataSource({ ...databaseConfig(graph.url), readOnly: true }, graph.log);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await rm(newer, { recursive: true });
    await graph.close();
  });

  it("starts with the data there is, whatever its folder has, answers and writes nothing", async () => {
    const settings = config(graph.url, {}, true);
    graph.log.texts = [];
    await prepare(dataSource, settings);
    const folders = { assetsFolder: "dist/explorer", operationsFolder: "schema/operations" };
    const app = await createApp({ config: settings, dataSource, logger, ...folders });
    const { json } = await app.inject({
      method: "POST",
      url: "/graphql",
      payload: { query: "{ observations(first: 1) { nodes { value } } }" },
    });
    expect(json()).toEqual({ data: { observations: { nodes: [{ value: 10 }] } } });
    expect((await app.inject("/health/ready")).statusCode).toBe(200);
    await app.close();
    expect(graph.log.texts.filter((text) => /\b(INSERT|UPDATE|DELETE|CREATE|GET_LOCK)\b/.test(text))).toEqual(
      [],
    );
  });

  it("refuses to write, whoever asks", async () => {
    expect(isReadOnly(dataSource)).toBe(true);
    expect(() => {
      requireWritable(dataSource);
    }).toThrow("This server only reads.");
    await expect(alone(dataSource, () => Promise.resolve())).rejects.toThrow(
      /^READ_ONLY is true, so that nothing/,
    );
    await expect(run(dataSource, "write", sql`DELETE FROM usage_days`)).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE", http: { status: 503 } },
    });
    await expect(dataSource.query("DELETE FROM usage_days")).rejects.toThrow();
    expect(isReadOnly(graph.dataSource)).toBe(false);
    requireWritable(graph.dataSource);
  });

  it("refuses a database that lacks migrations, as one does that may not migrate, and says what to run", async () => {
    const { url, drop } = await engine.create();
    const empty = createDataSource(databaseConfig(url));
    await expect(prepare(empty, config(url, { MIGRATE_ON_START: "false" }))).rejects.toThrow(
      /run `npm run migrate` or start the server first/,
    );
    const onlyReading = createDataSource({ ...databaseConfig(url), readOnly: true });
    await expect(prepare(onlyReading, config(url, {}, true))).rejects.toThrow(
      /run `npm run migrate` or start the server first/,
    );
    for (const opened of [empty, onlyReading]) await opened.destroy();
    await drop();
    const migrated = createDataSource(databaseConfig(graph.url));
    await prepare(migrated, config(graph.url, { MIGRATE_ON_START: "false", DATA_FOLDER: newer }));
    expect(await migrated.query("SELECT COUNT(*) AS n FROM loads")).toEqual([{ n: expect.anything() }]);
    await migrated.destroy();
  });
});
