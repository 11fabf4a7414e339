import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { run, sql } from "../../src/database/statement.js";
import { releaseDue } from "../../src/transfer/load/release.js";
import { undoLoad } from "../../src/transfer/load/undo-load.js";
import { dayAfter, today } from "../../src/time/today.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

const row = (value: number, year: string, more: object = {}): ReturnType<typeof observation> =>
  observation({ value, period_start: year, ...more });

const CHANGES = `query ($after: Int!, $filter: FigureChangeFilter, $first: Int, $cursor: String) {
  changes(afterRevision: $after, filter: $filter, first: $first, after: $cursor) {
    totalCount
    nodes { revision kind loadedAt region { code } indicator { code } category { code }
      before { value region { code } } after { id value recordedAt supersededAt } }
    pageInfo { endCursor hasNextPage }
  }
}`;

// The tests of an engine are one story of one database, since it counts its loads.
describeEachEngine("Changes", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterAll(async () => {
    jest.useRealTimers();
    await graph.close();
  });

  const load = (observations: ReturnType<typeof observation>[], name = "world"): Promise<void> =>
    graph.mustLoad({ ...WORLD, observations }, name);
  const since = async (after: number, more: object = {}): Promise<any> =>
    (await graph.data(CHANGES, { after, ...more })).changes;
  const briefly = async (after: number, filter?: object): Promise<unknown[]> =>
    (await since(after, { filter })).nodes.map(({ kind, before, after: then }: any) => [
      kind,
      before?.value ?? null,
      then?.value ?? null,
    ]);
  const revision = async (): Promise<number> =>
    (await graph.data("{ about { revision } }")).about.revision as number;

  it("are none where nothing has been loaded, after load 0 alone", async () => {
    expect(await revision()).toBe(0);
    expect(await since(0)).toMatchObject({ totalCount: 0, nodes: [] });
    const { errors } = await graph.ask(CHANGES, { after: 1 });
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(/There is no load 1 yet: the last one is 0.*Start again/),
      extensions: { code: "CHANGES_NOT_KEPT" },
    });
    expect((await graph.ask(CHANGES, { after: -1 })).errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  it("say what a load added, revised and superseded, with the figure before and after", async () => {
    await load([row(1, "2022"), row(2, "2023"), row(7, "2023", { region_code: "33.74" })]);
    expect(await briefly(0)).toEqual([
      ["ADDED", null, 1],
      ["ADDED", null, 2],
      ["ADDED", null, 7],
    ]);
    await load([row(10, "2022"), row(7, "2023", { region_code: "33.74" }), row(4, "2024")]);
    expect(await briefly(1)).toEqual([
      ["ADDED", null, 4],
      ["REVISED", 1, 10],
      ["SUPERSEDED", 2, null],
    ]);
    const [added] = (await since(1)).nodes;
    const { observations } = await graph.data(
      `{ observations(filter: { value: { eq: 4 } }) { nodes { id recordedAt } } }`,
    );
    expect(added).toMatchObject({
      revision: 2,
      loadedAt: observations.nodes[0].recordedAt,
      region: { code: "15.71" },
      indicator: { code: "PROTECTED_WORKERS" },
      category: null,
      after: observations.nodes[0],
    });
    expect(await briefly(2)).toEqual([]);
  });

  it("show each figure as the load left it, whatever later loads did", async () => {
    await load([row(11, "2022"), row(7, "2023", { region_code: "33.74" }), row(4, "2024")]);
    expect(await briefly(1, { kind: { eq: "REVISED" } })).toEqual([
      ["REVISED", 1, 10],
      ["REVISED", 10, 11],
    ]);
  });

  it("are filtered by region, indicator, kind and load, and paged by cursors", async () => {
    expect(await briefly(0, { region: { within: "33" } })).toEqual([["ADDED", null, 7]]);
    expect(await briefly(0, { indicator: { eq: "PROTECTED_WORKERS" }, revision: { eq: 3 } })).toEqual([
      ["REVISED", 10, 11],
    ]);
    expect(await briefly(0, { indicator: { eq: "COVERAGE_RATE" } })).toEqual([]);
    expect(await briefly(1, { or: [{ kind: { eq: "SUPERSEDED" } }, { revision: { gte: 3 } }] })).toHaveLength(
      2,
    );
    const seen: unknown[] = [];
    for (let cursor: string | null = null, more = true; more;) {
      const page = await since(0, { first: 2, cursor });
      seen.push(...page.nodes);
      ({ endCursor: cursor, hasNextPage: more } = page.pageInfo);
    }
    expect(seen).toEqual((await since(0)).nodes);
  });

  it("are found by an index, however many there are", async () => {
    if (engine.name !== "sqlite") return;
    for (const [column, value] of [
      ["region_code", "15.71"],
      ["indicator_code", "PROTECTED_WORKERS"],
      ["kind", "ADDED"],
    ]) {
      const plan: { detail: string }[] = await graph.dataSource.query(
        `EXPLAIN QUERY PLAN SELECT t.id FROM figure_changes t WHERE t.${column} = ? AND t.revision > 1
          ORDER BY t.revision, t.id LIMIT 21`,
        [value],
      );
      expect(plan.map(({ detail }) => detail)).toEqual([
        expect.stringMatching(new RegExp(`USING (COVERING )?INDEX .*\\(${column}=\\? AND revision>\\?\\)`)),
      ]);
    }
  });

  it("read all figures of a page by two statements", async () => {
    const { statements } = await graph.ask(CHANGES, { after: 0 });
    expect(statements.filter((name) => name.startsWith("changes."))).toEqual([
      "changes.findKept",
      "changes.listVersions",
      "changes.listVersions",
    ]);
  });

  it("tell of a load that is taken back", async () => {
    const { revision: undone } = await undoLoad(graph.dataSource, 2);
    expect(undone).toBe(4);
    // The figure of 2022 was changed by a later load, which stands.
    expect(await briefly(3)).toEqual([
      ["ADDED", null, 2],
      ["SUPERSEDED", 4, null],
    ]);
  });

  it("tell nothing of a figure under embargo, and of its release on its day", async () => {
    const tomorrow = dayAfter(today());
    const before = await revision();
    await load(
      [row(50, "2022", { released_on: tomorrow }), row(60, "2021", { released_on: tomorrow })],
      "of another",
    );
    expect(await revision()).toBe(before + 1);
    expect(await briefly(before)).toEqual([]);
    jest.useFakeTimers({
      now: new Date(`${tomorrow}T00:00:00+07:00`),
      doNotFake: [
        "setImmediate",
        "nextTick",
        "queueMicrotask",
        "setTimeout",
        "clearTimeout",
        "performance",
        "hrtime",
        "setInterval",
        "clearInterval",
        "clearImmediate",
      ],
    });
    await releaseDue(graph.dataSource);
    expect(await briefly(before)).toEqual([["ADDED", null, 60]]);
    jest.useRealTimers();
  });

  it("tell nothing of tables that are not for everybody", async () => {
    const before = await revision();
    const employer = {
      id: "x",
      name: "X",
      kind: "PRIVATE",
      region_code: "33.74",
      workers: 5,
      source_id: "a",
    };
    const employerReturn = {
      ...{ employer_id: "x", region_code: "33.74", month: "2025-06", workers: 4, source_id: "a" },
    };
    await graph.mustLoad({ ...WORLD, employers: [employer], employer_returns: [employerReturn] }, "returns");
    expect(await revision()).toBe(before + 1);
    expect(await briefly(before)).toEqual([]);
  });

  it("fail clearly after a load from which on not all are kept", async () => {
    const last = await revision();
    await run(graph.dataSource, "test.forget", sql`DELETE FROM figure_changes WHERE revision <= 2`);
    await run(graph.dataSource, "test.forget", sql`UPDATE loads SET change_count = NULL WHERE revision <= 2`);
    const { data, errors } = await graph.ask(CHANGES, { after: 1 });
    expect(data).toBeNull();
    expect(errors[0]).toMatchObject({
      message: `Changes are kept since load 2, and some after load 1 are not. Start again: export everything, then ask for changes after ${last}.`,
      extensions: { code: "CHANGES_NOT_KEPT" },
    });
    expect((await since(2)).totalCount).toBeGreaterThan(0);
  });
});
