import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { RULES } from "../../src/transfer/load/rules.js";
import { CONTENTS } from "../support/contents.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type Tables, type TestGraph } from "../support/graph.js";
import { observation, source, WORLD } from "../support/rows.js";

const cohort = { region_code: "15.71", category_code: "FISHER", programmes: "JKK" };
const OURS: Tables = {
  ...WORLD,
  worker_cohorts: [
    { ...cohort, status: "ENROLLED", source_id: "a" },
    { ...cohort, status: "PLANNED", source_id: "b" },
  ],
  observations: [
    observation({ value: 40 }),
    observation({ value: 44, source_id: "b" }),
    observation({ indicator: "POTENTIAL_WORKERS", value: 100 }),
    observation({ value: 30, period_start: "2020" }),
    observation({ region_code: "33.22", indicator: "CLAIM_CASES", value: 3 }),
  ],
};
const THEIRS: Tables = {
  sources: [source("theirs")],
  observations: [
    observation({ region_code: "33.74", source_id: "theirs", value: 5 }),
    observation({ region_code: "33.74", source_id: "theirs", value: 6, attributed_to: "Another office" }),
    observation({ region_code: "33.74", source_id: "theirs", indicator: "POTENTIAL_WORKERS", value: 10 }),
  ],
};

// What other rules might have derived of the same rows.
const OTHERWISE = [
  "UPDATE observations SET `current` = 1 - `current`, rival_set = 'other', rival_rank = 7, preferred = 0",
  "UPDATE regions SET coverage_rate = 0.99",
  "UPDATE worker_cohorts SET status = 'PLANNED'",
  "UPDATE conflicts SET slug = SUBSTR(slug, 1, 9)",
  "INSERT INTO conflicts (id, recorded_at, superseded_at, slug, region_code, indicator_code, period_start, period_end, period_precision, kind, resolved, spread) VALUES (99999, '2024-01-01 00:00:00.000', '9999-12-31 00:00:00.000', 'gone', 'ID', 'CLAIM_CASES', '2024-01-01', '2024-12-31', 'YEAR', 'VALUE', 0, 1)",
  "UPDATE latest_coverages SET rate_value = 0.99",
  "INSERT INTO latest_coverages (region_code, valid_from, valid_until) VALUES ('99', '2020-01-01', '9999-12-31')",
  "UPDATE coverage_steps SET rate_value = 0.99",
  "UPDATE coverage_points SET rate_value = 0.99",
  "INSERT INTO coverage_steps (region_code, valid_from, valid_until, is_answer) VALUES ('99', '2020-01-01', '9999-12-31', 1)",
  "INSERT INTO statistic_runs (indicator_code, value_status, cohort, region_code, figures, run) VALUES ('GONE', 'ACTUAL', '', '15', 1, '{}')",
  "UPDATE observation_tallies SET statements = 99",
  "UPDATE region_tallies SET statements = 99",
  "UPDATE statistic_series SET buckets = '[]'",
  "INSERT INTO statistic_series (indicator_code, value_status, scope, cohort, region_code, buckets) VALUES ('GONE', 'ACTUAL', 'REGION', '', '15', '[]')",
];

describeEachEngine("A load by other rules than the last one's", (engine) => {
  let graph: TestGraph;
  let rightly: Record<string, unknown[]>;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(OURS, "ours");
    expect((await imported()).outcome).toBe("loaded");
    rightly = await stored();
    for (const statement of OTHERWISE) await graph.dataSource.query(statement);
  });
  afterEach(async () => {
    await graph.dataSource.destroy();
    await graph.drop();
  });

  /** Loads what refers to rows of another package, and is not all of its dataset. */
  async function imported(): ReturnType<typeof loadPackage> {
    const folder = await writePackage(THEIRS, "theirs");
    try {
      const options = { isWhole: false, refersToStored: true };
      return await loadPackage(graph.dataSource, await openPackage(folder), options);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  /** All that is stored but for what tells one load from another. */
  async function stored(): Promise<Record<string, unknown[]>> {
    const contents: Record<string, unknown[]> = {};
    for (const { tableName } of graph.dataSource.entityMetadatas) {
      if (tableName === "datasets") continue;
      const rows = await graph.dataSource.query<object[]>(
        CONTENTS[tableName] ?? `SELECT t.* FROM \`${tableName}\` t`,
      );
      contents[tableName] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return contents;
  }
  const lastRules = (): Promise<unknown> =>
    graph.dataSource.query("SELECT name, rules, revision FROM datasets ORDER BY revision DESC LIMIT 1");
  const loadedByOthers = (): Promise<unknown> => graph.dataSource.query("UPDATE datasets SET rules = 0");

  it("derives all of it anew, of other datasets too, though no file has changed", async () => {
    expect(rightly.conflicts).not.toEqual([]);
    expect(rightly.latest_coverages).not.toEqual([]);
    expect(rightly.coverage_steps).not.toEqual([]);
    await loadedByOthers();
    expect((await graph.load(OURS, "ours")).outcome).toBe("loaded");
    expect(await stored()).toEqual(rightly);
    expect(await lastRules()).toEqual([{ name: "ours", rules: RULES, revision: 3 }]);
  });

  it("derives all of it anew, though it is an import that changes nothing", async () => {
    await loadedByOthers();
    expect((await imported()).outcome).toBe("loaded");
    expect(await stored()).toEqual(rightly);
    expect(await lastRules()).toEqual([{ name: "theirs", rules: RULES, revision: 3 }]);
  });

  it("happens once: then, as under the same rules, nothing is touched", async () => {
    const otherwise = await stored();
    expect(otherwise).not.toEqual(rightly);
    expect((await graph.load(OURS, "ours")).outcome).toBe("unchanged");
    await imported();
    expect(await stored()).toEqual(otherwise);
  });

  it("reads the files of each whole package anew, whichever was loaded first", async () => {
    await loadedByOthers();
    await imported();
    expect((await graph.load(OURS, "ours")).outcome).toBe("loaded");
    expect((await graph.load(OURS, "ours")).outcome).toBe("unchanged");
    expect(await stored()).toEqual(rightly);
  });
});
