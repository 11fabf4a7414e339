import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { ANONYMOUS } from "../../src/access/viewer.js";
import { Reader } from "../../src/graph/read/reader.js";
import { comparableSince } from "../../src/modules/regions/comparable.rules.js";
import { Region } from "../../src/modules/regions/region.entity.js";
import { observeStatements } from "../../src/database/statement.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { WORLD, category, observation, region } from "../support/rows.js";

type Value = string | number | null;
interface Term {
  field: string;
  direction: "ASC" | "DESC";
}

/** A connection of Query, and the same rows read without it. */
interface List {
  field: string;
  type: string;
  /** A filter that leaves few enough rows to read them one by one, and the same in SQL. */
  few: { filter: object; sql: string };
  /** The same for walks through the list in every order; the whole list when left out. */
  many?: { filter: object; sql: string };
  sql: string;
  key: string;
  tie: string;
  /** Values of the order enum and their columns. */
  columns: Record<string, string>;
}

const LISTS: List[] = [
  {
    field: "regions",
    type: "Region",
    few: { filter: { within: "33" }, sql: "code LIKE '33%'" },
    sql: `SELECT regions.*, CASE WHEN coverage_effective_on >= '${comparableSince()}' THEN coverage_rate END AS comparable_rate
      FROM regions WHERE level <> 'VILLAGE'`,
    key: "code",
    tie: "code",
    columns: { CODE: "code", NAME: "name", COVERAGE_RATE: "comparable_rate" },
  },
  {
    field: "employers",
    type: "Employer",
    few: { filter: { kind: { not: "PRIVATE" } }, sql: "kind <> 'PRIVATE'" },
    sql: "SELECT * FROM employers WHERE 1 = 1",
    key: "slug",
    tie: "slug",
    columns: {
      NAME: "name",
      WORKERS: "workers",
      ENROLMENT_RATE: "enrolment_rate",
      REGISTERED_ON: "registered_on",
    },
  },
  {
    field: "observations",
    type: "Observation",
    few: { filter: { periodEnd: { lt: "2016-01-01" } }, sql: "period_end < '2016-01-01'" },
    // As many as there are of all others: walks through all ten thousand take minutes.
    many: { filter: { region: { within: "33" } }, sql: "region_code LIKE '33%'" },
    sql: "SELECT * FROM observations WHERE superseded_at = '9999-12-31 00:00:00.000'",
    key: "slug",
    tie: "id",
    columns: { PERIOD: "period_start", VALUE: "value", RECORDED_AT: "recorded_at" },
  },
  {
    field: "awardResults",
    type: "AwardResult",
    few: { filter: { rank: { isNull: false } }, sql: "`rank` IS NOT NULL" },
    sql: "SELECT * FROM award_results WHERE 1 = 1",
    key: "slug",
    tie: "slug",
    columns: { RANK: "rank", DECIDED_ON: "decided_from" },
  },
];
const named = LISTS.map((list) => [list.field, list] as const);

function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

/** The keys of a list's rows in an order, by a plain sort. */
async function sorted(graph: TestGraph, list: List, orderBy: Term[], few = false): Promise<Value[]> {
  const part = few ? list.few : list.many;
  const rows: Record<string, Value>[] = await graph.dataSource.query(
    part ? `${list.sql} AND ${part.sql}` : list.sql,
  );
  const terms = orderBy
    .filter((term, index) => orderBy.findIndex(({ field }) => field === term.field) === index)
    .map(({ field, direction }) => ({ column: list.columns[field] ?? "", direction }));
  terms.push({ column: list.tie, direction: terms.at(-1)?.direction ?? "ASC" });
  const order = (a: Record<string, Value>, b: Record<string, Value>): number => {
    for (const { column, direction } of terms) {
      const order = compare(a[column] ?? null, b[column] ?? null);
      if (order !== 0) return direction === "ASC" ? order : -order;
    }
    return 0;
  };
  return rows.sort(order).map((row) => row[list.key] ?? null);
}

interface Page {
  keys: Value[];
  cursors: string[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

async function page(
  ask: (document: string, variables: Record<string, unknown>) => Promise<any>,
  list: List,
  args: Record<string, unknown>,
): Promise<Page> {
  const { field, type } = list;
  const data = await ask(
    `query ($filter: ${type}Filter, $orderBy: [${type}Order!], $first: Int, $after: String, $last: Int, $before: String) {
      page: ${field}(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`,
    args,
  );
  const { edges, pageInfo } = data.page;
  return {
    keys: edges.map(({ node }: any) => node.id.replace(/^\w+:/, "")),
    cursors: edges.map(({ cursor }: any) => cursor),
    pageInfo,
  };
}

/** Pages through a whole list of at most `most` rows, from the front or from the back; answers with all keys in list order. */
async function walk(
  graph: TestGraph,
  list: List,
  args: Record<string, unknown>,
  sizes: number[],
  backward: boolean,
  most: number,
): Promise<Value[]> {
  const once = graph.dataOnce.bind(graph);
  let keys: Value[] = [];
  let cursor: string | null = null;
  for (let turn = 0; keys.length <= most; turn++) {
    const size = sizes[turn % sizes.length];
    const place: object = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const { keys: found, cursors, pageInfo } = await page(once, list, { ...args, ...place });
    keys = backward ? [...found, ...keys] : [...keys, ...found];
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([cursors[0] ?? null, cursors.at(-1) ?? null]);
    const [ahead, behind] = backward
      ? [pageInfo.hasPreviousPage, pageInfo.hasNextPage]
      : [pageInfo.hasNextPage, pageInfo.hasPreviousPage];
    expect(behind).toBe(turn > 0);
    if (!ahead) return keys;
    expect(found).toHaveLength(size ?? NaN);
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
  }
  throw new Error(`The list does not end after ${most} rows`);
}

const anyOrder = (list: List): fc.Arbitrary<Term[]> =>
  fc.array(
    fc.record({
      field: fc.constantFrom(...Object.keys(list.columns)),
      direction: fc.constantFrom("ASC" as const, "DESC" as const),
    }),
    { minLength: 1, maxLength: 3 },
  );

describeEachEngine("Paging", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  describe.each(named)("through %s", (_field, list) => {
    it.each([1, 2, 7])("shows every row once in pages of %i, from either end", async (size) => {
      const { filter } = list.few;
      for (const direction of ["ASC", "DESC"] as const) {
        const orderBy = [{ field: Object.keys(list.columns)[1] ?? "", direction }];
        const expected = await sorted(graph, list, orderBy, true);
        expect(expected.length).toBeGreaterThan(10);
        for (const backward of [false, true]) {
          expect(await walk(graph, list, { filter, orderBy }, [size], backward, expected.length)).toEqual(
            expected,
          );
        }
      }
    });

    it.each([
      [20, ["ASC", "DESC", "ASC", "DESC"]],
      [500, ["DESC", "ASC", "DESC", "ASC"]],
    ] as const)("shows every row once in every order, in pages of %i", async (size, directions) => {
      for (const [index, field] of Object.keys(list.columns).entries()) {
        const orderBy = [{ field, direction: directions[index] ?? "ASC" }];
        const expected = await sorted(graph, list, orderBy);
        for (const backward of size === 500 ? [false, true] : [index % 2 === 0]) {
          const args = { filter: list.many?.filter, orderBy };
          expect(await walk(graph, list, args, [size], backward, expected.length)).toEqual(expected);
        }
      }
    });

    it("shows every row once, whatever the order, the page sizes and the end begun at", async () => {
      const walks = fc.asyncProperty(
        anyOrder(list),
        fc.array(fc.integer({ min: 30, max: 500 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (orderBy, sizes, backward) => {
          const expected = await sorted(graph, list, orderBy);
          const args = { filter: list.many?.filter, orderBy };
          expect(await walk(graph, list, args, sizes, backward, expected.length)).toEqual(expected);
        },
      );
      await fc.assert(walks, { numRuns: 12 });
    }, 60_000);

    it("shows what lies between two cursors, from either end", async () => {
      const { filter } = list.few;
      const ask = graph.data.bind(graph);
      const between = fc.asyncProperty(
        anyOrder(list),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 0, max: 12 }),
        async (orderBy, one, other, size) => {
          const { keys, cursors } = await page(ask, list, { filter, orderBy, first: 500 });
          const [i = 0, j = 0] = [one % keys.length, other % keys.length].sort((a, b) => a - b);
          const [after, before] = [cursors[i], cursors[j]];
          const inside = keys.slice(i + 1, Math.max(j, i + 1));
          const front = await page(ask, list, { filter, orderBy, after, before, first: size });
          const back = await page(ask, list, { filter, orderBy, after, before, last: size });
          expect(front.keys).toEqual(inside.slice(0, size));
          expect(back.keys).toEqual(size === 0 ? [] : inside.slice(-size));
          expect(front.pageInfo.hasNextPage).toBe(inside.length > size);
          expect(back.pageInfo.hasPreviousPage).toBe(inside.length > size);
        },
      );
      await fc.assert(between, { numRuns: 25 });
    });
  });

  it("gives twenty rows when no number is named", async () => {
    const { regions } = await graph.data(`{ regions { nodes { code } } }`);
    expect(regions.nodes).toHaveLength(20);
  });

  it("gives no row but all else for `first: 0` and `last: 0`", async () => {
    const { front, back, nested } = await graph.data(`{
      front: provinces(first: 0) { ...page nodes { name } edges { cursor } }
      back: provinces(last: 0) { ...page nodes { name } edges { cursor } }
      nested: provinces(first: 2) { nodes { regions(first: 0) { nodes { name } pageInfo { hasNextPage } totalCount } } }
    }
    fragment page on ProvinceConnection {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }`);
    const empty = { nodes: [], edges: [], totalCount: 38 };
    const cursors = { startCursor: null, endCursor: null };
    expect(front).toEqual({ ...empty, pageInfo: { hasNextPage: true, hasPreviousPage: false, ...cursors } });
    expect(back).toEqual({ ...empty, pageInfo: { hasNextPage: false, hasPreviousPage: true, ...cursors } });
    expect(nested.nodes.map(({ regions }: any) => regions)).toEqual([
      { nodes: [], pageInfo: { hasNextPage: true }, totalCount: 23 },
      { nodes: [], pageInfo: { hasNextPage: true }, totalCount: 33 },
    ]);
  });

  it("reads nodes, edges and page info of one page in one statement", async () => {
    const { statements } = await graph.ask(
      `{ employers { nodes { name } edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }`,
    );
    expect(statements).toEqual(["Employer page"]);
  });

  it("counts a list only when asked, and then reads no row of it", async () => {
    const { data, statements } = await graph.ask(`{ provinces { totalCount } }`);
    expect(data.provinces.totalCount).toBe(38);
    expect(statements).toEqual(["Province count"]);
    const nested = await graph.ask(`{ provinces { nodes { observations { totalCount } } } }`);
    expect(nested.statements).toEqual(["Province page", "Region.observations count"]);
  });

  it("counts a small list in the statement of its page, unless that has no rows and others may have", async () => {
    const ask = (args: string): Promise<any> =>
      graph.ask(`{ employers(${args}) { totalCount nodes { name } pageInfo { endCursor } } }`);
    const all = await ask("first: 2");
    const { totalCount, pageInfo } = all.data.employers;
    expect(all.statements).toEqual(["Employer page with count"]);
    expect(totalCount).toBeGreaterThan(2);
    const none = await ask(`filter: { name: { eq: "-" } }`);
    expect(none.data.employers).toMatchObject({ totalCount: 0, nodes: [] });
    expect(none.statements).toEqual(["Employer page with count"]);
    const last = await ask("last: 1");
    const beyond = await ask(`after: "${last.data.employers.pageInfo.endCursor}"`);
    expect(beyond.data.employers).toMatchObject({ totalCount, nodes: [] });
    expect(beyond.statements).toEqual(["Employer page with count", "Employer count"]);
    const rest = await ask(`after: "${pageInfo.endCursor}", last: 3`);
    expect(rest.data.employers.totalCount).toBe(totalCount);
    expect(rest.statements).toEqual(["Employer page with count"]);
  });

  it("counts a small list by a statement of its own when the filter has very many values", async () => {
    const or = Array.from({ length: 19 }, (_, part) => ({
      region: {
        name: { contains: "a" },
        code: {
          in: ["15.71", ...Array.from({ length: 258 }, (_, index) => `11.01.${part + 10}.${index + 2_000}`)],
        },
      },
    }));
    const { data, errors, statements } = await graph.ask(
      `query ($or: [EmployerFilter!]) { employers(filter: { or: $or }) { totalCount nodes { name } } }`,
      { or },
    );
    expect(errors).toEqual([]);
    expect(data.employers.totalCount).toBe(data.employers.nodes.length);
    expect(statements).toEqual(expect.arrayContaining(["Employer count", "Employer page"]));
  });

  it("counts the whole list, whatever the page", async () => {
    const { page } = await graph.data(`{
      page: regions(first: 3, filter: { within: "15" }) { totalCount pageInfo { endCursor } }
    }`);
    const { rest } = await graph.data(
      `query ($after: String) { rest: regions(first: 3, after: $after, filter: { within: "15" }) { totalCount } }`,
      { after: page.pageInfo.endCursor },
    );
    expect([page.totalCount, rest.totalCount]).toEqual([12, 12]);
  });

  describe("for many parents", () => {
    const PARENTS = 120;
    const FIELDS = {
      "the first rows": `workerCohorts(first: 2)`,
      "the last rows": `workerCohorts(last: 2)`,
      "many rows": `observations(first: 9)`,
      "many rows in another order": `observations(first: 7, orderBy: [{ field: PERIOD }])`,
      "no row": `workerCohorts(first: 0)`,
      "another order": `workerCohorts(first: 3, orderBy: [{ field: CATEGORY, direction: DESC }])`,
      "an order with nulls": `observations(first: 3, orderBy: [{ field: VALUE }, { field: PERIOD, direction: DESC }])`,
      "an order with nulls, from the back": `observations(last: 3, orderBy: [{ field: VALUE, direction: DESC }])`,
      "a filter": `observations(first: 2, filter: { valueStatus: { eq: ACTUAL }, source: { type: { eq: NEWS_ARTICLE } } })`,
      "rows after a cursor": `observations(first: 2, after: $after)`,
      "rows before a cursor": `observations(last: 2, before: $after)`,
    };
    it.each(Object.entries(FIELDS))(
      "gives %s to 120 parents at once as it does to fewer, to one and to none",
      async (_title, field) => {
        const children = `children: ${field} {
          totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }`;
        const { cursors } = await graph.data(
          `{ cursors: observations(first: 400) { pageInfo { endCursor } } }`,
        );
        const after = cursors.pageInfo.endCursor;
        const ask = async (args: string, variables: object = {}): Promise<any> => {
          const used = field.includes("$after")
            ? `query ($after: String, $from: String)`
            : `query ($from: String)`;
          const { data, errors, statements } = await graph.ask(
            `${used} { parents: regions(${args}, after: $from) { nodes { code ${children} } pageInfo { endCursor } } }`,
            { after, ...variables },
          );
          expect(errors).toEqual([]);
          const relation = `Region.${/^\w+/.exec(field)?.[0] ?? ""}`;
          expect(statements.sort()).toEqual(["Region page", relation, `${relation} count`].sort());
          return data.parents;
        };
        const order = `orderBy: [{ field: COVERAGE_RATE, direction: DESC }]`;
        const many = await ask(`first: ${PARENTS}, ${order}`);
        const half = PARENTS / 2;
        const one = await ask(`first: ${half}, ${order}`);
        const two = await ask(`first: ${half}, ${order}`, { from: one.pageInfo.endCursor });
        expect([...one.nodes, ...two.nodes]).toEqual(many.nodes);
        expect(many.nodes.some((node: any) => node.children.totalCount > 3)).toBe(true);
        const richest = many.nodes.find((node: any) => node.children.totalCount > 3);
        const own = `{ code: { eq: "${richest.code as string}" } }`;
        const alone = await ask(`first: 1, filter: ${own}`);
        expect(alone.nodes).toEqual([richest]);
        // The same list, read from the top: there, what belongs to the region is a filter like any other.
        const fromTop = children.includes("filter: {")
          ? children.replace("filter: {", `filter: { region: ${own},`)
          : children.replace(/first|last/, (end) => `filter: { region: ${own} }, ${end}`);
        const cursor = field.includes("$after") ? "query ($after: String)" : "";
        const top = await graph.data(`${cursor} { ${fromTop} }`, { after });
        expect(top.children).toEqual(richest.children);
      },
    );

    it("gives the rows of a relation over two columns to many parents as to fewer", async () => {
      const children = `region { code } category { code }
        observations(first: 2, orderBy: [{ field: VALUE, direction: DESC }]) {
          totalCount nodes { region { code } category { code } value }
        }`;
      const many = await graph.data(`{ workerCohorts(first: 150) { nodes { ${children} } } }`);
      const some = await graph.data(`{ workerCohorts(first: 90) { nodes { ${children} } } }`);
      expect(some.workerCohorts.nodes).toEqual(many.workerCohorts.nodes.slice(0, 90));
      let found = 0;
      for (const { region, category, observations } of many.workerCohorts.nodes) {
        for (const own of observations.nodes) {
          expect(own).toMatchObject({ region, category });
          found += 1;
        }
      }
      expect(found).toBeGreaterThan(5);
    });

    it("reads relations of relations with one statement for each level", async () => {
      const { statements } = await graph.ask(`{
        provinces(first: 38) { nodes { regions(first: 40) { nodes {
          observations(first: 2) { nodes { source { title } indicator { name } } }
        } } } }
      }`);
      expect(statements.sort()).toEqual(["Province page", "Province.regions", "Region.observations"].sort());
    });

    it("reads different pages of one relation with a statement for each", async () => {
      const { statements } = await graph.ask(`{
        provinces(first: 5) { nodes {
          a: observations(first: 2) { nodes { id } }
          b: observations(first: 3) { nodes { id } totalCount }
          c: observations(first: 2) { nodes { id } totalCount }
        } }
      }`);
      expect(statements.sort()).toEqual(
        [
          "Province page",
          ...Array.from({ length: 3 }, () => "Region.observations"),
          ...Array.from({ length: 2 }, () => "Region.observations count"),
        ].sort(),
      );
    });

    it("reads more single rows than one statement may name", async () => {
      const reader = new Reader(graph.dataSource, ANONYMOUS, 10);
      const codes = Array.from({ length: 40_000 }, (_, index) => (index === 39_999 ? "15.71" : `x${index}`));
      const found = await Promise.all(codes.map((code) => reader.find(Region, "code", code)));
      expect(found.filter((row) => row !== null).map(({ code }) => code)).toEqual(["15.71"]);
    });

    it.each([
      ["the first rows", "first: 8"],
      ["the last rows", "last: 9"],
      [
        "a filter and another order",
        'first: 10, filter: { not: { periodEnd: { lt: "2020-01-01" } } }, orderBy: [{ field: VALUE, direction: DESC }]',
      ],
    ])("reads %s of many parents alike, by one window or by a branch for each", async (_, args) => {
      const document = `{ regions(first: 80, filter: { level: { in: [PROVINCE, CITY] } }) { nodes {
        observations(${args}) { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount }
      } } }`;
      const texts: string[] = [];
      const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
      const windowed = await graph.data(document);
      const known = Object.getOwnPropertyDescriptor(Reader.prototype, "rowsOf") ?? {};
      Object.defineProperty(Reader.prototype, "rowsOf", { ...known, set: () => undefined });
      const branched = await graph.data(document).finally(() => {
        Object.defineProperty(Reader.prototype, "rowsOf", known);
        stop();
      });
      expect(branched).toEqual(windowed);
      expect(texts.some((text) => text.includes("ROW_NUMBER"))).toBe(true);
      expect(texts.some((text) => text.includes("UNION ALL"))).toBe(true);
    });

    it("takes a filter of many values for a hundred parents", async () => {
      const codes = Array.from({ length: 400 }, (_, index) => `33.71.01.${1000 + index}`);
      const data = await graph.data(
        `query ($codes: [String!]) {
          regions(first: 100) {
            nodes { observations(filter: { region: { code: { in: $codes } } }) { nodes { id } } }
          }
        }`,
        { codes: [...codes, "ID", "11", "15", "15.71", "33.71"] },
      );
      expect(data.regions.nodes).toHaveLength(100);
      const rows = data.regions.nodes.flatMap(({ observations }: any) => observations.nodes);
      expect(rows.length).toBeGreaterThan(0);
    });
  });

  it.each([
    ["both ends at once", `first: 1, last: 1`, "not both"],
    ["more than a page may have", `first: 501`, "between 0 and 500"],
    ["more than a page may have, from the back", `last: 501`, "between 0 and 500"],
    ["less than nothing", `first: -1`, "between 0 and 500"],
    ["less than nothing from the back", `last: -1`, "between 0 and 500"],
    ["text that is no cursor", `after: "abc"`, "is not a cursor"],
    ["an empty cursor", `before: ""`, "is not a cursor"],
    ["too many steps of an order", `orderBy: [${"{ field: NAME }".repeat(6)}]`, "at most 5"],
  ])("refuses %s, at the top and below", async (_title, args, reason) => {
    for (const query of [
      `{ employers(${args}) { nodes { id } } }`,
      `{ provinces(first: 2) { nodes { employers(${args}) { nodes { id } } } } }`,
    ]) {
      const { data, errors } = await graph.ask(query);
      expect(data).toBeNull();
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
      expect(errors[0]?.message).toContain(reason);
    }
  });

  it("refuses a cursor of another list, of another order, or made up", async () => {
    const { regions, provinces, employers } = await graph.data(`{
      regions(first: 1) { pageInfo { endCursor } }
      provinces(first: 1) { pageInfo { endCursor } }
      employers(first: 1, orderBy: [{ field: WORKERS }]) { pageInfo { endCursor } }
    }`);
    const madeUp = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const [mark] = JSON.parse(Buffer.from(employers.pageInfo.endCursor, "base64url").toString()) as [string];
    for (const after of [
      regions.pageInfo.endCursor,
      provinces.pageInfo.endCursor,
      madeUp({}),
      madeUp(null),
      madeUp([mark]),
      madeUp([mark, 1]),
      madeUp([mark, 1, "a", "b"]),
      madeUp([mark, [1], "a"]),
      madeUp([mark, { a: 1 }, "a"]),
      madeUp([mark, true, "a"]),
    ]) {
      const { errors } = await graph.ask(
        `query ($after: String) { employers(after: $after, orderBy: [{ field: WORKERS }]) { nodes { id } } }`,
        { after },
      );
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
      expect(errors[0]?.message).toContain("is not a cursor of this list in this order");
    }
    for (const orderBy of ["{ field: WORKERS, direction: DESC }", "{ field: NAME }"]) {
      const { errors } = await graph.ask(
        `query ($after: String) { employers(after: $after, orderBy: [${orderBy}]) { nodes { id } } }`,
        { after: employers.pageInfo.endCursor },
      );
      expect(errors[0]?.message).toContain("is not a cursor of this list in this order");
    }
  });

  it("takes a cursor of the same order under another filter, and with a step repeated that changes nothing", async () => {
    const { employers } = await graph.data(
      `{ employers(first: 5, orderBy: [{ field: NAME }]) { pageInfo { endCursor } } }`,
    );
    const { errors } = await graph.ask(
      `query ($after: String) {
        a: employers(after: $after) { nodes { id } }
        b: employers(after: $after, filter: { kind: { eq: PRIVATE } }) { nodes { id } }
        c: employers(after: $after, orderBy: [{ field: NAME }, { field: NAME, direction: DESC }]) { nodes { id } }
      }`,
      { after: employers.pageInfo.endCursor },
    );
    expect(errors).toEqual([]);
  });
});

describeEachEngine("Paging of a list that changes", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterAll(() => graph.close());

  const employer = (name: string, workers: number | ""): Record<string, string | number> => ({
    id: name,
    name,
    kind: "PRIVATE",
    region_code: "15.71",
    source_id: "a",
    workers,
  });

  it.each(["ASC", "DESC"])(
    "neither skips nor repeats a row when rows come and go between pages (%s)",
    async (direction) => {
      const before = ["b1", "d1", "f1", "h1", "j1"].map((name, index) =>
        employer(name, index < 2 ? "" : index),
      );
      const list = (after: string | null): Promise<any> =>
        graph.data(
          `query ($after: String, $direction: CakupanOrderDirection!) {
          employers(first: 2, after: $after, orderBy: [{ field: WORKERS, direction: $direction }, { field: NAME, direction: $direction }]) {
            nodes { name } pageInfo { endCursor hasNextPage }
          }
        }`,
          { after, direction },
        );
      await graph.mustLoad({ ...WORLD, employers: before });
      const first = await list(null);
      const last = first.employers.nodes.at(-1).name as string;
      // The row that the cursor was made of goes, and rows come on both sides of it.
      const after = [
        employer("a2", ""),
        ...before.filter(({ name }) => name !== last),
        employer("k2", 9),
        employer("c2", ""),
        employer("g2", 2),
      ];
      await graph.mustLoad({ ...WORLD, employers: after });
      const seen: string[] = first.employers.nodes.map(({ name }: any) => name);
      let cursor = first.employers.pageInfo.endCursor as string;
      for (let more = true; more;) {
        const { employers } = await list(cursor);
        seen.push(...employers.nodes.map(({ name }: any) => name));
        cursor = employers.pageInfo.endCursor;
        more = employers.pageInfo.hasNextPage;
      }
      expect(seen).toEqual(
        direction === "ASC"
          ? ["b1", "d1", "f1", "g2", "h1", "j1", "k2"]
          : ["j1", "h1", "g2", "f1", "d1", "c2", "b1", "a2"],
      );
    },
  );

  it("reads what belongs to a thousand parents over two columns", async () => {
    const codes = Array.from({ length: 60 }, (_, index) => `33.${String(index + 10)}`);
    const categories = Array.from({ length: 20 }, (_, index) => `KIND_${String(index)}`);
    const pairs = codes.flatMap((code) => categories.map((kind) => [code, kind] as const));
    await graph.mustLoad({
      ...WORLD,
      regions: [
        ...(WORLD.regions ?? []).slice(0, 5),
        ...codes.map((code) => region(code, code, "Kabupaten")),
      ],
      cohort_categories: categories.map((code) => category(code)),
      worker_cohorts: pairs.map(([code, kind]) => ({
        region_code: code,
        category_code: kind,
        status: "ENROLLED",
        source_id: "a",
      })),
      observations: pairs.map(([code, kind], index) =>
        observation({ region_code: code, category_code: kind, value: index }),
      ),
    });
    const { data, errors, statements } = await graph.ask(`{
      regencies(first: 100, filter: { within: "33" }) { nodes { workerCohorts(first: 20) { nodes {
        id observations(first: 1) { totalCount nodes { value } }
      } } } }
    }`);
    expect(errors).toEqual([]);
    const values = data.regencies.nodes.flatMap(({ workerCohorts }: any) =>
      workerCohorts.nodes.map(({ observations }: any) => observations.nodes[0].value),
    );
    expect(values).toHaveLength(1200);
    expect(new Set(values).size).toBe(1200);
    expect(statements.sort()).toEqual(
      [
        "Regency page",
        "Region codes",
        "Region.workerCohorts",
        "WorkerCohort.observations",
        "WorkerCohort.observations count",
      ].sort(),
    );
  });
});

describeEachEngine("A cursor whose values no row can have", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  const contentOf = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, "base64url").toString());

  // What the engines make of a value of another type differs.
  it.each([
    ["regions", "CODE", [5, 1e300, null, "a\0", "\ud800", "x".repeat(200)]],
    ["employers", "WORKERS", ["x", 1.5, true]],
    ["employers", "REGISTERED_ON", ["x", "2024-02-30", 5]],
    ["observations", "VALUE", ["x"]],
    ["observations", "PERIOD", ["é", "", null, 20_240_101]],
    ["observations", "RECORDED_AT", ["x", "2024-01-01", 5]],
  ])("is refused for %s by %s", async (field, order, values) => {
    const query = (after: string): string =>
      `{ ${field}(first: 1, after: ${after}, orderBy: [{ field: ${order}, direction: ASC }]) { totalCount pageInfo { endCursor } } }`;
    const { endCursor } = (await graph.data(query("null")))[field].pageInfo;
    for (const value of values) {
      const changed = [...contentOf(endCursor)];
      changed[1] = value;
      const cursor = Buffer.from(JSON.stringify(changed)).toString("base64url");
      const { errors } = await graph.ask(query(JSON.stringify(cursor)));
      expect([value, errors[0]?.extensions.code]).toEqual([value, "BAD_USER_INPUT"]);
    }
    const next = await graph.ask(query(JSON.stringify(endCursor)));
    expect(next.errors).toEqual([]);
  });
});

describeEachEngine("The bound on rows of one operation", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine, 100);
  });
  afterAll(() => graph.close());

  it.each([
    ["a page", `{ regions(first: 101) { nodes { id } } }`],
    [
      "pages side by side",
      `{ a: regions(first: 51) { nodes { id } } b: regions(first: 50) { nodes { id } } }`,
    ],
    ["pages of many parents", `{ provinces(first: 10) { nodes { regions(first: 10) { nodes { id } } } } }`],
    ["single rows", `{ observations(first: 98) { nodes { source { id } } } }`],
    ["short lists", `{ regulations(first: 96) { nodes { implementedBy { id } } } }`],
  ])("refuses what may read more by %s", async (_title, query) => {
    const { errors } = await graph.ask(query);
    expect(errors[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
    expect(errors[0]?.message).toContain("but the limit is 100");
  });

  it.each([
    ["a page", `{ regions(first: 100) { nodes { id } } }`],
    ["pages of many parents", `{ provinces(first: 9) { nodes { regions(first: 10) { nodes { id } } } } }`],
    ["counts", `{ regions(first: 500) { totalCount } }`],
  ])("allows %s within it", async (_title, query) => {
    const { errors } = await graph.ask(query);
    expect(errors).toEqual([]);
  });
});
