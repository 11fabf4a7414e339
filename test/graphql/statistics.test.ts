import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

const TABLE = `query ($indicators: [String!]!, $groupBy: [StatisticDimension!]!, $filter: ObservationFilter, $having: [StatisticHaving!], $orderBy: [StatisticOrder!], $first: Int! = 1000, $on: Date, $maxAgeMonths: Int! = 24, $asOf: DateTime) {
  statistics(indicators: $indicators, groupBy: $groupBy, filter: $filter, having: $having, orderBy: $orderBy, first: $first, on: $on, maxAgeMonths: $maxAgeMonths, asOf: $asOf) {
    totalRows
    rows {
      province { name } region { code } level year month category { code } segment funding valueStatus sourceType
      cells {
        indicator { code } value partialValue completeness completenessOfEmployed aggregation observations
        reportingRegions omittedRegions staleRegions spanning countedBy statusesWithFigures
      }
    }
  }
}`;

describeEachEngine("Statistics of the data package", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  const rows = async (variables: Record<string, unknown>): Promise<any[]> =>
    (await graph.data(TABLE, variables)).statistics.rows;

  const brief = async (variables: Record<string, unknown>): Promise<unknown[]> =>
    (await rows(variables)).map(({ year, segment, cells: [cell] }) => [
      year ?? segment,
      cell.value,
      cell.reportingRegions,
    ]);

  it("reads Indonesia year by year from its own figures alone", async () => {
    const indicators = ["PROTECTED_WORKERS"];
    const values = await brief({ indicators, groupBy: ["COUNTRY", "YEAR"] });
    expect(values).toEqual(await brief({ indicators, groupBy: ["YEAR"] }));
    expect(values.filter((row: any) => row[1] !== null)).toEqual([
      [2021, 30_600_000, 1],
      [2022, 35_000_000, 1],
      [2023, 41_560_000, 1],
      [2025, 40_000_000, 1],
    ]);
    const rates = await rows({ indicators: ["COVERAGE_RATE"], groupBy: ["COUNTRY", "YEAR"] });
    const of2017 = rates.find(({ year }) => year === 2017)?.cells[0];
    expect(of2017).toMatchObject({ value: null });
    expect(of2017?.completeness).toBeLessThan(0.1);
  });

  it("shows of the workers who are not wage earners no sum over a few provinces", async () => {
    const found = await rows({ indicators: ["PROTECTED_WORKERS"], groupBy: ["COUNTRY", "SEGMENT", "YEAR"] });
    const values = found
      .filter(({ segment, cells: [cell] }) => segment === "BPU" && cell.value !== null)
      .map(({ year, cells: [cell] }) => [year, cell.value]);
    expect(values).toEqual([
      [2021, 3_040_000],
      [2022, 4_600_000],
      [2023, 9_190_000],
      [2025, 9_580_000],
    ]);
  });

  it("counts Central Papua's cover in each year of its span, and its budget of that span in none", async () => {
    const filter = { region: { code: { eq: "94" } }, category: { eq: "VULNERABLE" } };
    const indicators = ["PROTECTED_WORKERS"];
    const covered = await rows({ indicators, groupBy: ["YEAR", "FUNDING"], filter });
    expect(covered.map(({ year, funding, cells: [cell] }) => [year, funding, cell.value])).toEqual([
      [2025, "APBD_PROVINCE", 23_000],
      [2026, "APBD_PROVINCE", 23_000],
    ]);
    const budget = await rows({
      indicators: ["BUDGET"],
      groupBy: ["YEAR"],
      filter: { ...filter, valueStatus: { eq: "ALLOCATED" } },
    });
    expect(budget.map(({ year, cells: [cell] }) => [year, cell.value, cell.spanning > 0])).toEqual([
      [2025, 4_630_000_000, true],
      [2026, null, true],
    ]);
  });

  it("tells that a budget is known as allocated where none is known as spent", async () => {
    const [row] = await rows({
      indicators: ["BUDGET"],
      groupBy: ["REGION"],
      filter: { region: { code: { eq: "94" } }, category: { eq: "VULNERABLE" } },
    });
    expect(row?.cells[0]).toMatchObject({ value: null, statusesWithFigures: ["ALLOCATED"] });
  });

  it("names the categories of which a budget is known where none is of all workers", async () => {
    const question = `query ($filter: ObservationFilter, $groupBy: [StatisticDimension!]!) {
      statistics(indicators: ["BUDGET"], groupBy: $groupBy, filter: $filter) {
        categoriesLeftOut { code } rows { cells { value } }
      }
    }`;
    const papua = { region: { code: { eq: "94" } } };
    const asked = async (variables: object): Promise<{ categoriesLeftOut: object[]; rows: object[] }> =>
      (await graph.ask(question, { ...variables })).data.statistics;
    expect(await asked({ groupBy: ["REGION"], filter: papua })).toEqual({
      categoriesLeftOut: [{ code: "VULNERABLE" }],
      rows: [],
    });
    const shown = await asked({ groupBy: ["CATEGORY"], filter: papua });
    expect(shown.categoriesLeftOut).toEqual([]);
    expect(shown.rows).not.toEqual([]);
    const filtered = { ...papua, category: { eq: "VULNERABLE" } };
    expect((await asked({ groupBy: ["REGION"], filter: filtered })).categoriesLeftOut).toEqual([]);
  });

  it.each([
    ["ID", "2022-12-31", 1_798_000],
    ["64.72", "2025-12-31", 32_000],
    ["32.03", "2025-12-31", 168_000],
    ["35.13", "2025-12-31", null],
  ])("lets no payer answer for all in %s on %s", async (code, on, value) => {
    const filter = { region: { code: { eq: code } }, category: { eq: "VULNERABLE" } };
    const [row] = await rows({ indicators: ["PROTECTED_WORKERS"], groupBy: ["REGION"], filter, on });
    expect(row?.cells[0].value).toBe(value);
  });

  it("answers as of an earlier instant from what was known then, and for no instant to come", async () => {
    const variables = { indicators: ["PROTECTED_WORKERS"], groupBy: ["PROVINCE", "YEAR"] };
    expect(await rows({ ...variables, asOf: "2001-01-01T00:00:00Z" })).toEqual([]);
    const known = await rows({ ...variables, asOf: new Date().toISOString() });
    expect(known).toEqual(await rows(variables));
    const { errors } = await graph.ask(TABLE, { ...variables, asOf: "2999-01-01T00:00:00Z" });
    expect(errors[0]?.message).toContain("must not be in the future");
  });

  it("never counts Medan's allocated 15,000 of 2023 as actual", async () => {
    const filter = { region: { code: { eq: "12.71" } }, category: { eq: "VULNERABLE" } };
    const actual = await rows({ indicators: ["PROTECTED_WORKERS"], groupBy: ["YEAR"], filter });
    expect(actual.map(({ year, cells }) => [year, cells[0].value])).toContainEqual([2022, 11797]);
    expect(actual.map(({ cells }) => cells[0].value)).not.toContain(15000);
    const each = await rows({ indicators: ["PROTECTED_WORKERS"], groupBy: ["YEAR", "VALUE_STATUS"], filter });
    expect(each.map(({ year, valueStatus, cells }) => [year, valueStatus, cells[0].value])).toContainEqual([
      2023,
      "ALLOCATED",
      15000,
    ]);
  });

  const statements = async (variables: Record<string, unknown>): Promise<string[]> => {
    const asked = await graph.ask(TABLE, { indicators: ["PROTECTED_WORKERS"], ...variables });
    expect(asked.errors).toEqual([]);
    expect(asked.data.statistics.rows.length).toBeGreaterThan(0);
    return asked.statements.sort();
  };

  it.each([
    [["PROVINCE", "YEAR"], {}],
    [["PROVINCE", "YEAR"], { region: { within: "33" } }],
    [["PROVINCE", "YEAR"], { category: { eq: "VULNERABLE" }, valueStatus: { eq: "ACTUAL" } }],
    [["PROVINCE"], { periodStart: { gte: "2022-01-01" }, periodEnd: { lte: "2022-12-31" } }],
    [["REGION", "YEAR"], { region: { within: "33" } }],
    [["COUNTRY", "YEAR"], {}],
    [[], {}],
    [["YEAR", "SEGMENT"], {}],
  ])(
    "reads indicators and stored series once each, with the names in the rows: %j %j",
    async (groupBy, filter) => {
      expect(await statements({ groupBy, filter })).toEqual([
        "observations.indicatorsAndKin",
        "statistics.listSeries",
      ]);
    },
  );

  it("also reads the regions that are meant where they may lack", async () => {
    expect(await statements({ groupBy: ["LEVEL", "YEAR"] })).toEqual([
      "observations.indicatorsAndKin",
      "statistics.listPlaces",
      "statistics.listSeries",
    ]);
  });

  it("reads facts and regions once each where series do not hold the answer", async () => {
    expect(
      await statements({ indicators: ["PROTECTED_WORKERS", "COVERAGE_RATE"], groupBy: ["FUNDING"] }),
    ).toEqual(["observations.indicatorsAndKin", "statistics.listFacts", "statistics.listPlaces"]);
  });

  it.each([
    ["a column", { indicator: "PROTECTED_WORKERS" }, ({ cells }: any) => cells[0].value],
    ["a dimension", { dimension: "CATEGORY" }, ({ category }: any) => category?.code ?? null],
  ] as const)(
    "orders by %s with unknown values before all others, and after them from the other end",
    async (_title, step, read) => {
      const values = async (direction?: string): Promise<(string | number | null)[]> =>
        (
          await rows({
            indicators: ["PROTECTED_WORKERS", "EMPLOYED_POPULATION"],
            groupBy: ["PROVINCE", "CATEGORY"],
            orderBy: [direction ? { ...step, direction } : step],
          })
        ).map(read);
      const found = await values();
      const known = found.filter((value) => value !== null);
      expect([known.length, found.indexOf(null)]).toEqual([expect.any(Number), 0]);
      expect(known.length).toBeGreaterThan(5);
      const sorted = known.toSorted((one, other) => (one < other ? -1 : 1));
      expect(found).toEqual([...new Array(found.length - known.length).fill(null), ...sorted]);
      expect(await values("ASC")).toEqual(found);
      expect(await values("DESC")).toEqual(found.toReversed());
    },
  );

  it("orders by its dimensions when told no order, those of no value first", async () => {
    const shown = await rows({ indicators: ["PROTECTED_WORKERS"], groupBy: ["CATEGORY"] });
    const codes = shown.map(({ category }) => category?.code ?? null);
    expect(codes[0]).toBeNull();
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.slice(1)).toEqual(codes.slice(1).toSorted());
  });

  it("orders by a column, filters rows by their values, and tells how many there are", async () => {
    const { statistics } = await graph.data(TABLE, {
      indicators: ["EMPLOYED_POPULATION"],
      groupBy: ["PROVINCE"],
      having: [{ indicator: "EMPLOYED_POPULATION", value: { gte: 5_000_000 } }],
      orderBy: [{ indicator: "EMPLOYED_POPULATION", direction: "DESC" }],
      first: 2,
    });
    const values = statistics.rows.map(({ cells }: any) => cells[0].value);
    expect(values).toHaveLength(2);
    expect(values[0]).toBeGreaterThan(values[1]);
    expect(values[1]).toBeGreaterThanOrEqual(5_000_000);
    expect(statistics.totalRows).toBeGreaterThan(2);
  });

  it("names what is wrong with a table that cannot be made", async () => {
    const message = async (variables: Record<string, unknown>): Promise<string | undefined> => {
      const { errors } = await graph.ask(TABLE, {
        indicators: ["PROTECTED_WORKERS"],
        groupBy: [],
        ...variables,
      });
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
      return errors[0]?.message;
    };
    expect(await message({ indicators: ["WORKERS"] })).toBe(
      'No indicator has the code "WORKERS". `indicators` lists them.',
    );
    expect(await message({ indicators: [] })).toContain("name 1 to 10");
    expect(await message({ groupBy: ["YEAR", "YEAR"] })).toContain("each once");
    expect(await message({ groupBy: ["CATEGORY", "SEGMENT"] })).toContain("either CATEGORY or SEGMENT");
    expect(await message({ groupBy: ["YEAR"], on: "2025-01-01" })).toContain("Leave one of them out");
    expect(await message({ maxAgeMonths: -1 })).toContain("name 0 to 1200 months");
    expect(await message({ first: 5001 })).toContain("0 to 5000 rows");
    expect(await message({ orderBy: [{ direction: "ASC" }] })).toContain("exactly one of");
    expect(await message({ orderBy: [{ dimension: "YEAR", direction: "ASC" }] })).toContain(
      "not grouped by YEAR",
    );
    expect(await message({ having: [{ indicator: "CLAIM_CASES", value: { gt: 1 } }] })).toContain(
      "no column of this table",
    );
    expect(await message({ having: [{ indicator: "PROTECTED_WORKERS", value: { gt: null } }] })).toContain(
      "having.gt is null",
    );
    expect(await message({ filter: { category: { in: ["VULNERABLE", "FISHER"] } } })).toContain(
      "Group by CATEGORY",
    );
    expect(await message({ filter: { valueStatus: { in: ["ACTUAL", "TARGET"] } } })).toContain(
      "Group by VALUE_STATUS",
    );
  });
});

describeEachEngine("Statistics", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({
      ...WORLD,
      observations: [
        observation({ period_start: "2024-03", period_end: "2024-03", value: 10 }),
        observation({ period_start: "2024-09", period_end: "2024-09", value: 30 }),
        observation({ period_start: "2025-01", period_end: "2025-01", value: 50 }),
        observation({ region_code: "15.01", period_start: "2024-05", period_end: "2024-05", value: 5 }),
        observation({ indicator: "POTENTIAL_WORKERS", period_start: "2024", value: 100 }),
        observation({
          region_code: "15.01",
          indicator: "POTENTIAL_WORKERS",
          period_start: "2024",
          value: 50,
        }),
        // Rivals: the later publication answers, and only it is counted.
        observation({ region_code: "33.74", value: 7, source_id: "a" }),
        observation({ region_code: "33.74", value: 9, source_id: "b", qualifier: "APPROXIMATE" }),
        observation({ indicator: "CLAIM_CASES", period_start: "2024-03", period_end: "2024-03", value: 2 }),
        observation({ indicator: "CLAIM_CASES", period_start: "2024-04", period_end: "2024-04", value: 3 }),
        observation({ category_code: "VULNERABLE", value: 4 }),
      ],
    });
  });
  afterAll(() => graph.close());

  it("take each region's last stock of each year, sum flows, and divide sums by sums", async () => {
    const { statistics } = await graph.data(TABLE, {
      indicators: ["PROTECTED_WORKERS", "CLAIM_CASES", "COVERAGE_RATE"],
      groupBy: ["PROVINCE", "YEAR"],
      filter: { region: { within: "15" } },
    });
    const brief = statistics.rows.map(({ year, cells }: any) => [
      year,
      ...cells.map(({ value }: any) => value),
    ]);
    expect(brief).toEqual([
      [2024, 35, null, 35 / 150],
      [2025, null, null, null],
    ]);
    const known = statistics.rows.map(({ cells }: any) => cells.map(({ partialValue }: any) => partialValue));
    expect(known).toEqual([
      [35, 5, 35 / 150],
      [50, null, 0.5],
    ]);
  });

  it("count the preferred of rivals only, unless each kind of source answers for itself", async () => {
    const { statistics } = await graph.data(TABLE, {
      indicators: ["PROTECTED_WORKERS"],
      groupBy: ["REGION"],
      filter: { region: { code: { eq: "33.74" } } },
      on: "2025-12-31",
    });
    expect(statistics.rows.map(({ cells }: any) => [cells[0].value, cells[0].observations])).toEqual([
      [7, 1],
    ]);
  });

  it("count the regions meant by the filter, and no others, as left out", async () => {
    const { statistics } = await graph.data(TABLE, {
      indicators: ["PROTECTED_WORKERS"],
      groupBy: ["PROVINCE"],
      filter: { region: { level: { eq: "CITY" } } },
      on: "2025-12-31",
    });
    expect(
      statistics.rows.map(({ province, cells }: any) => [
        province.name,
        cells[0].value,
        cells[0].omittedRegions,
      ]),
    ).toEqual([
      ["Jambi", 50, 0],
      ["Jawa Tengah", 7, 0],
    ]);
  });
});
