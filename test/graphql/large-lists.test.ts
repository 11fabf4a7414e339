import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { observeStatements, run, runPlain, sql, type Sql } from "../../src/database/statement.js";
import { WorkerCohort } from "../../src/modules/cohorts/worker-cohort.entity.js";
import { Observation } from "../../src/modules/observations/observation.entity.js";
import { FilterCompiler, filterToSql, TablePlace } from "../../src/graph/declare/filter-sql.js";
import { relationNamed } from "../../src/graph/declare/relation.js";
import type { StoredRelation } from "../../src/graph/declare/relation-type.js";
import { ANONYMOUS } from "../../src/access/viewer.js";
import { rowsByFirstTerms } from "../../src/graph/read/by-first-terms.js";
import type { ListBounds } from "../../src/graph/read/list-bounds.js";
import { nextTries } from "../../src/graph/read/list-tries.js";
import { countOfLarge } from "../../src/graph/read/rows-of-page.js";
import type { PagePlan, RowPlan } from "../../src/graph/plan/plan.js";
import { PageStatements } from "../../src/graph/read/page-statement.js";
import { ParentPages } from "../../src/graph/read/parent-pages.js";
import { Region } from "../../src/modules/regions/region.entity.js";
import { SmallTables } from "../../src/graph/declare/small-tables.js";
import { tableIn } from "../../src/graph/declare/table.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, source, WORLD } from "../support/rows.js";

const FIGURES = 2_400;
/** Sources of which nothing is loaded. */
const MANY = 800;
const AMONG_FIRST = "Observation page among first";
const PAGE = "Observation page";

const ONLY_NODES: PagePlan = {
  nodes: true,
  edges: false,
  pageInfo: false,
  cursors: { edges: false, ends: false },
  totalCount: false,
  places: [],
};
const ONLY_VALUES: RowPlan = { properties: new Set(["value"]), relations: [] };

/** A day of a figure: later ones have higher numbers. */
const dayOf = (place: number): string => new Date(Date.UTC(2015, 0, 1 + place)).toISOString().slice(0, 10);

const LIST = `query ($filter: ObservationFilter, $first: Int, $last: Int) {
  observations(filter: $filter, first: $first, last: $last) { nodes { value } totalCount }
}`;

// Every 50th figure is of source `a`, and the first 60 are approximate.
describeEachEngine("A list of a large table", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({
      ...WORLD,
      sources: [
        ...(WORLD.sources ?? []),
        source("z", { publisher: "Other" }),
        ...Array.from({ length: MANY }, (_, place) =>
          source(`n-${place}`, { publisher: place % 2 === 0 ? "Many" : "Others" }),
        ),
      ],
      observations: Array.from({ length: FIGURES }, (_, place) =>
        observation({
          region_code: place % 2 === 0 ? "15.71" : "15.01",
          value: String(place),
          period_start: dayOf(place),
          period_end: dayOf(place),
          qualifier: place < 60 ? "APPROXIMATE" : "EXACT",
          source_id: place % 50 === 0 ? "a" : "z",
        }),
      ),
    });
    // By this the server knows how large a table is.
    await graph.dataSource.query("UPDATE datasets SET row_counts = ?", [
      JSON.stringify([{ table: "observations", rows: 1_000_000 }]),
    ]);
  });
  afterAll(() => graph.close());

  const values = async (
    variables: Record<string, unknown>,
  ): Promise<{ found: number[]; total: number; statements: string[] }> => {
    const { data, errors, statements } = await graph.ask(LIST, variables);
    expect(errors).toEqual([]);
    const { nodes, totalCount } = data.observations as { nodes: { value: number }[]; totalCount: number };
    return { found: nodes.map(({ value }) => value), total: totalCount, statements };
  };
  const latest = (places: readonly number[], count: number): number[] =>
    places.toSorted((a, b) => b - a).slice(0, count);
  const places = Array.from({ length: FIGURES }, (_, place) => place);

  it.each<[string, object, (place: number) => boolean, string[]]>([
    [
      "of which many match a relation",
      { source: { publisher: { ne: "Other" } } },
      (place) => place % 50 === 0,
      [AMONG_FIRST],
    ],
    [
      "of which half match",
      { region: { name: { contains: "JAMB" } } },
      (place) => place % 2 === 0,
      [AMONG_FIRST],
    ],
    [
      "of which the last match, to which an index leads",
      { qualifier: { eq: "APPROXIMATE" } },
      (place) => place < 60,
      [AMONG_FIRST, PAGE],
    ],
    [
      "of which the last match, as no index tells",
      { not: { qualifier: { eq: "EXACT" } } },
      (place) => place < 60,
      [AMONG_FIRST, AMONG_FIRST],
    ],
    [
      "that ended before a day, of which it tells when they began",
      { periodEnd: { lt: dayOf(40) } },
      (place) => place < 40,
      [AMONG_FIRST],
    ],
    ["of which none match, as an index tells", { value: { gt: 99_999 } }, () => false, [AMONG_FIRST]],
    [
      "of which none match, as no index tells",
      { or: [{ value: { gt: 99_999 } }, { qualifier: { eq: "AT_LEAST" } }] },
      () => false,
      [AMONG_FIRST, AMONG_FIRST, PAGE],
    ],
    ["of which none can match", { source: { publisher: { eq: "Nobody" } } }, () => false, []],
    [
      "of which tallies tell that none match",
      { qualifier: { eq: "AT_LEAST" }, value: { lt: 1000 } },
      () => false,
      [AMONG_FIRST],
    ],
    [
      "of which tallies tell that none match but what is left out",
      { not: { qualifier: { in: ["EXACT", "APPROXIMATE"] } }, context: false },
      () => false,
      [AMONG_FIRST],
    ],
    [
      "of which a part of the vocabulary matches",
      { indicator: { contains: "protected" }, value: { lt: 1000 } },
      (place) => place < 1000,
      [AMONG_FIRST],
    ],
  ])(
    "is gone through in its order first, farther if that was in vain, and sorted only then: figures %s",
    async (_, filter, matches, expected) => {
      const matching = places.filter(matches);
      const { found, total, statements } = await values({ filter, first: 10 });
      expect(found).toEqual(latest(matching, 10));
      expect(total).toBe(matching.length);
      const pages = statements.filter((name) => name.startsWith("Observation page"));
      expect(pages).toEqual(expected);
      const backward = await values({ filter, last: 10 });
      expect(backward.found).toEqual(latest(matching, matching.length).slice(-10));
    },
  );

  it.each<
    [string, string, object, (place: number) => boolean, number, (one: number, other: number) => number]
  >([
    [
      "two ways",
      "[{ field: PERIOD, direction: DESC }, { field: VALUE, direction: ASC }]",
      { qualifier: { eq: "EXACT" } },
      (place) => place >= 60,
      1,
      (one, other) => other - one,
    ],
    [
      "one way",
      "[{ field: VALUE, direction: ASC }, { field: PERIOD, direction: ASC }]",
      {},
      () => true,
      1,
      (one, other) => one - other,
    ],
    [
      "from beyond its first rows",
      "[{ field: VALUE, direction: DESC }, { field: PERIOD, direction: ASC }]",
      { or: [{ value: { lt: 1_100 } }, { qualifier: { eq: "APPROXIMATE" } }] },
      (place) => place < 1_100,
      1,
      (one, other) => other - one,
    ],
    [
      "of few rows, which are sorted",
      "[{ field: VALUE, direction: DESC }, { field: PERIOD, direction: ASC }]",
      { qualifier: { eq: "APPROXIMATE" } },
      (place) => place < 60,
      0,
      (one, other) => other - one,
    ],
  ])(
    "is looked for up to a value of the first term, where an index has only that of its order: %s",
    async (_, orderBy, filter, matches, statements, compare) => {
      const list = `query ($filter: ObservationFilter, $first: Int, $last: Int, $after: String) {
        observations(filter: $filter, first: $first, last: $last, after: $after, orderBy: ${orderBy}) { nodes { value } pageInfo { endCursor } } }`;
      const expected = places.filter(matches).toSorted(compare);
      const read = async (variables: object): Promise<[number[], string, string[]]> => {
        const { data, statements } = await graph.ask(list, { filter, ...variables });
        const { nodes, pageInfo } = data.observations;
        return [nodes.map(({ value }: { value: number }) => value), pageInfo.endCursor as string, statements];
      };
      const [found, cursor, names] = await read({ first: 10 });
      expect(found).toEqual(expected.slice(0, 10));
      expect(names.filter((name) => name.startsWith("Observation page"))).toEqual(
        statements === 0 ? ["Observation page"] : [AMONG_FIRST],
      );
      expect((await read({ first: 10, after: cursor }))[0]).toEqual(expected.slice(10, 20));
      expect((await read({ last: 10 }))[0]).toEqual(expected.slice(-10));
    },
  );

  /** What runs for a page, in its order. */
  const readIn = async (
    orderBy: string,
    filter: object,
    more = "",
  ): Promise<{ found: number[]; names: string[]; texts: string[] }> => {
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const list = `query ($filter: ObservationFilter) { observations(first: 10, filter: $filter, orderBy: ${orderBy}${more}) { nodes { value } } }`;
    const { data, errors, statements } = await graph.ask(list, { filter }).finally(stop);
    expect(errors).toEqual([]);
    const found = data.observations.nodes.map(({ value }: { value: number }) => value);
    return { found, names: statements, texts };
  };
  const unlikely = { or: [{ value: { lt: 60 } }, { qualifier: { eq: "AT_LEAST" } }] };

  it("is gone through as a whole where nothing tells that few rows match", async () => {
    const { found, texts } = await readIn("[{ field: PERIOD, direction: DESC }]", {
      or: [{ value: { gt: 99_999 } }, { qualifier: { eq: "AT_LEAST" } }],
    });
    expect(found).toEqual([]);
    expect(texts.at(-1)).toMatch({ sqlite: /NOT INDEXED/, mysql: /FORCE INDEX \(PRIMARY\)/ }[engine.name]);
  });

  it("is gone through by its keys in the order of recording, where each load has greater keys than those before", async () => {
    const order = "[{ field: RECORDED_AT, direction: DESC }]";
    const expected = places.slice(50, 60).toReversed();
    const keys = "Observation keys of loads";
    const by = await readIn(order, unlikely);
    expect(by.found).toEqual(expected);
    expect(by.names).toEqual([AMONG_FIRST, keys, PAGE]);
    // The last row but one was recorded before all others.
    const move = (to: string): Promise<unknown> =>
      graph.dataSource.query(`UPDATE observations SET recorded_at = ${to} WHERE value = ${FIGURES - 2}`);
    const [{ at }] = await graph.dataSource.query<[{ at: string }]>(
      "SELECT CAST(MAX(recorded_at) AS CHAR) AS `at` FROM observations",
    );
    await move("'2001-01-01 00:00:00.000'");
    const despite = await readIn(order, unlikely).finally(() => move(`'${at}'`));
    expect(despite.found).toEqual(expected);
    expect(despite.names).toEqual([AMONG_FIRST, keys, AMONG_FIRST]);
  });

  it("is found in ranges of an index where a filter excludes a range", async () => {
    const { found, names, texts } = await readIn("[{ field: VALUE }]", { not: { value: { lte: 2_000 } } });
    expect(found).toEqual(places.slice(2_001, 2_011));
    expect(names).toEqual([AMONG_FIRST]);
    expect(texts[0]).not.toMatch(/COALESCE/);
    const outside = await readIn("[{ field: VALUE }]", { not: { value: { gte: 5, lt: 2_000 } } });
    expect(outside.found).toEqual([0, 1, 2, 3, 4, 2_000, 2_001, 2_002, 2_003, 2_004]);
  });

  it("of an instant is looked for in its order too, of one term or several", async () => {
    const now = `, asOf: "${new Date().toISOString()}"`;
    // Else it is read as of now, since nothing was loaded after it.
    await graph.dataSource.query("UPDATE datasets SET loaded_at = '2100-01-01 00:00:00.000'");
    const before = `, asOf: "2000-01-01T00:00:00Z"`;
    for (const order of [
      "[{ field: VALUE, direction: DESC }]",
      "[{ field: VALUE, direction: DESC }, { field: PERIOD, direction: ASC }]",
    ]) {
      const { found, names } = await readIn(order, {}, now);
      expect(found).toEqual(latest(places, 10));
      expect(names.at(-1)).toBe(AMONG_FIRST);
      const none = await readIn(order, {}, before);
      expect(none.found).toEqual([]);
      expect(none.names).not.toContain(PAGE);
    }
  });

  it.each<[string, object, Partial<Record<string, number>>, number, string[]]>([
    ["not at all, where an index leads to few", { value: { lt: 1 } }, { value: 9_000 }, 0, []],
    ["farther, where much of it was found", unlikely, {}, 8, ["periodStart"]],
    ["farther, where nothing was", unlikely, {}, 0, ["periodStart"]],
    ["not at all, where it would have to be looked for very far", unlikely, {}, 1, []],
    [
      "among the rows to which an index leads, where these are some",
      { region: { code: { in: ["15.71", "15.01"] } }, value: { lt: 1 } },
      { regionCode: 90_000, value: Infinity },
      0,
      ["regionCode"],
    ],
    [
      "among these only after it was looked for farther, where they are many",
      { region: { code: { in: ["15.71", "15.01"] } }, value: { lt: 1 } },
      { regionCode: 200_000, value: Infinity },
      0,
      ["periodStart", "regionCode"],
    ],
    [
      "never among these, where they are most",
      { region: { code: { in: ["15.71", "15.01"] } }, value: { lt: 1 } },
      { regionCode: 700_000, value: Infinity },
      0,
      ["periodStart"],
    ],
  ])("is looked for next %s", (_, filter, bounds, found, expected) => {
    const order = [{ property: "periodStart", direction: "DESC" as const }];
    const list = { table: Observation, where: {}, order, args: { filter, first: 20 }, isWhole: true };
    const page = new PageStatements(graph.dataSource, ANONYMOUS, list, ONLY_NODES, ONLY_VALUES);
    const ledBy = new Map(Object.entries(bounds).map(([property, rows]) => [property, rows ?? Infinity]));
    const led = Math.min(Infinity, ...ledBy.values());
    const [by = ""] = page.indexes.toTry;
    const tries = nextTries(page, { most: led, led, ledBy }, { among: 2_000, by, found, all: 500_000 });
    expect(tries.map((next) => page.table.propertiesOf(next.by)[0])).toEqual(expected);
  });

  it("is looked for by the next term, where very many rows are equal in the first", async () => {
    const terms = [
      { field: "RECORDED_AT", direction: "ASC" },
      { field: "VALUE", direction: "DESC" },
      { field: "PERIOD", direction: "ASC" },
    ];
    const list = {
      table: Observation,
      where: {},
      order: [],
      args: { first: 3, orderBy: terms },
      isWhole: true,
    };
    const page = new PageStatements(graph.dataSource, ANONYMOUS, list as never, ONLY_NODES, ONLY_VALUES);
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const tries = { first: 10, more: 100, most: 1_000, enough: Infinity };
    const rows = await rowsByFirstTerms(graph.dataSource, "test", page, tries).finally(stop);
    expect(rows?.map(([value]) => Number(value))).toEqual([FIGURES - 1, FIGURES - 2, FIGURES - 3]);
    expect(texts.at(-1)).toMatch(/recorded_at[`"]? = [^;]*value[`"]? >= /);
  });

  const elsewhere = { region: { code: { in: Array.from({ length: 500 }, () => "33.22") } } };

  it.each<[string, string, object, (place: number) => boolean, RegExp]>([
    [
      "row by row, by an index that has it in order",
      "first: 2",
      {},
      () => true,
      /(INDEXED BY|FORCE INDEX)[^;]*OFFSET 1\b/,
    ],
    [
      "by one branch for each parent, where the order has no index",
      "first: 2, orderBy: [{ field: VALUE, direction: DESC }]",
      {},
      () => true,
      /(IGNORE INDEX FOR ORDER BY|ORDER BY \+)[^;]*LIMIT 2\)[^;]*UNION ALL/,
    ],
    [
      "by one branch for each parent, where a filter says more than an index holds",
      "first: 2",
      { qualifier: { eq: "APPROXIMATE" } },
      (place) => place < 60,
      /^(?!.*OFFSET)[^;]*LIMIT 2\)[^;]*UNION ALL/,
    ],
    [
      "at once, where every branch would repeat thousands of values",
      "first: 2",
      { or: [{ qualifier: { eq: "EXACT" } }, ...Array.from({ length: 8 }, () => elsewhere)] },
      (place) => place >= 60,
      /ROW_NUMBER\(\)/,
    ],
  ])("within others is read %s", async (_, args, filter, matches, how) => {
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const { data, errors } = await graph
      .ask(
        `query ($filter: ObservationFilter) { regions(first: 50) { nodes { code observations(${args}, filter: $filter) { nodes { value } } } } }`,
        { filter },
      )
      .finally(stop);
    expect(errors).toEqual([]);
    expect(texts.find((text) => text.includes("k.parent"))).toMatch(how);
    for (const { code, observations } of data.regions.nodes) {
      const own = places.filter((place) => matches(place) && code === (place % 2 === 0 ? "15.71" : "15.01"));
      expect(observations.nodes.map(({ value }: { value: number }) => value)).toEqual(latest(own, 2));
    }
  });

  it.each<[string, object, (place: number) => boolean, Record<string, RegExp>]>([
    [
      "by an index of all that is asked",
      { periodStart: { gte: dayOf(100) } },
      (place) => place >= 100,
      { sqlite: /INDEXED BY/, mysql: /FORCE INDEX/ },
    ],
    [
      "with more values of small tables than each of many branches could repeat",
      { source: { or: [{ publisher: { eq: "Other" } }, { publisher: { eq: "Many" } }] } },
      (place) => place % 50 !== 0,
      { sqlite: /^(?!.*EXISTS).* IN \(/, mysql: /^(?!.*EXISTS).* IN \(/ },
    ],
  ])("within others is counted %s", async (_, filter, matches, how) => {
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const { data, errors } = await graph
      .ask(
        `query ($filter: ObservationFilter) { regions(first: 50) { nodes { code observations(filter: $filter) { totalCount } } } }`,
        { filter },
      )
      .finally(stop);
    expect(errors).toEqual([]);
    expect(texts.find((text) => text.includes("COUNT(*)"))).toMatch(how[engine.name] ?? /none/);
    for (const { code, observations } of data.regions.nodes) {
      const own = { "15.71": 0, "15.01": 1 }[code as string];
      const count = places.filter((place) => matches(place) && place % 2 === own).length;
      expect(observations).toEqual({ totalCount: count });
    }
  });

  it("within others is counted by no index of single parents, where these are most of all", async () => {
    const list = {
      table: Observation,
      where: {},
      order: [],
      args: { filter: { value: { lt: 100 } } },
      isWhole: false,
    };
    const page = new PageStatements(graph.dataSource, ANONYMOUS, list, ONLY_NODES, ONLY_VALUES);
    const relation = { by: { regionCode: "code" }, owner: Region, target: () => Observation };
    const parents = new ParentPages(page, relation as never, [["15.71"], ["15.01"], ["33.22"]]);
    const count = (regions: number): Sql => parents.count((type) => (type === Region ? regions : 1_000_000));
    const [ofMost, ofFew] = [count(9), count(10)];
    for (const statement of [ofMost, ofFew])
      expect((await runPlain(graph.dataSource, "test", statement)).map(String).toSorted()).toEqual([
        "15.01,50",
        "15.71,50",
      ]);
    expect(ofFew.sql).not.toContain("INDEX");
    if (engine.name === "mysql") expect(ofMost.sql).toMatch(/IGNORE INDEX \((\w+, ){3}\w+\)/);
  });

  it("within others is looked up place by place in an order that begins with what each of them has in common", () => {
    const order = ["regionCode", "categoryCode", "slug"].map((property) => ({ property, direction: "ASC" }));
    const list = { table: WorkerCohort, where: {}, order, args: { first: 1 }, isWhole: false };
    const rows: RowPlan = { properties: new Set(["slug"]), relations: [] };
    const page = new PageStatements(graph.dataSource, ANONYMOUS, list as never, ONLY_NODES, rows);
    const relation = { by: { regionCode: "code" }, owner: Region, target: () => WorkerCohort };
    const parents = new ParentPages(page, relation as never, [["15.71"], ["15.01"]]);
    const [{ statement } = { statement: sql`` }] = parents.statements(() => 1_000_000);
    expect(statement.sql).toMatch(/(INDEXED BY|FORCE INDEX)[^;]*OFFSET 0\b/);
    expect(statement.sql).not.toMatch(/IGNORE INDEX|UNION ALL/);
  });

  it("is read by one statement when the filter holds the key to which a relation leads", async () => {
    const { found, statements } = await values({ filter: { region: { code: { eq: "15.01" } } }, first: 5 });
    expect(found).toEqual(
      latest(
        places.filter((place) => place % 2 === 1),
        5,
      ),
    );
    expect(statements.filter((name) => name.startsWith("Observation page"))).toEqual(["Observation page"]);
  });

  it.each<[string, object, (place: number) => boolean, RegExp | null]>([
    [
      "some",
      { source: { publisher: { ne: "Other" } } },
      (place) => place % 50 === 0,
      /source_slug[`"]? (NOT )?IN \(/,
    ],
    [
      "of a vocabulary",
      { indicator: { startsWith: "prot" }, value: { lt: 7 } },
      (place) => place < 7,
      /indicator_code[`"]? = \?/,
    ],
    ["all", { source: { publisher: { isNull: false } } }, () => true, null],
    ["none", { source: { publisher: { eq: "Nobody" } } }, () => false, null],
    [
      "all or none where there is none",
      { not: { vulnerable: false } },
      () => false,
      /category_code[`"]? IS NOT NULL/,
    ],
  ])(
    "is asked for by the rows of small tables that match, which are read before: %s",
    async (_, filter, matches, condition) => {
      const texts: string[] = [];
      const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
      const { total } = await values({ filter, first: 1 }).finally(stop);
      expect(total).toBe(places.filter(matches).length);
      const counts = texts.filter((text) => /^SELECT .{1,60} AS [`"]count[`"]/.test(text));
      expect(counts).not.toEqual([]);
      for (const text of counts) {
        expect(text).not.toMatch(/EXISTS/);
        if (condition) expect(text).toMatch(condition);
        else expect(text).not.toMatch(/source_slug/);
      }
    },
  );

  it("is asked for by a look-up where a filter repeats a condition more often than a statement could hold what matches", async () => {
    const small = new SmallTables(() => FIGURES * 100, 1_100);
    const filter = { or: Array.from({ length: 5 }, () => ({ source: { publisher: { eq: "Many" } } })) };
    const compile = (): string[] => {
      const { sql: text } = filterToSql(graph.dataSource, Observation, "t", filter, null, small);
      return text.match(/\b(EXISTS|IN) \(/g) ?? [];
    };
    expect(new Set(compile())).toEqual(new Set(["EXISTS ("]));
    expect(await small.read(graph.dataSource)).toBe(true);
    // Each list has 512 values.
    expect(compile()).toEqual(["IN (", "IN (", "EXISTS (", "EXISTS (", "EXISTS ("]);
  });

  it.each<[string, object, (place: number) => boolean, boolean]>([
    ["of all", {}, () => true, true],
    ["by their qualifier", { qualifier: { eq: "APPROXIMATE" } }, (place) => place < 60, true],
    [
      "by what follows from their codes, and their periods",
      {
        not: { vulnerable: true },
        context: false,
        or: [{ periodEnd: { lt: dayOf(40) } }, { qualifier: { eq: "APPROXIMATE" } }],
      },
      (place) => place < 60,
      true,
    ],
    ["by their values, which it does not tell", { value: { lt: 7 } }, (place) => place < 7, false],
    [
      "by their regions at one time, which it does not tell",
      { region: { code: { eq: "15.01" } }, periodEnd: { lt: dayOf(40) } },
      (place) => place % 2 === 1 && place < 40,
      false,
    ],
    ["by their regions", { region: { name: { contains: "JAMB" } } }, (place) => place % 2 === 0, true],
    ["by a source that all have", { source: { publisher: { isNull: false } } }, () => true, true],
  ])("is counted by how many are alike, where that tells: %s", async (_, filter, matches, isTold) => {
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const { total } = await values({ filter, first: 1 }).finally(stop);
    expect(total).toBe(places.filter(matches).length);
    expect(texts.some((text) => /(?<!\()SELECT COALESCE\(SUM\([^;]*_tallies/.test(text))).toBe(isTold);
  });

  it.each<[string, object, boolean]>([
    ["whatever they are", {}, true],
    [
      "by their qualifier and category",
      { qualifier: { eq: "APPROXIMATE" }, not: { vulnerable: true } },
      true,
    ],
    ["by their values, which it does not tell", { value: { lt: 7 } }, false],
    ["by their periods, which it tells of no region", { periodEnd: { lt: dayOf(40) } }, false],
  ])("is looked for below regions among what is alike, where that tells: %s", async (_, filter, isTold) => {
    const observations = relationNamed(Region.name, "observations") as StoredRelation;
    const compiler = new FilterCompiler(graph.dataSource, null);
    const place = new TablePlace(compiler, tableIn(graph.dataSource, Region), "t", 0, "filter");
    const exists = place.exists(observations, filter);
    expect(exists.sql.includes("`region_tallies`")).toBe(isTold);
    const [found] = await run<{ regions: string }>(
      graph.dataSource,
      "test",
      sql`SELECT COUNT(*) AS \`regions\` FROM regions t WHERE ${exists}`,
    );
    const among = await graph.data(
      `query ($filter: ObservationFilter) { regions(first: 500) { nodes { observations(filter: $filter) { totalCount } } } }`,
      { filter },
    );
    const having = among.regions.nodes.filter((node: any) => node.observations.totalCount > 0);
    expect(having.length).toBeGreaterThan(0);
    expect(Number(found?.regions)).toBe(having.length);
  });

  it.each<[string, object, Record<string, number>, boolean, number]>([
    [
      "where indexes lead to more than a tenth of it",
      { indicator: { eq: "PROTECTED_WORKERS" }, value: { gte: 60 } },
      { indicatorCode: 501, value: Infinity },
      true,
      FIGURES - 60,
    ],
    [
      "but not where one leads to fewer",
      { indicator: { eq: "PROTECTED_WORKERS" }, value: { gte: 60 } },
      { indicatorCode: 2_000, value: 500 },
      false,
      FIGURES - 60,
    ],
    [
      "where none of them has all that is asked of rows",
      {
        indicator: { eq: "PROTECTED_WORKERS" },
        periodStart: { gte: dayOf(60) },
        region: { code: { eq: "15.71" } },
      },
      { indicatorCode: 2_000, periodStart: 2_000, regionCode: 2_000 },
      true,
      (FIGURES - 60) / 2,
    ],
    [
      "nor where one has all that is asked, and all else follows from that",
      { region: { code: { eq: "15.71" } }, periodStart: { gte: dayOf(60) } },
      { periodStart: 2_000, regionCode: 2_000 },
      false,
      (FIGURES - 60) / 2,
    ],
    [
      "nor where rows of another table are looked up",
      { qualifier: { eq: "EXACT" }, source: { publishedOn: { gte: "2024-01-01" } } },
      { qualifier: Infinity },
      false,
      FIGURES - 60,
    ],
    [
      "nor where it is known that none match",
      { indicator: { eq: "PROTECTED_WORKERS" }, value: { gte: 60 } },
      { value: 0 },
      false,
      0,
    ],
  ])("is counted by going through the whole table %s", async (_, filter, bounds, isWhole, expected) => {
    const list = { table: Observation, where: {}, order: [], args: { filter }, isWhole: true };
    const page = new PageStatements(graph.dataSource, ANONYMOUS, list, ONLY_NODES, ONLY_VALUES);
    const ledBy = new Map(Object.entries(bounds));
    const led = Math.min(...ledBy.values());
    const known = (): Promise<ListBounds> => Promise.resolve({ most: led, led, ledBy });
    const statement = await countOfLarge(page, known, 5_000);
    expect(/NOT INDEXED|FORCE INDEX \(PRIMARY\)/.test(statement?.sql ?? "")).toBe(isWhole);
    const [[count] = [0]] = statement ? await runPlain(graph.dataSource, "test", statement) : [];
    expect(Number(count)).toBe(expected);
  });

  it("has as many statements superseded as have an end", async () => {
    const table = tableIn(graph.dataSource, Observation);
    await graph.mustLoad({
      ...WORLD,
      sources: [...(WORLD.sources ?? []), source("z", { publisher: "Other" })],
      observations: [observation({ value: "1" })],
    });
    expect((await values({ first: 1 })).total).toBe(1);
    const ended = sql`t.superseded_at < '9999-12-31'`;
    const [row] = await run<{ ended: number; unlike: number }>(
      graph.dataSource,
      "test",
      sql`SELECT SUM(${ended}) AS \`ended\`, SUM(t.superseded <> (${ended})) AS \`unlike\` FROM ${table.name} t`,
    );
    expect(Number(row?.ended)).toBeGreaterThan(0);
    expect(Number(row?.unlike)).toBe(0);
  });
});
