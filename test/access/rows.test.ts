import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { ANONYMOUS, OPERATOR, viewerOf, type Viewer } from "../../src/access/viewer.js";
import type { Scope } from "../../src/access/scope.js";
import { run, sql } from "../../src/database/statement.js";
import { type Link } from "../../src/graph/declare/filter.js";
import { FilterCompiler, TablePlace } from "../../src/graph/declare/filter-sql.js";
import { tableIn } from "../../src/graph/declare/table.js";
import { Employer } from "../../src/modules/employers/employer.entity.js";
import { EmployerReturn } from "../../src/modules/returns/employer-return.entity.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { globalId } from "../support/node-samples.js";
import { WORLD } from "../support/rows.js";

const EMPLOYERS = { alpha: "15.71", beta: "15.01", gamma: "33.74" };
const MONTHS = ["2025-01", "2025-02"];
const returns = Object.entries(EMPLOYERS).flatMap(([employer, region], place) =>
  MONTHS.map((month, index) => ({
    employer_id: employer,
    region_code: region,
    month,
    workers: 10 * (place + 1),
    risk_group: "LOW",
    wage_bill_idr: 40_000_000 * (place + 1),
    contributions_paid_idr: 1_000_000,
    arrears_idr: 7_000_000 + index,
    source_id: "a",
  })),
);
const idOf = (employer: string): string => globalId("EmployerReturn", `${employer}~2025-01`);

const keyFor = (regions: string[] | null, ...scopes: Scope[]): Viewer =>
  viewerOf({ partner: null, keyId: "k", scopes: ["returns:read", ...scopes], regions, expiresAt: null });

const JAMBI = keyFor(["15"]);
const SEMARANG = keyFor(["33.74"], "wages:read");

describeEachEngine("Rows that not everybody may see", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const employers = Object.entries(EMPLOYERS).map(([id, region_code]) => ({
      id,
      name: id,
      kind: "PRIVATE",
      region_code,
      source_id: "a",
    }));
    await graph.mustLoad({ ...WORLD, employers, employer_returns: returns });
  });
  beforeEach(() => {
    graph.log.texts = [];
  });
  afterAll(() => graph.close());

  /** What a viewer gets, remembered or not, read together or one by one: always the same. */
  async function seenBy(
    viewer: Viewer,
    document: string,
    variables: Record<string, unknown> = {},
  ): Promise<any> {
    graph.viewer = viewer;
    const { data, errors } = await graph.ask(document, variables);
    expect(errors).toEqual([]);
    expect((await graph.askPlain(document, variables)).data).toEqual(data);
    expect((await graph.askRemembering(document, variables)).data).toEqual(data);
    return data;
  }

  const LIST = `{ employerReturns(first: 9) { totalCount pageInfo { hasNextPage } nodes { employer { name } month } } }`;

  it("are listed and counted only within the key's regions", async () => {
    const own = async (viewer: Viewer): Promise<unknown> => {
      const { employerReturns: page } = await seenBy(viewer, LIST);
      const names = new Set(page.nodes.map(({ employer }: any) => employer.name));
      return [page.totalCount, page.pageInfo.hasNextPage, [...names].sort()];
    };
    for (let time = 0; time < 2; time += 1) {
      expect(await own(JAMBI)).toEqual([4, false, ["alpha", "beta"]]);
      expect(await own(SEMARANG)).toEqual([2, false, ["gamma"]]);
      expect(await own(keyFor(["15.71", "33"]))).toEqual([4, false, ["alpha", "gamma"]]);
      expect(await own(keyFor([]))).toEqual([0, false, []]);
      expect(await own(keyFor(["ID"]))).toEqual([6, false, ["alpha", "beta", "gamma"]]);
      expect(await own(keyFor(null))).toEqual([6, false, ["alpha", "beta", "gamma"]]);
    }
  });

  it("are below their employer only within the key's regions, though plans and joins are cached", async () => {
    const document = `{ employers(first: 3) { nodes { name returns(first: 1) { totalCount nodes { month region { name } employer { name } } } } } }`;
    const counts = async (viewer: Viewer): Promise<unknown> =>
      (await seenBy(viewer, document)).employers.nodes.map(({ name, returns: of }: any) => [
        name,
        of.totalCount,
        of.nodes.length,
      ]);
    for (let time = 0; time < 2; time += 1) {
      expect(await counts(JAMBI)).toEqual([
        ["alpha", 2, 1],
        ["beta", 2, 1],
        ["gamma", 0, 0],
      ]);
      expect(await counts(SEMARANG)).toEqual([
        ["alpha", 0, 0],
        ["beta", 0, 0],
        ["gamma", 2, 1],
      ]);
    }
    const many = document.replace("returns(first: 1)", "returns(first: 9)");
    expect((await seenBy(JAMBI, many)).employers.nodes[2].returns).toEqual({ totalCount: 0, nodes: [] });
  });

  it("are null like rows that do not exist, by id, among ids and as entities", async () => {
    const document = `query ($id: ID!, $of: [_Any!]!) {
      node(id: $id) { id } nodes(ids: [$id]) { id } _entities(representations: $of) { ... on EmployerReturn { month } }
    }`;
    const ask = (viewer: Viewer, id: string): Promise<unknown> =>
      seenBy(viewer, document, { id, of: [{ __typename: "EmployerReturn", id }] });
    const nothing = { node: null, nodes: [null], _entities: [null] };
    const unknown = globalId("EmployerReturn", "alpha~1999-01");
    // All regions are nothing without the scope.
    const identifying: Viewer = viewerOf({
      partner: null,
      keyId: "k",
      scopes: ["employers:identify", "wages:read"],
      regions: null,
      expiresAt: null,
    });
    for (const viewer of [SEMARANG, ANONYMOUS, keyFor([]), identifying]) {
      expect(await ask(viewer, idOf("alpha"))).toEqual(nothing);
      expect(await ask(viewer, unknown)).toEqual(nothing);
    }
    const id = idOf("alpha");
    expect(await ask(JAMBI, id)).toEqual({
      node: { id },
      nodes: [{ id }],
      _entities: [{ month: "2025-01" }],
    });
  });

  it("stay hidden behind filters, orders and the cursors of others", async () => {
    const filtered = `query ($filter: EmployerReturnFilter, $after: String) {
      employerReturns(filter: $filter, after: $after, orderBy: [{ field: WORKERS }]) { totalCount nodes { employer { name } } edges { cursor } }
    }`;
    const names = (data: any): unknown =>
      data.employerReturns.nodes.map(({ employer }: any) => employer.name);
    for (const filter of [
      { employer: { name: { eq: "gamma" } } },
      { or: [{ region: { within: "33" } }, { region: { code: { eq: "33.74" } } }] },
      { not: { region: { within: "15" } } },
    ])
      expect(names(await seenBy(JAMBI, filtered, { filter }))).toEqual([]);
    const all = await seenBy(OPERATOR, filtered);
    const [first] = all.employerReturns.edges;
    expect(names(all)).toEqual(["alpha", "alpha", "beta", "beta", "gamma", "gamma"]);
    expect(names(await seenBy(JAMBI, filtered, { after: first.cursor }))).toEqual(["alpha", "beta", "beta"]);
    expect(names(await seenBy(SEMARANG, filtered, { after: first.cursor }))).toEqual(["gamma", "gamma"]);
  });

  it("are read by no statement that does not name the viewer's regions", async () => {
    graph.log.texts = [];
    await seenBy(JAMBI, LIST);
    await seenBy(
      JAMBI,
      `{ employers { nodes { returns { totalCount nodes { employer { returns { nodes { month } } } } } } } }`,
    );
    await seenBy(JAMBI, `{ node(id: "${idOf("alpha")}") { ... on EmployerReturn { month } } }`);
    const reading = graph.log.texts.filter((text) => text.includes("employer_returns"));
    expect(reading.length).toBeGreaterThan(5);
    for (const text of reading) {
      const tables = text.split(/`employer_returns`/).length - 1;
      const conditions = text.split(/`region_code` >= \?|`province_code` = \?/).length - 1;
      // A page below many parents finds keys first, under the condition, and then reads these rows.
      expect([text, conditions >= (text.includes(") k") ? 1 : tables)]).toEqual([text, true]);
    }
  });

  it("are for no code that forgets who asks", () => {
    expect(() => tableIn(graph.dataSource, EmployerReturn).conditions("t")).toThrow("not everybody may see");
  });

  it("are behind a link, too, only those of the key's regions", async () => {
    const link: Link = {
      table: "employer_returns",
      owner: ["employer_slug", "slug"],
      target: ["slug", "slug"],
      relation: { target: () => EmployerReturn } as never,
    };
    const linkedTo = async (viewer: Viewer | null): Promise<string[]> => {
      const compiler = new FilterCompiler(graph.dataSource, viewer);
      const place = new TablePlace(compiler, compiler.table(Employer), "t", 0, "filter");
      const rows = await run<{ slug: string }>(
        graph.dataSource,
        "test.linked",
        sql`SELECT t.slug AS \`slug\` FROM employers t WHERE ${place.linked(link, {})} ORDER BY t.slug`,
      );
      return rows.map(({ slug }) => slug);
    };
    expect(await linkedTo(JAMBI)).toEqual(["alpha", "beta"]);
    expect(await linkedTo(SEMARANG)).toEqual(["gamma"]);
    await expect(linkedTo(null)).rejects.toThrow("not everybody may see");
  });

  it("are listed in the order of an index that begins with the key's region", async () => {
    const listed = async (regions: string[] | null): Promise<[rows: number, areas: string[]]> => {
      graph.log.texts = [];
      const { employerReturns: page } = await seenBy(
        keyFor(regions),
        `{ employerReturns { nodes { month } } }`,
      );
      const pages = graph.log.texts.filter((text) => text.includes("EmployerReturn page"));
      return [
        page.nodes.length,
        pages.flatMap((text) => text.match(/`(province|regency)_code` (= \?|IN)/g) ?? []),
      ];
    };
    const [province, regency] = ["`province_code` = ?", "`regency_code` = ?"];
    expect(await listed(["15"])).toEqual([4, expect.arrayContaining([province])]);
    expect(await listed(["33.74"])).toEqual([2, expect.arrayContaining([regency])]);
    expect(await listed(["15", "33"])).toEqual([6, expect.arrayContaining(["`province_code` IN"])]);
    for (const regions of [["15", "33.74"], ["15.71.01.1001"], ["ID"], [], null])
      expect((await listed(regions))[1]).toEqual([]);
    expect((await listed(["15", "33.74"]))[0]).toBe(6);
  });

  it("are nobody's without a key, and amounts no key's without their scope", async () => {
    const codes = async (viewer: Viewer, document: string): Promise<[unknown, string[]]> => {
      graph.viewer = viewer;
      const { data, errors } = await graph.ask(document);
      return [
        data,
        errors.map(({ extensions, message }) => `${extensions.code} ${/`[^`]+`/.exec(message)?.[0] ?? ""}`),
      ];
    };
    expect(await codes(ANONYMOUS, LIST)).toEqual([
      { __typename: "Query" },
      ["FORBIDDEN `Query.employerReturns`"],
    ]);
    expect(
      await codes(ANONYMOUS, `{ employers(first: 1) { nodes { name returns { totalCount } } } }`),
    ).toEqual([{ employers: { nodes: [{ name: "alpha" }] } }, ["FORBIDDEN `Employer.returns`"]]);
    const amounts = ["wageBill", "contributionsDue", "contributionsPaid", "arrears"];
    for (const amount of amounts) {
      graph.log.texts = [];
      const [data, errors] = await codes(
        JAMBI,
        `{ employerReturns(first: 1) { nodes { month ${amount} } } }`,
      );
      expect([data, errors]).toEqual([
        { employerReturns: { nodes: [{ month: "2025-02" }] } },
        [`FORBIDDEN \`EmployerReturn.${amount}\``],
      ]);
      expect(graph.log.texts.join("\n")).not.toMatch(/wage_bill|contributions_paid|arrears|tariffs/);
    }
    await graph.askPlain(
      `{ employers { nodes { returns { nodes { employer { returns { nodes { month } } } } } } } }`,
    );
    expect(graph.log.texts.join("\n")).not.toMatch(/wage_bill|contributions_paid|arrears/);
    for (const argument of [
      `filter: { wageBill: { gt: 5 } }`,
      `filter: { not: { and: [{ arrears: { isNull: true } }] } }`,
      `filter: { employer: { name: { eq: "x" } }, or: [{ contributionsPaid: { eq: 1 } }] }`,
      `orderBy: [{ field: WAGE_BILL }]`,
      `orderBy: [{ field: MONTH }, { field: ARREARS, direction: DESC }]`,
    ]) {
      const [data, errors] = await codes(JAMBI, `{ employerReturns(${argument}) { nodes { month } } }`);
      expect([argument, data, errors.map((text) => text.slice(0, 9))]).toEqual([
        argument,
        null,
        ["FORBIDDEN"],
      ]);
      expect((await codes(SEMARANG, `{ employerReturns(${argument}) { totalCount } }`))[1]).toEqual([]);
    }
  });

  it("are chosen by no amount in a variable without its scope", async () => {
    const document = `query ($filter: EmployerReturnFilter, $by: [EmployerReturnOrder!]) {
      employerReturns(filter: $filter, orderBy: $by) { totalCount }
    }`;
    for (const variables of [
      { filter: { wageBill: { gt: 5 } } },
      { filter: { or: [{ not: { arrears: { isNull: true } } }] } },
      { by: [{ field: "MONTH" }, { field: "CONTRIBUTIONS_PAID" }] },
    ]) {
      graph.viewer = JAMBI;
      graph.log.texts = [];
      const { data, errors } = await graph.ask(document, variables);
      expect([data, errors.map(({ extensions }) => extensions)]).toEqual([null, [{ code: "FORBIDDEN" }]]);
      expect(graph.log.texts.filter((text) => text.includes("employer_returns"))).toEqual([]);
      expect(await seenBy(SEMARANG, document, variables)).toEqual({ employerReturns: { totalCount: 2 } });
    }
    expect(
      await seenBy(JAMBI, document, { filter: { month: { eq: "2025-01" } }, by: [{ field: "WORKERS" }] }),
    ).toEqual({
      employerReturns: { totalCount: 2 },
    });
  });

  it("leave no trace in what everybody may see", async () => {
    const document = `{
      about { datasets { tables { table } } }
      search(text: "2025-01") { __typename }
      employers { totalCount nodes { name workers enrolledWorkers } }
    }`;
    const data = await seenBy(ANONYMOUS, document);
    expect(JSON.stringify(data.about)).not.toContain("employer_returns");
    expect(data.search).toEqual([]);
    expect(data.employers.nodes[0]).toEqual({ name: "alpha", workers: null, enrolledWorkers: null });
  });
});
