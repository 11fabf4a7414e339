import { afterEach, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { engines } from "../support/engines.js";
import { openEmptyGraph } from "../support/graph.js";
import { AWARDED, ENDLESS } from "../support/rows.js";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe("A server on SQLite that runs an endless statement", () => {
  it("stays live and ready, and answers other operations", async () => {
    const sqlite = engines().find(({ name }) => name === "sqlite");
    if (!sqlite) throw new Error("SQLite is always there");
    const graph = await openEmptyGraph(sqlite);
    cleanUps.push(() => graph.drop());
    await graph.mustLoad(AWARDED);
    const app = await createApp({
      config: readConfig({
        NODE_ENV: "test",
        EXPLORER: "false",
        MAX_COST: "100000000",
        RATE_LIMIT_ANONYMOUS: "0",
      }),
      dataSource: graph.dataSource,
      logger: pino({ level: "silent" }),
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
    cleanUps.push(() => app.close());
    const ask = async (query: string): Promise<unknown> => {
      const answer = await app.inject({ method: "POST", url: "/graphql", payload: { query } });
      return JSON.parse(answer.payload);
    };
    let isOver = false;
    const endless = ask(ENDLESS).then((answer) => {
      isOver = true;
      return answer;
    });
    for (let time = 0; time < 5; time += 1) {
      expect((await app.inject("/health/live")).statusCode).toBe(200);
      expect((await app.inject("/health/ready")).statusCode).toBe(200);
      expect(await ask(`{ employers { totalCount } region(code: "15.71") { name } }`)).toEqual({
        data: { employers: { totalCount: 0 }, region: { name: "Jambi" } },
      });
    }
    expect(isOver).toBe(false);
    await graph.close();
    await endless;
  });
});
