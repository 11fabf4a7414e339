import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { category, indicator, observation, WORLD } from "../support/rows.js";

describeEachEngine("A code in a filter", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({
      ...WORLD,
      observations: [observation({ value: 40 }), observation({ category_code: "FISHER", value: 4 })],
      worker_cohorts: [
        {
          region_code: "15.71",
          category_code: "FISHER",
          status: "ENROLLED",
          programmes: "JKK",
          source_id: "a",
        },
      ],
    });
  });
  afterAll(() => graph.close());

  const unknown =
    'No cohort category has the code "FISHR". Did you mean FISHER? `cohortCategories` lists them.';
  const unknownIndicator =
    'No indicator has the code "PROTECTED_WORKER". Did you mean PROTECTED_WORKERS or POTENTIAL_WORKERS? `indicators` lists them.';

  const unknownRegion =
    'No region has the code "1571". Did you mean 15.71 or 15 or 15.01? `regions` lists them.';
  const noRegion = 'No region has the code "99". `regions` lists them.';

  it("may be that of a village that nothing is known of, since they are not all listed", async () => {
    const { regions } = await graph.data(
      `{ regions(filter: { code: { eq: "15.71.01.1001" } }) { totalCount } }`,
    );
    expect(regions.totalCount).toBe(0);
  });

  it.each([
    [`{ observations(filter: { category: { eq: "FISHR" } }) { totalCount } }`, unknown],
    [`{ observations(filter: { category: { in: ["FISHER", "FISHR"] } }) { nodes { value } } }`, unknown],
    [`{ observations(filter: { not: { category: { ne: "FISHR" } } }) { totalCount } }`, unknown],
    [`{ observations(filter: { indicator: { eq: "PROTECTED_WORKER" } }) { totalCount } }`, unknownIndicator],
    [
      `{ observations(filter: { denominator: { eq: "PROTECTED_WORKER" } }) { totalCount } }`,
      unknownIndicator,
    ],
    [`{ workerCohorts(filter: { or: [{ category: { eq: "FISHR" } }] }) { totalCount } }`, unknown],
    [`{ regions(filter: { code: { eq: "1571" } }) { totalCount } }`, unknownRegion],
    [`{ regions(filter: { code: { in: ["15", "1571"] } }) { totalCount } }`, unknownRegion],
    [`{ observations(filter: { not: { region: { code: { ne: "1571" } } } }) { totalCount } }`, unknownRegion],
    [`{ employers(filter: { region: { within: "99" } }) { totalCount } }`, noRegion],
    [`{ conflicts(filter: { category: { eq: "FISHR" } }) { totalCount } }`, unknown],
    [
      `{ regions(filter: { workerCohorts: { none: { category: { eq: "FISHR" } } } }) { totalCount } }`,
      unknown,
    ],
    [`{ regions { nodes { observations(filter: { category: { eq: "FISHR" } }) { totalCount } } } }`, unknown],
    [
      `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [], filter: { category: { eq: "FISHR" } }) { totalRows } }`,
      unknown,
    ],
    [`{ statistics(indicators: ["PROTECTED_WORKER"], groupBy: []) { totalRows } }`, unknownIndicator],
    [`{ region(code: "15.71") { coverage(category: "FISHR") { rate { value } } } }`, unknown],
  ])("that does not exist is refused, and the nearest named: %s", async (document, message) => {
    const { errors } = await graph.ask(document);
    expect(errors[0]).toMatchObject({ message, extensions: { code: "BAD_USER_INPUT" } });
  });

  it.each([
    ["fisher", "Did you mean FISHER?"],
    ["vulnerable ", "Did you mean VULNERABLE?"],
    ["SOMETHING_ELSE", '"SOMETHING_ELSE". `cohortCategories`'],
  ])("is told near whatever its case and blanks: %s", async (code, hint) => {
    const { errors } = await graph.ask(
      `query ($code: String) { observations(filter: { category: { eq: $code } }) { totalCount } }`,
      { code },
    );
    expect(errors[0]?.message).toContain(hint);
  });

  it("that exists finds nothing where there is nothing, and may be looked for by a part that no code has", async () => {
    const data = await graph.data(`{
      none: observations(filter: { category: { eq: "BPU" } }) { totalCount }
      part: observations(filter: { category: { startsWith: "FISHX" } }) { totalCount }
      all: observations(filter: { category: { isNull: true } }) { totalCount }
    }`);
    expect([data.none.totalCount, data.part.totalCount, data.all.totalCount]).toEqual([0, 0, 1]);
  });

  it("costs a statement once, and again when it is not known", async () => {
    const document = (code: string): string => `{
      a: observations(filter: { category: { eq: "${code}" } }) { totalCount }
      b: workerCohorts(filter: { category: { eq: "${code}" } }) { totalCount }
    }`;
    await graph.ask(document("FISHER"));
    expect((await graph.ask(document("FISHER"))).statements).toEqual([
      "Observation count",
      "WorkerCohort count",
    ]);
    expect((await graph.ask(document("FISHR"))).statements).toEqual(["CohortCategory codes"]);
  });

  it("is known as soon as it is loaded", async () => {
    const count = `{ observations(filter: { category: { eq: "DRIVER" }, indicator: { eq: "DRIVERS" } }) { totalCount } }`;
    expect((await graph.ask(count)).errors[0]?.message).toContain("DRIVER");
    await graph.mustLoad({
      ...WORLD,
      cohort_categories: [...(WORLD.cohort_categories ?? []), category("DRIVER")],
      indicators: [...(WORLD.indicators ?? []), indicator("DRIVERS")],
    });
    expect((await graph.data(count)).observations.totalCount).toBe(0);
  });
});
