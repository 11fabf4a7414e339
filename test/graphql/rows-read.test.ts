import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { observeStatements } from "../../src/database/statement.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD } from "../support/rows.js";

const FIRMS = 2_000;
const PAGE = 100;

const WALK = `query ($after: String, $filter: EmployerFilter, $orderBy: [EmployerOrder!]) {
  employers(first: ${PAGE}, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { id } pageInfo { hasNextPage endCursor }
  }
}`;

describeEachEngine("A walk through a long list", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({
      ...WORLD,
      employers: Array.from({ length: FIRMS }, (_, index) => ({
        id: `e-${index}`,
        name: `Firm ${index}`,
        kind: "PRIVATE",
        size: "SMALL",
        workers: String((index * 7919) % FIRMS),
        region_code: "15.71",
        source_id: "a",
      })),
      worker_cohorts: ["15.71", "33.74"].flatMap((region_code) =>
        ["FISHER", "PU"].map((category_code) => ({
          region_code,
          category_code,
          status: "ENROLLED",
          source_id: "a",
        })),
      ),
    });
  });
  afterAll(() => graph.close());

  /** Rows of the table that were read since the last call; null where the engine does not count them. */
  async function rowsRead(): Promise<number | null> {
    if (engine.name === "sqlite") return null;
    try {
      await graph.dataSource.query("SET GLOBAL userstat = 1");
    } catch {
      return null;
    }
    const [row] = await graph.dataSource.query<{ count: string | null }[]>(
      "SELECT SUM(rows_read) AS count FROM information_schema.table_statistics WHERE table_schema = DATABASE() AND table_name = 'employers'",
    );
    return Number(row?.count ?? 0);
  }

  it.each([
    ["without a filter", undefined, FIRMS],
    ["with a filter that all its rows meet", { size: { eq: "SMALL" } }, FIRMS],
    [
      "within a range of its order",
      { size: { eq: "SMALL" }, workers: { gte: 500, lt: FIRMS - 500 } },
      FIRMS - 1_000,
    ],
  ])("reads each row at most three times %s", async (_, filter, count) => {
    const before = await rowsRead();
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await graph.ask(WALK, {
        after,
        filter,
        orderBy: [{ field: "WORKERS", direction: "DESC" }],
      });
      for (const { id } of data.employers.nodes) ids.push(id);
      after = data.employers.pageInfo.hasNextPage ? data.employers.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(ids).size).toBe(count);
    expect(ids).toHaveLength(count);
    const read = await rowsRead();
    // MariaDB counts a row that an index leads to more than once.
    if (before !== null && read !== null) expect(read - before).toBeLessThanOrEqual(4 * count);
  });

  it.each<[string, object | undefined, boolean, object[]?]>([
    ["without a filter", undefined, true],
    ["with a value that its rows have in common", { size: { eq: "SMALL" } }, true],
    ["within a province", { region: { within: "15" }, size: { eq: "SMALL" } }, true],
    [
      "within a range of what it is ordered by",
      { region: { within: "15" }, size: { eq: "SMALL" }, workers: { gte: 2 } },
      true,
    ],
    ["within a range of something else", { size: { eq: "SMALL" }, enrolledWorkers: { gte: 2 } }, false],
    [
      "with values of what it is ordered by, between which others lie",
      { size: { eq: "SMALL" }, workers: { gte: 2, in: [5, 500] } },
      false,
    ],
    ["within a regency, which has no index", { region: { within: "15.71" } }, false],
    [
      "with another condition, which may be more selective",
      { size: { eq: "SMALL" }, name: { contains: "1" } },
      false,
    ],
    [
      "in an order that no index has",
      { size: { eq: "SMALL" } },
      false,
      [{ field: "WORKERS" }, { field: "NAME" }],
    ],
    [
      "in an order of two directions",
      undefined,
      false,
      [{ field: "WORKERS" }, { field: "NAME", direction: "DESC" }],
    ],
    ["with several values", { size: { in: ["SMALL", "LARGE"] } }, false],
  ])(
    "goes on after a cursor by an index of the whole list if there is one: %s",
    async (_, filter, isForced, orderBy = [{ field: "WORKERS" }]) => {
      const { data } = await graph.ask(WALK, { filter, orderBy });
      const texts: string[] = [];
      const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
      await graph.ask(WALK, { filter, orderBy, after: data.employers.pageInfo.endCursor }).finally(stop);
      const [text = ""] = texts.filter((each) => each.includes("LIMIT"));
      expect(/ (INDEXED BY|FORCE INDEX)\b/.test(text)).toBe(isForced);
    },
  );

  it.each([
    ["whole and cut off, where they are short", "workerCohorts(first: 1)", /ROW_NUMBER\(\)/],
    ["row by row, where they are long", "employers(first: 1)", /(INDEXED BY|FORCE INDEX)[^;]*OFFSET 0\b/],
  ])("reads lists of several rows %s, in an order of what differs within a list", async (_, field, how) => {
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    await graph.ask(`{ regions(first: 50) { nodes { ${field} { nodes { id } } } } }`).finally(stop);
    const [text = ""] = texts.filter((each) => each.includes("k.parent"));
    expect(text).toMatch(how);
    expect(text).not.toMatch(/ORDER BY t\.[`"]region_code/);
  });

  it.each<[string, object, boolean]>([
    [
      "an index that begins with a range has all of",
      { region: { within: "15.71" }, size: { eq: "SMALL" }, workers: { gte: 2 } },
      true,
    ],
    [
      "an index has in its order",
      { region: { within: "15" }, size: { eq: "SMALL" }, workers: { gte: 2 } },
      false,
    ],
    ["an index has all of, but no range", { region: { within: "ID" }, size: { eq: "SMALL" } }, false],
    [
      "no index has all of",
      { region: { within: "15.71" }, size: { eq: "SMALL" }, name: { contains: "1" } },
      false,
    ],
    ["speaks of more than keys", { region: { level: { eq: "CITY" } }, size: { eq: "SMALL" } }, false],
  ])("sorts what %s", async (_, filter, isSorted) => {
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const orderBy = [{ field: "WORKERS", direction: "DESC" }];
    const { data } = await graph.ask(WALK, { filter, orderBy }).finally(stop);
    expect(data.employers.nodes).toHaveLength(PAGE);
    const [text = ""] = texts.filter((each) => each.includes("LIMIT"));
    expect(/IGNORE INDEX FOR ORDER BY|ORDER BY \+/.test(text)).toBe(isSorted);
  });
});
