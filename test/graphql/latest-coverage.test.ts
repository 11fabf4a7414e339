import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { today } from "../../src/time/today.js";
import { describeEachEngine } from "../support/engines.js";
import "../support/fast-check.js";
import { openEmptyGraph, openRealGraph, type Answer, type Tables, type TestGraph } from "../support/graph.js";
import { category, indicator, observation, source, WORLD } from "../support/rows.js";
import { worlds } from "../support/worlds.js";

const PERIOD = "period { start end precision }";
const FIGURE = `{ value lowerBound upperBound qualifier basis countedBy effectiveOn areaDiffers ${PERIOD} }`;
const KEPT = `{
  ${PERIOD} workerMonths
  rate {
    value lowerBound upperBound qualifier published derived basis consistent difference
    denominatorStated countedBy effectiveOn areaDiffers
  }
  potentialWorkers ${FIGURE} protectedWorkers ${FIGURE} unprotectedWorkers ${FIGURE} monthsCovered ${FIGURE}
}`;
// What is asked for beside is not kept, so that all is computed.
const ALL = KEPT.replace(/\}$/, "category { code } }");
const COMPUTED = "observations.observationsByGroup";

const withoutCategories = (nodes: any[]): unknown[] =>
  nodes.map(({ code, coverage }) => ({
    code,
    coverage: Object.fromEntries(Object.entries(coverage as object).filter(([name]) => name !== "category")),
  }));

const dayIn = (days: number): string =>
  new Date(Date.parse(`${today()}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Asks for the latest coverage of all regions as it is kept, and as it is computed on the day by name. */
async function askBoth(graph: TestGraph): Promise<{ kept: unknown[]; computed: unknown[]; answer: Answer }> {
  const page = (coverage: string): string => `{ regions(first: 500) { nodes { code ${coverage} } } }`;
  const answer = await graph.ask(page(`coverage ${KEPT}`));
  const { data } = await graph.ask(page(`coverage(on: "${today()}") ${ALL}`));
  return { kept: answer.data.regions.nodes, computed: withoutCategories(data.regions.nodes), answer };
}

describeEachEngine("Latest coverage of the data package, as it is kept", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it("comes with the statement that reads its region", async () => {
    const { data, statements } = await graph.ask(
      `{ region(code: "15.71") { name parent { name } coverage { rate { value } protectedWorkers { value } potentialWorkers { value } } } }`,
    );
    expect(statements).toEqual(["Region by code"]);
    expect(data.region.coverage).toEqual({
      rate: { value: 0.44 },
      protectedWorkers: { value: 100_000 },
      potentialWorkers: { value: 228_000 },
    });
  });

  it("comes with the one statement for hundreds of entities of any type, and with fragments", async () => {
    const page = await graph.data(`{ regions(first: 500) { nodes { __typename code } } }`);
    const representations = page.regions.nodes;
    const { data, errors, statements } = await graph.ask(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on Region { code parent { name } ...latest } }
      } fragment latest on Region { coverage { ... on Coverage { __typename rate { value } } protectedWorkers { value } } }`,
      { representations },
    );
    expect(errors).toEqual([]);
    expect(statements).toEqual(["Region by code"]);
    expect(data._entities.map(({ code }: any) => code)).toEqual(representations.map(({ code }: any) => code));
    expect(data._entities[0].coverage.__typename).toBe("Coverage");
    expect(data._entities.filter(({ coverage }: any) => coverage.rate !== null).length).toBeGreaterThan(50);
  });

  it("comes with the statement that reads a parent, and with each part of a page", async () => {
    const { statements } = await graph.ask(`{
      cities(first: 3) { nodes { coverage { period { start } } parent { coverage { workerMonths } } } }
    }`);
    expect(statements).toEqual(["City page"]);
  });

  it.each([
    `coverage { rate { value observation { value } } }`,
    `coverage { rate { observation { __typename } } }`,
    `coverage { rate { denominator { code } } }`,
    `coverage { protectedWorkers { value alternatives { value } } }`,
    `coverage { protectedWorkers { conflict { rule } } }`,
    `coverage { region { code } }`,
    `coverage { category { code } rate { value } }`,
    `coverage { rollUp { rate } }`,
    `coverage { ...more } ... on City { coverage { rate { derivedFrom { value } } } }`,
  ])("is computed where it is asked for more: %s", async (fields) => {
    const more = fields.includes("...more") ? "fragment more on Coverage { rate { value } }" : "";
    const { errors, statements } = await graph.ask(`{ region(code: "15.71") { ${fields} } } ${more}`);
    expect(errors).toEqual([]);
    expect(statements).toContain(COMPUTED);
  });

  it("is that which is computed, of every region, province and the country", async () => {
    const { kept, computed, answer } = await askBoth(graph);
    expect(answer.statements).toEqual(["Region page"]);
    expect(kept).toEqual(computed);
    const all = await graph.data(`{
      kept: villages(first: 500) { nodes { code coverage ${KEPT} } } computed: villages(first: 500) { nodes { code coverage(on: "${today()}") ${ALL} } }
      keptCities: cities(first: 500) { nodes { code coverage ${KEPT} } } cities: cities(first: 500) { nodes { code coverage(on: "${today()}") ${ALL} } }
    }`);
    expect(all.kept.nodes).toEqual(withoutCategories(all.computed.nodes));
    expect(all.keptCities.nodes).toEqual(withoutCategories(all.cities.nodes));
  });
});

type Row = Tables[string][number];

const world = (observations: readonly Row[]): Tables => ({
  ...WORLD,
  sources: [source("a"), source("b", { published_on: "2024-07-01" }), source("c", { type: "DATASET" })],
  cohort_categories: [...(WORLD.cohort_categories ?? []), category("JAKON")],
  indicators: [...(WORLD.indicators ?? []), indicator("UNPROTECTED_WORKERS")],
  observations: observations.map(observation),
});

const statement: fc.Arbitrary<Row> = fc
  .record({
    region_code: fc.constantFrom("15.71", "33.22", "33.22", "33.74", "33.74", "15", "ID"),
    category_code: fc.constantFrom("", "", "", "FISHER"),
    indicator: fc.constantFrom(
      "PROTECTED_WORKERS",
      "POTENTIAL_WORKERS",
      "PROTECTED_WORKERS",
      "POTENTIAL_WORKERS",
      "UNPROTECTED_WORKERS",
      "COVERAGE_RATE",
      "MONTHS_COVERED",
    ),
    start: fc.integer({ min: -60, max: 40 }),
    length: fc.constantFrom(0, 30, 90, 400),
    value: fc.constantFrom(0.25, 0.5, 0.75),
    qualifier: fc.constantFrom("EXACT", "EXACT", "APPROXIMATE"),
    source_id: fc.constantFrom("a", "b", "c"),
  })
  .map(({ start, length, ...row }) => ({
    ...row,
    period_start: dayIn(start),
    period_end: dayIn(start + length),
  }));

// What one source states of the segments of a city for one time.
const segments: fc.Arbitrary<Row[]> = fc
  .record({
    region_code: fc.constantFrom("15.01", "15.01", "15.71"),
    indicator: fc.constantFrom("PROTECTED_WORKERS", "POTENTIAL_WORKERS"),
    start: fc.integer({ min: -60, max: 40 }),
    length: fc.constantFrom(0, 30, 90),
    value: fc.constantFrom(1, 2),
    source_id: fc.constantFrom("a", "b", "c"),
  })
  .map(({ start, length, ...row }) =>
    ["PU", "BPU", "JAKON"].map((category_code) => ({
      ...row,
      category_code,
      qualifier: "EXACT",
      period_start: dayIn(start),
      period_end: dayIn(start + length),
    })),
  );

// What a source states once; a second statement of the same would be one too many.
const statements = (rows: readonly Row[]): Row[] =>
  [
    ...new Map(
      rows.map(({ value, qualifier, ...row }) => [JSON.stringify(row), { ...row, value, qualifier }]),
    ).values(),
  ] as Row[];

describeEachEngine("Latest coverage, as it is kept", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await graph.close();
  });

  /** Lets the clock stand at noon some days from now, and everything else go on. */
  function standAt(day: string): void {
    jest.useFakeTimers({
      now: new Date(`${day}T05:00:00Z`),
      doNotFake: [
        "hrtime",
        "nextTick",
        "performance",
        "queueMicrotask",
        "setImmediate",
        "clearImmediate",
        "setInterval",
        "clearInterval",
        "setTimeout",
        "clearTimeout",
      ],
    });
  }

  const part = (region_code: string, value: number, more: Row = {}): Row => ({ region_code, value, ...more });
  const potential = (region_code: string, value: number, more: Row = {}): Row =>
    part(region_code, value, { indicator: "POTENTIAL_WORKERS", ...more });

  it("is that which is computed, on that day and later, whatever is loaded, corrected and withdrawn", async () => {
    let [joined, rolledUp, summed] = [0, 0, 0];
    const several = fc
      .tuple(
        fc.array(statement, { minLength: 6, maxLength: 24, size: "max" }),
        fc.array(segments, { maxLength: 5, size: "max" }),
      )
      .map(([some, more]) => [...some, ...more.flat()]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(several, { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }),
        async (versions, days) => {
          const base = ["33.22", "33.74"].flatMap((code) => [part(code, 1), potential(code, 4)]);
          for (const version of versions) await graph.mustLoad(world([...base, ...statements(version)]));
          for (const day of [today(), ...days.map(dayIn)]) {
            standAt(day);
            const { kept, computed, answer } = await askBoth(graph);
            jest.useRealTimers();
            expect(kept).toEqual(computed);
            if (!answer.statements.includes(COMPUTED)) joined += 1;
            if (JSON.stringify(kept).includes("ROLLED_UP")) rolledUp += 1;
            if (JSON.stringify(kept).includes("SUMMED")) summed += 1;
          }
        },
      ),
      { numRuns: worlds(engine, 16) },
    );
    if (engine.name !== "sqlite") return;
    expect(joined).toBeGreaterThan(20);
    expect(rolledUp).toBeGreaterThan(0);
    expect(summed).toBeGreaterThan(0);
  }, 180_000);

  it("is computed anew from the day on which a figure begins to hold or a span is over, in the region or one that it is summed from", async () => {
    const year = { period_start: dayIn(-100), period_end: dayIn(-100) };
    await graph.mustLoad(
      world([
        part("33.22", 10, year),
        potential("33.22", 40, year),
        part("33.74", 20, year),
        potential("33.74", 40, year),
        part("33.74", 30, { period_start: dayIn(5), period_end: dayIn(5) }),
        potential("33.74", 40, { period_start: dayIn(5), period_end: dayIn(5) }),
        part("15", 3, year),
        potential("15", 9, year),
        part("15.71", 5, { period_start: dayIn(-5), period_end: dayIn(3) }),
        potential("15.71", 10, { period_start: dayIn(-5), period_end: dayIn(3) }),
      ]),
    );
    const valid = async (): Promise<unknown> =>
      Object.fromEntries(
        (
          await graph.dataSource.query(
            "SELECT region_code AS code, valid_until AS `until` FROM latest_coverages",
          )
        ).map(({ code, until }: any) => [code, until]),
      );
    const forever = "9999-12-31";
    // Jambi reports a pair of its own, so that its regions do not matter; the country sums what provinces report.
    expect(await valid()).toEqual({
      ID: forever,
      "15": forever,
      "15.01": forever,
      "15.71": dayIn(4),
      "33": dayIn(5),
      "33.22": forever,
      "33.74": dayIn(5),
    });
    const day = dayIn(5);
    const rate = async (): Promise<[unknown, boolean]> => {
      const { data, statements: names } = await graph.ask(
        `{ region(code: "33") { coverage { rate { value } } } }`,
      );
      return [data.region.coverage.rate.value, names.includes(COMPUTED)];
    };
    standAt(dayIn(4));
    expect(await rate()).toEqual([30 / 80, false]);
    standAt(day);
    expect(await rate()).toEqual([40 / 80, true]);
  });

  it("is computed anew once a figure that it sums is older than two years", async () => {
    const day = dayIn(-725);
    const old = { period_start: day, period_end: day };
    const recent = { period_start: dayIn(-5), period_end: dayIn(-5) };
    await graph.mustLoad(
      world([
        part("33.22", 10, old),
        potential("33.22", 40, old),
        part("33.74", 20, recent),
        potential("33.74", 40, recent),
      ]),
    );
    const read = async (): Promise<unknown> =>
      (
        await graph.data(
          `{ region(code: "33") { coverage { rate { value } rollUp { rate partialRate omitted { code } } } kept: coverage { rate { value } } } }`,
        )
      ).region;
    expect(await read()).toEqual({
      coverage: { rate: { value: 30 / 80 }, rollUp: { rate: 30 / 80, partialRate: 30 / 80, omitted: [] } },
      kept: { rate: { value: 30 / 80 } },
    });
    standAt(dayIn(10));
    expect(await read()).toEqual({
      coverage: { rate: null, rollUp: { rate: null, partialRate: 0.5, omitted: [{ code: "33.22" }] } },
      kept: { rate: null },
    });
  });

  it("is computed by a server whose clock is a day behind, for the regions that need it only", async () => {
    await graph.mustLoad(world([part("15.71", 5), potential("15.71", 10)]));
    await graph.dataSource.query("UPDATE latest_coverages SET valid_from = ? WHERE region_code = '15.71'", [
      dayIn(1),
    ]);
    const { kept, computed, answer } = await askBoth(graph);
    expect(answer.statements).toEqual(["Region page", "CoverageStep by regionCode"]);
    expect(kept).toEqual(computed);
    expect(kept).toContainEqual(
      expect.objectContaining({
        code: "15.71",
        coverage: expect.objectContaining({ protectedWorkers: expect.objectContaining({ value: 5 }) }),
      }),
    );
  });

  it("is answered from the table", async () => {
    await graph.mustLoad(world([part("15.71", 5), potential("15.71", 10)]));
    await graph.dataSource.query(
      "UPDATE latest_coverages SET rate_value = 0.125 WHERE region_code = '15.71'",
    );
    expect(
      (await graph.data(`{ region(code: "15.71") { coverage { rate { value } } } }`)).region.coverage,
    ).toEqual({ rate: { value: 0.125 } });
  });
});
