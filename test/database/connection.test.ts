import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { readConfig, type Config } from "../../src/config.js";
import { run, sql } from "../../src/database/statement.js";
import { createApp } from "../../src/server/app.js";
import { connect } from "../../src/database/connect.js";
import { createLogger } from "../../src/server/logger.js";
import { prepareDatabase } from "../../src/server/prepare.js";
import { copyTables } from "../support/copied-tables.js";
import { engines } from "../support/engines.js";
import { writePackage } from "../support/graph.js";
import { Link } from "../support/link.js";
import { WORLD } from "../support/rows.js";

const mysql = engines().find(({ name }) => name === "mysql");

(mysql ? describe : describe.skip)("A connection to MySQL", () => {
  const cleanUps: (() => unknown)[] = [];
  const silent = createLogger({ logLevel: "silent" });
  let url: string;
  let dataFolder: string;

  beforeEach(async () => {
    const database = await mysql?.create();
    if (!database) return;
    url = database.url;
    dataFolder = await writePackage(WORLD);
    cleanUps.push(
      () => database.drop(),
      () => rm(dataFolder, { recursive: true }),
    );
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function link(): Promise<Link> {
    const made = await Link.to(url);
    cleanUps.push(() => made.down());
    return made;
  }

  const configFor = (databaseUrl: string, more: NodeJS.ProcessEnv = {}): Config =>
    readConfig({
      // A remembered answer would hide what the database does.
      ANSWER_CACHE_MB: "0",
      DATABASE_URL: databaseUrl,
      DATA_FOLDER: dataFolder,
      DATABASE_POOL_SIZE: "3",
      DATABASE_CONNECT_TIMEOUT_MS: "500",
      EXPLORER: "false",
      ...more,
    });

  function sourceFor({ database }: Config): DataSource {
    const dataSource = createDataSource(database);
    cleanUps.push(async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
    });
    return dataSource;
  }

  async function prepared(config: Config): Promise<DataSource> {
    const dataSource = sourceFor(config);
    await prepareDatabase(dataSource, config, silent, () => undefined);
    return dataSource;
  }

  describe("at the start", () => {
    const heard = (listener: () => void): Logger =>
      createLogger(
        { logLevel: "warn" },
        {
          write: (line) => {
            if (line.includes("waiting for the database")) listener();
          },
        },
      );

    it("is waited for until the database is up", async () => {
      const late = await link();
      const config = configFor(late.url, { DATABASE_WAIT_SECONDS: "60" });
      const dataSource = sourceFor(config);
      const openings: Promise<void>[] = [];
      await connect(
        dataSource,
        config.database,
        heard(() => {
          if (openings.length === 0) openings.push(late.up());
        }),
      );
      expect(openings).toHaveLength(1);
      expect(await dataSource.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    });

    it("is given up after the time that is configured", async () => {
      const never = await link();
      const config = configFor(never.url, { DATABASE_WAIT_SECONDS: "1" });
      let waits = 0;
      const waiting = heard(() => {
        waits += 1;
      });
      await expect(connect(sourceFor(config), config.database, waiting)).rejects.toThrow("ECONNREFUSED");
      expect(waits).toBeGreaterThan(0);
    });
  });

  describe("that is lost", () => {
    let app: FastifyInstance;
    beforeEach(() => copyTables(url));

    const serve = async (config: Config): Promise<void> => {
      const dataSource = await prepared(config);
      app = await createApp({
        config,
        dataSource,
        logger: silent,
        assetsFolder: "dist/explorer",
        operationsFolder: "schema/operations",
      });
      cleanUps.push(() => app.close());
    };
    const ask = async (): Promise<{ status: number; body: any; text: string }> => {
      const { statusCode, payload } = await app.inject({
        method: "POST",
        url: "/graphql",
        payload: { query: `{ region(code: "15.71") { name } }` },
      });
      return { status: statusCode, body: JSON.parse(payload), text: payload };
    };
    const readiness = async (): Promise<number> => (await app.inject("/health/ready")).statusCode;
    const found = { status: 200, body: { data: { region: { name: "Jambi" } } } };
    const unavailable = {
      status: 503,
      body: {
        errors: [
          {
            message: "The database cannot be reached at the moment. Try again shortly.",
            extensions: { code: "SERVICE_UNAVAILABLE" },
          },
        ],
      },
    };

    it("makes operations unavailable, says nothing internal, and comes back without a restart", async () => {
      const shaky = await link();
      await shaky.up();
      await serve(configFor(shaky.url));
      expect(await ask()).toMatchObject(found);
      expect(await readiness()).toBe(200);
      for (let outage = 0; outage < 2; outage += 1) {
        await shaky.down();
        for (let attempt = 0; attempt < 5; attempt += 1) {
          const answer = await ask();
          expect(answer).toMatchObject(unavailable);
          expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|SELECT|stack|mysql/);
        }
        expect(await readiness()).toBe(503);
        await shaky.up();
        expect(await ask()).toMatchObject(found);
        expect(await readiness()).toBe(200);
      }
    });

    it("is noticed when it falls silent, and given up for a new one", async () => {
      const shaky = await link();
      await shaky.up();
      await serve(configFor(shaky.url, { DATABASE_STATEMENT_TIMEOUT_MS: "300" }));
      expect(await ask()).toMatchObject(found);
      shaky.freeze();
      expect(await ask()).toMatchObject(unavailable);
      expect(await ask()).toMatchObject(found);
    });
  });

  describe("under the time limit of statements", () => {
    beforeEach(() => copyTables(url));
    const slow = sql`SELECT COUNT(*) AS n FROM regions a, regions b, regions c, regions d, regions e, regions f,
      regions g, regions h, regions i, regions j, regions k, regions l WHERE a.name < b.official_name OR l.name < k.name`;

    it("ends what takes too long, on every connection of the pool, and is free afterwards", async () => {
      const dataSource = await prepared(configFor(url, { DATABASE_STATEMENT_TIMEOUT_MS: "200" }));
      for (let round = 0; round < 2; round += 1) {
        const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => run(dataSource, "slow", slow)));
        expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason)).toEqual(
          outcomes.map(() =>
            expect.objectContaining({ extensions: { code: "QUERY_TIMEOUT", http: { status: 504 } } }),
          ),
        );
      }
      expect(await run(dataSource, "quick", sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
      const busy = (): Promise<unknown[]> =>
        dataSource.query(
          "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%regions l WHERE%' AND id <> CONNECTION_ID()",
        );
      // The server lists a statement a moment longer than it answers that it has ended it.
      for (let tries = 0; tries < 200 && (await busy()).length > 0; tries += 1) await pause(50);
      expect(await busy()).toEqual([]);
    });
  });

  it("lets two servers prepare the same empty database at once, the data loaded by one of them", async () => {
    const config = configFor(url, { DATABASE_POOL_SIZE: "2" });
    const [one] = await Promise.all([prepared(config), prepared(config)]);
    expect(await one.query("SELECT name, revision FROM datasets")).toEqual([{ name: "test", revision: 1 }]);
    expect(await one.query("SELECT COUNT(*) AS n FROM migrations")).toEqual([
      { n: String(one.migrations.length) },
    ]);
  });
});
