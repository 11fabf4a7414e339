import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CHANGED_COHORTS } from "../../src/modules/cohorts/cohort-statement.package.js";
import { CHANGED_SERIES } from "../../src/modules/observations/series.changes.js";
import { CHANGED_REGIONS } from "../../src/modules/regions/region.package.js";
import { ChangeSet } from "../../src/package/change-set.js";
import { refresh } from "../../src/transfer/load/refresh.js";
import { CONTENTS } from "../support/contents.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type Tables, type TestGraph } from "../support/graph.js";
import { category, observation, source, WORLD } from "../support/rows.js";
import { worlds } from "../support/worlds.js";

const someFigure = fc
  .record({
    region_code: fc.constantFrom("15", "15.01", "15.71", "15.71"),
    category_code: fc.constantFrom("", "", "FISHER"),
    indicator: fc.constantFrom("PROTECTED_WORKERS", "POTENTIAL_WORKERS", "COVERAGE_RATE"),
    period_start: fc.constantFrom("2023", "2024", "2024-06"),
    period_end: fc.constantFrom("2024", "2027"),
    value: fc.integer({ min: 1, max: 3 }),
    qualifier: fc.constantFrom("EXACT", "APPROXIMATE"),
    value_status: fc.constantFrom("ACTUAL", "ACTUAL", "TARGET"),
    counted_by: fc.constantFrom("", "", "RESIDENCE", "WORKPLACE"),
    source_id: fc.constantFrom("a", "b"),
  })
  .map(({ value, ...figure }) =>
    observation({ ...figure, value: figure.indicator === "COVERAGE_RATE" ? value / 10 : value }),
  );

const someSource = (id: string): fc.Arbitrary<Tables[string][number]> =>
  fc
    .record({
      type: fc.constantFrom("NEWS_ARTICLE", "NEWS_ARTICLE", "REPORT"),
      published_on: fc.constantFrom("2024-06-01", "2024-06-01", "2025-01-01"),
    })
    .map((more) => source(id, more));

const someStatement = fc
  .record({
    region_code: fc.constantFrom("15.01", "15.71"),
    source_id: fc.constantFrom("a", "b"),
    status: fc.constantFrom("ENROLLED", "PLANNED", "PARTIAL"),
  })
  .map((statement) => ({ ...statement, category_code: "FISHER" }));

const someTables: fc.Arbitrary<Tables> = fc
  .record({
    sources: fc.tuple(someSource("a"), someSource("b")),
    observations: fc.uniqueArray(someFigure, {
      minLength: 15,
      maxLength: 50,
      // A package answers no question twice.
      selector: (row) => JSON.stringify({ ...row, value: 0, qualifier: "" }),
    }),
    worker_cohorts: fc.uniqueArray(someStatement, {
      maxLength: 3,
      selector: ({ region_code: region, source_id: id }) => `${region} ${id}`,
    }),
    denominator: fc.constantFrom("POTENTIAL_WORKERS", ""),
    vulnerable: fc.constantFrom("true", "false"),
  })
  .map(({ denominator, vulnerable, ...tables }) => ({
    ...WORLD,
    ...tables,
    cohort_categories: [category("FISHER", { vulnerable })],
    indicators: (WORLD.indicators ?? [])
      .map((row) => (row.code === "COVERAGE_RATE" ? { ...row, denominator_code: denominator } : row))
      .filter(({ code }) => code !== "TARGET_ATTAINMENT"),
  }));

const someLoads = fc.array(
  fc.record({ name: fc.constantFrom("ours", "ours", "theirs"), tables: someTables }),
  { minLength: 2, maxLength: 4 },
);

describeEachEngine("What is materialized of the statements that a load has changed", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterAll(async () => {
    await graph.dataSource.destroy();
    await graph.drop();
  });

  const rowsOf = (statement: string): Promise<any[]> => graph.dataSource.query(statement);
  const derived = async (): Promise<unknown> => ({
    rivals: await rowsOf(
      "SELECT slug, rival_set, rival_rank, preferred FROM observations WHERE superseded_at = '9999-12-31 00:00:00.000' ORDER BY slug",
    ),
    stated: await rowsOf(
      "SELECT slug, denominator_stated FROM observations WHERE superseded_at = '9999-12-31 00:00:00.000' ORDER BY slug",
    ),
    conflicts: await rowsOf(
      `SELECT c.slug, c.kind, c.rule, c.resolved, c.spread, c.relative_spread, c.preferred_slug, c.period_start, c.period_end, m.place, o.slug AS statement
        FROM conflicts c JOIN conflict_statements m ON m.conflict_id = c.id JOIN observations o ON o.id = m.observation_id
        WHERE c.superseded_at = '9999-12-31 00:00:00.000' ORDER BY c.slug, m.place`,
    ),
    rates: await rowsOf("SELECT code, coverage_rate FROM regions ORDER BY code"),
    latest: await rowsOf("SELECT * FROM latest_coverages ORDER BY region_code"),
    steps: await rowsOf("SELECT * FROM coverage_steps ORDER BY region_code, valid_from"),
    points: await rowsOf("SELECT * FROM coverage_points ORDER BY region_code, place"),
    tallies: await rowsOf(CONTENTS.observation_tallies ?? ""),
    regionTallies: await rowsOf(CONTENTS.region_tallies ?? ""),
    cohorts: await rowsOf("SELECT * FROM worker_cohorts ORDER BY slug"),
  });
  const deriveAll = async (): Promise<void> => {
    await rowsOf(
      "UPDATE observations SET rival_set = NULL, rival_rank = 1, preferred = 1 WHERE superseded_at = '9999-12-31 00:00:00.000'",
    );
    await rowsOf("UPDATE observations SET denominator_stated = NULL");
    await rowsOf("DELETE FROM conflict_statements");
    await rowsOf("DELETE FROM conflicts");
    await rowsOf("UPDATE regions SET coverage_rate = NULL, coverage_effective_on = NULL");
    await rowsOf("DELETE FROM latest_coverages");
    await rowsOf("DELETE FROM coverage_steps");
    await rowsOf("DELETE FROM coverage_points");
    await rowsOf("DELETE FROM observation_tallies");
    await rowsOf("DELETE FROM region_tallies");
    const changes = new ChangeSet("2026-01-01 00:00:00.000");
    changes.tables.add("observations");
    for (const { code } of await rowsOf("SELECT code FROM regions")) changes.of(CHANGED_REGIONS).add(code);
    for (const { slug } of await rowsOf("SELECT slug FROM worker_cohorts"))
      changes.of(CHANGED_COHORTS).add(slug);
    const series =
      "SELECT region_code AS regionCode, indicator_code AS indicatorCode, category_code AS categoryCode";
    for (const row of await rowsOf(`${series} FROM observations`)) changes.of(CHANGED_SERIES).add(row);
    await graph.dataSource.transaction((manager) => refresh(manager, changes, null));
  };

  it("includes the rates of regions above a region that reports both parts for the first time", async () => {
    // Figures older than two years are not added.
    const period_start = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
    const part = (region: string, indicator: string): Tables[string][number] =>
      observation({ region_code: region, indicator, value: 5, period_start });
    const parts = (region: string): Tables[string] => [
      part(region, "PROTECTED_WORKERS"),
      part(region, "POTENTIAL_WORKERS"),
    ];
    const rate = async (): Promise<unknown> =>
      (await rowsOf("SELECT coverage_rate FROM regions WHERE code = '33'"))[0].coverage_rate;
    await graph.mustLoad({ ...WORLD, observations: parts("33.22") });
    expect(await rate()).toBeNull();
    await graph.mustLoad({ ...WORLD, observations: [...parts("33.22"), ...parts("33.74")] });
    expect(await rate()).toBe(1);
    await graph.mustLoad(WORLD);
    expect(await rate()).toBeNull();
  });

  it("includes the conflicts of rates with counts that their source has changed beside them", async () => {
    const figure = (indicator: string, value: number): Tables[string][number] =>
      observation({ indicator, value });
    const kinds = async (): Promise<unknown> =>
      rowsOf(
        "SELECT indicator_code, kind FROM conflicts WHERE superseded_at = '9999-12-31 00:00:00.000' ORDER BY 1",
      );
    const rate = figure("COVERAGE_RATE", 0.5);
    const parts = (value: number): Tables[string] => [
      figure("PROTECTED_WORKERS", value),
      figure("POTENTIAL_WORKERS", 10),
    ];
    await graph.mustLoad({ ...WORLD, observations: [rate] });
    expect(await kinds()).toEqual([]);
    await graph.mustLoad({ ...WORLD, observations: [rate, ...parts(4)] });
    expect(await kinds()).toEqual([{ indicator_code: "COVERAGE_RATE", kind: "VALUE" }]);
    await graph.mustLoad({ ...WORLD, observations: [rate, ...parts(11)] });
    expect(await kinds()).toEqual([
      { indicator_code: "COVERAGE_RATE", kind: "VALUE" },
      { indicator_code: "PROTECTED_WORKERS", kind: "VALUE" },
    ]);
    await graph.mustLoad({ ...WORLD, observations: [rate, ...parts(5)] });
    expect(await kinds()).toEqual([]);
  });

  it("is the same as what all statements give, whatever was recorded, superseded or removed before", async () => {
    let contested = 0;
    await fc.assert(
      fc.asyncProperty(someLoads, async (loads) => {
        for (const { name, tables } of loads) {
          await graph.mustLoad(tables, name);
          const incremental = await derived();
          await deriveAll();
          expect(incremental).toEqual(await derived());
          contested += Number(
            (
              await rowsOf(
                "SELECT COUNT(*) AS n FROM conflicts WHERE superseded_at = '9999-12-31 00:00:00.000'",
              )
            )[0].n,
          );
        }
      }),
      { numRuns: worlds(engine, 12), endOnFailure: true },
    );
    if (engine.name === "sqlite") expect(contested).toBeGreaterThan(15);
  }, 400_000);
});
