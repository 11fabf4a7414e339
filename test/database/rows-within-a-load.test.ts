import { expect, it } from "@jest/globals";
import type { EntityManager } from "typeorm";
import { inLoad } from "../../src/database/in-load.js";
import { observationsByGroup } from "../../src/modules/observations/observation.queries.js";
import { listFactsOfRegions } from "../../src/modules/statistics/statistics.queries.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

const CODES = ["15", "15.01", "15.71", "33", "33.22", "33.74"];
const OF_EACH = 400;

/** Stores as many observations of each region, of which the database has no statistics yet. */
async function fill(manager: EntityManager): Promise<void> {
  const [row = {}] = await manager.query<Record<string, unknown>[]>("SELECT * FROM observations");
  const columns = Object.keys(row).filter((name) => name !== "id");
  for (const code of CODES) {
    const values = Array.from({ length: OF_EACH }, (_, place) => {
      const own = { ...row, region_code: code, slug: `${code}-${place}` };
      return columns.map((name) => own[name as keyof typeof own]);
    });
    await manager.query(
      `INSERT INTO observations (${columns.map((name) => `\`${name}\``).join()})
        VALUES ${values.map(() => `(${columns.map(() => "?").join()})`).join()}`,
      values.flat(),
    );
  }
}

/** How many rows and entries of indexes the connection has read. */
async function readsOf(manager: EntityManager): Promise<number> {
  const rows = await manager.query<{ Value: string }[]>("SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'");
  return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}

describeEachEngine("A load", (engine) => {
  it.each<[string, (manager: EntityManager) => Promise<unknown[]>]>([
    ["facts", (manager) => listFactsOfRegions(manager, ["15.01"], ["PROTECTED_WORKERS"])],
    [
      "statements",
      async (manager) => {
        const groups = [{ regionCode: "15.01", categoryCode: null }];
        const wanted = { indicatorCodes: ["PROTECTED_WORKERS"], on: "9999-12-31", asOf: null };
        return (await observationsByGroup(manager, groups, { ...wanted, currentOnly: false })).flat();
      },
    ],
  ])("reads a region's %s, which it has just written, without those of other regions", async (_, list) => {
    const graph = await openEmptyGraph(engine);
    try {
      await graph.mustLoad({ ...WORLD, observations: [observation({ value: "1" })] });
      await inLoad(graph.dataSource, async (manager) => {
        await fill(manager);
        const before = engine.name === "mysql" ? await readsOf(manager) : 0;
        expect(await list(manager)).toHaveLength(OF_EACH);
        // Each has an entry, a row, its source and its indicator.
        if (engine.name === "mysql") expect((await readsOf(manager)) - before).toBeLessThan(OF_EACH * 4);
      });
    } finally {
      await graph.close();
    }
  });
});
