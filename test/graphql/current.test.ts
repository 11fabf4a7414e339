import { afterEach, beforeEach, expect, it } from "@jest/globals";
import fc from "fast-check";
import { coverageOn, DENOMINATORS, type CoverageSubject } from "../../src/modules/coverage/coverage.js";
import { LATEST_INDICATORS } from "../../src/modules/coverage/materialized/current.js";
import { observationsByGroup } from "../../src/modules/observations/observation.queries.js";
import { coverageOfRegions } from "../../src/modules/coverage/read-coverage.js";
import { today } from "../../src/time/today.js";
import { describeEachEngine } from "../support/engines.js";
import "../support/fast-check.js";
import { openEmptyGraph, type Tables, type TestGraph } from "../support/graph.js";
import { indicator, observation, source, WORLD } from "../support/rows.js";
import { worlds } from "../support/worlds.js";

type Row = Tables[string][number];

const INDICATORS = WORLD.indicators?.concat(indicator("VERIFIED_WORKERS"), indicator("UNPROTECTED_WORKERS"));
const world = (observations: Tables[string]): Tables => ({
  ...WORLD,
  indicators: INDICATORS ?? [],
  sources: [source("a"), source("b", { published_on: "2024-07-01" }), source("c", { type: "DATASET" })],
  observations,
});

const dayIn = (days: number): string =>
  new Date(Date.parse(`${today()}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const monthIn = (months: number): string => {
  const now = new Date(`${today()}T00:00:00Z`);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString().slice(0, 7);
};

const statement: fc.Arbitrary<Row> = fc
  .record({
    region_code: fc.constantFrom("15.71", "15.71", "15.01", "15"),
    category_code: fc.constantFrom("", "", "FISHER"),
    indicator: fc.constantFrom(
      "PROTECTED_WORKERS",
      "POTENTIAL_WORKERS",
      "UNPROTECTED_WORKERS",
      "COVERAGE_RATE",
      "COHORT_QUOTA",
      "MONTHS_COVERED",
    ),
    start: fc.integer({ min: -30, max: 4 }),
    length: fc.constantFrom(0, 0, 0, 2, 11, 20),
    value: fc.constantFrom(0.25, 0.5, 0.75),
    qualifier: fc.constantFrom("EXACT", "EXACT", "APPROXIMATE"),
    source_id: fc.constantFrom("a", "b", "c"),
    funding: fc.constantFrom("", "", "SELF", "CSR", "MIXED"),
    counted_by: fc.constantFrom("", "", "RESIDENCE", "WORKPLACE"),
  })
  .map(({ start, length, ...row }) => ({
    ...row,
    value_status: row.indicator === "COHORT_QUOTA" ? "TARGET" : "ACTUAL",
    period_start: monthIn(start),
    period_end: monthIn(start + length),
  }));

// What a source states once; a second statement of the same would be one too many.
const statements = (rows: readonly Row[]): Row[] =>
  [
    ...new Map(
      rows.map(({ value, qualifier, ...row }) => [JSON.stringify(row), { ...row, value, qualifier }]),
    ).values(),
  ] as Row[];

describeEachEngine("Latest coverage", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(async () => {
    await graph.dataSource.destroy();
    await graph.drop();
  });

  const currentRows = async (): Promise<{ value: number; current: number }[]> =>
    graph.dataSource.query(
      "SELECT value, `current` FROM observations ORDER BY region_code, period_start, id",
    );

  /** Coverage by the definition: from all that stands of a group. */
  async function fromAll(subject: CoverageSubject): Promise<unknown> {
    const [all = []] = await observationsByGroup(graph.dataSource, [subject], {
      indicatorCodes: LATEST_INDICATORS,
      on: subject.on,
      asOf: null,
      currentOnly: false,
    });
    return coverageOn(subject, all);
  }

  // Whether a row is current is all that may differ between the two readings.
  const plain = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer));

  it("from current statements is that from all, today and later, whatever is loaded, corrected and withdrawn", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(statement, { minLength: 3, maxLength: 14, size: "max" }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 3 }),
        async (versions, days) => {
          for (const version of versions) await graph.mustLoad(world(statements(version).map(observation)));
          const subjects = [0, ...days].flatMap((ahead) =>
            ["15.71", "15.01"].flatMap((regionCode) =>
              [null, "FISHER"].flatMap((categoryCode) =>
                DENOMINATORS.map((denominatorCode) => ({
                  regionCode,
                  categoryCode,
                  denominatorCode,
                  on: dayIn(ahead),
                  asOf: null,
                })),
              ),
            ),
          );
          const read = await coverageOfRegions(graph.dataSource, subjects);
          for (const [index, subject] of subjects.entries())
            expect(plain(read[index])).toEqual(plain(await fromAll(subject)));
        },
      ),
      { numRuns: worlds(engine, 12) },
    );
  });

  it("of a long history rests on its last statements only", async () => {
    const history = Array.from({ length: 60 }, (_, month) => [
      { value: 1000 + month, period_start: monthIn(month - 60) },
      { value: 4000 + month, period_start: monthIn(month - 60), indicator: "POTENTIAL_WORKERS" },
    ]);
    await graph.mustLoad(world(history.flat().map(observation)));
    const current = (await currentRows()).filter((row) => row.current === 1);
    expect(current.map(({ value }) => value)).toEqual([1059, 4059]);
  });

  it("rests on an earlier statement again when a later one is withdrawn", async () => {
    const rows = [1, 2, 3].map((value) => observation({ value, period_start: String(2019 + value) }));
    await graph.mustLoad(world(rows));
    expect((await currentRows()).map((row) => row.current)).toEqual([0, 0, 1]);
    await graph.mustLoad(world(rows.slice(0, 2)));
    expect((await currentRows()).map((row) => row.current)).toEqual([0, 1, 0]);
  });

  it("rests on an older rate where nothing later gives one", async () => {
    const rows = [
      observation({ value: 0.4, period_start: "2020", indicator: "COVERAGE_RATE" }),
      observation({ value: 5, period_start: "2021" }),
      observation({ value: 6, period_start: "2022" }),
    ];
    await graph.mustLoad(world(rows));
    expect((await currentRows()).map((row) => row.current)).toEqual([1, 0, 1]);
  });

  it("rests on what a source that is dated otherwise now makes preferred", async () => {
    const rows = ["a", "b"].map((source_id, index) => observation({ value: index + 1, source_id }));
    const dated = (published_on: string): Tables => ({
      ...world(rows),
      sources: [source("a"), source("b", { published_on })],
    });
    const subject = {
      regionCode: "15.71",
      categoryCode: null,
      denominatorCode: "POTENTIAL_WORKERS",
      on: today(),
      asOf: null,
    };
    for (const [day, value] of [
      ["2025-01-01", 2],
      ["2024-01-15", 1],
    ] as const) {
      await graph.mustLoad(dated(day));
      const [coverage] = await coverageOfRegions(graph.dataSource, [subject]);
      expect(coverage?.protectedWorkers?.value).toBe(value);
    }
  });

  it("of a day gone by is read from all statements", async () => {
    await graph.mustLoad(
      world([1, 2].map((value) => observation({ value, period_start: String(2019 + value) }))),
    );
    const { region } = await graph.data(
      `{ region(code: "15.71") { coverage(on: "2020-12-31") { protectedWorkers { value } } } }`,
    );
    expect(region.coverage.protectedWorkers.value).toBe(1);
    await graph.apollo.stop();
  });
});
