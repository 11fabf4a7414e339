import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { observeStatements } from "../../src/database/statement.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type Tables, type TestGraph } from "../support/graph.js";
import { observation, region, WORLD } from "../support/rows.js";

type Row = Tables[string][number];

const MONTHS = 36;
const monthAt = (index: number): string =>
  `${2021 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
const run = (more: Row, length = MONTHS): Row[] =>
  Array.from({ length }, (_, index) =>
    observation({ category_code: "FISHER", value: 100 + index, ...at(monthAt(index)), ...more }),
  );
const at = (period: string): Row => ({ period_start: period, period_end: period });

/** What may be stated of a category beside a run of months of its protected workers. */
const BESIDE: Row[][] = [
  [],
  [{ indicator: "POTENTIAL_WORKERS", value: 900, ...at("2022-03") }],
  run({ indicator: "POTENTIAL_WORKERS", value: 700 }),
  run({ indicator: "POTENTIAL_WORKERS", value: 800, source_id: "b" }, 30),
  [{ qualifier: "ALL", value: "", source_id: "b", ...at("2023-11") }],
  [{ indicator: "COVERAGE_RATE", value: 0.5, denominator_code: "POTENTIAL_WORKERS", ...at("2022-06") }],
  [{ value: 7, source_id: "b", ...at("2022-09") }],
  [{ value: 9, funding: "CSR", source_id: "b", ...at("2023-12") }],
  [{ value: 5, ...at("2022") }],
  [{ value: 5, ...at("2025") }],
  [{ indicator: "MONTHS_COVERED", value: 3, ...at("2023-01") }],
  [{ value: 8, value_status: "TARGET", ...at("2023-02") }],
  [{ counted_by: "WORKPLACE", value: 11, source_id: "b", ...at("2022-12") }],
  [{ indicator: "CLAIM_CASES", value: 4, ...at("2022-12") }],
];
const codes = Array.from({ length: 28 }, (_, index) => `33.${String(index + 30).padStart(2, "0")}`);
const world: Tables = {
  ...WORLD,
  regions: [
    ...(WORLD.regions ?? []),
    ...codes.map((code) => region(code, `Area ${code}`, "Kabupaten")),
  ].filter(({ code }, index, all) => all.findIndex((other) => other.code === code) === index),
};

const FIGURE = "{ value lowerBound qualifier basis effectiveOn ageInDays countedBy alternatives { value } }";
const COVERAGE = `{ period { start end } rate { value basis published derived }
  protectedWorkers ${FIGURE} potentialWorkers ${FIGURE} unprotectedWorkers ${FIGURE} monthsCovered ${FIGURE} }`;
const DAYS = [
  "2020-12-31",
  "2021-01-31",
  "2022-09-30",
  "2022-12-30",
  "2023-12-31",
  "2024-02-01",
  "2025-06-01",
];

describeEachEngine("Coverage of a category on a past day", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const observations = codes.flatMap((region_code, index) => {
      const beside = BESIDE[index % BESIDE.length] ?? [];
      // What stands beside a run begins with it, or before and after it.
      const own = index < BESIDE.length ? run({ region_code }) : run({ region_code }).slice(0, -6);
      return [...own, ...beside.map((row) => observation({ category_code: "FISHER", ...row, region_code }))];
    });
    await graph.mustLoad({ ...world, observations });
  }, 120_000);
  afterAll(() => graph.close());

  it.each(DAYS)(
    "is the same for many regions, of whose runs the last is read, as for each alone: %s",
    async (on) => {
      for (const asked of ["", "denominator: EMPLOYED_POPULATION"]) {
        const coverage = `coverage(on: "${on}", category: "FISHER" ${asked.replace(/: (\w+)/, ': "$1"')}) ${COVERAGE}`;
        const many = await graph.ask(
          `{ regions(first: 100, filter: { level: { eq: REGENCY } }) { nodes { code ${coverage} } } }`,
        );
        expect(many.errors).toEqual([]);
        expect(many.statements).toContain("figures.listRunsOfGroups");
        for (const node of many.data.regions.nodes) {
          const alone = await graph.ask(`{ region(code: "${node.code}") { code ${coverage} } }`);
          expect(alone.statements).not.toContain("figures.listRunsOfGroups");
          expect(alone.data.region).toEqual(node);
        }
      }
    },
  );

  it("reads one statement of each run that stands alone", async () => {
    const rows: number[] = [];
    const stop = observeStatements(graph.dataSource, ({ name, rows: read }) => {
      if (name === "observations.observationsByGroup") rows.push(read ?? NaN);
    });
    const rowsOf = async (question: string): Promise<number> => {
      const before = rows.length;
      await graph.ask(question);
      return rows[before] ?? 0;
    };
    const coverage = `coverage(on: "2023-12-31", category: "FISHER") { period { start } }`;
    const many = await rowsOf(
      `{ regions(first: 100, filter: { level: { eq: REGENCY } }) { nodes { ${coverage} } } }`,
    );
    let alone = 0;
    for (const code of codes) alone += await rowsOf(`{ region(code: "${code}") { ${coverage} } }`);
    stop();
    const [long, short] = [MONTHS, MONTHS - 6];
    expect(alone - many).toBe(long - 1 + (short - 1));
  });
});
