import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { readConfig } from "../../src/config.js";
import type { Explanation } from "../../src/graph/explain/explanation.js";
import { statementsOf } from "../../src/graph/explain/place.js";
import { toMermaid } from "../../src/graph/explain/to-mermaid.js";
import { toTree } from "../../src/graph/explain/to-tree.js";
import { explain } from "../../src/server/explain.js";
import { readOperations } from "../../src/server/operations.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, region, WORLD } from "../support/rows.js";
import { startProgram } from "../support/started.js";
import { timeless } from "../support/timeless.js";

const CONFIG = readConfig({ NODE_ENV: "test" });
const WITHOUT_SQL = { sql: false };

const EMPLOYERS = ["a", "b", "c"].map((id) => ({
  id,
  name: `Employer "${id}" <#1>`,
  kind: "PRIVATE",
  region_code: id === "c" ? "15" : "15.71",
  source_id: "a",
}));

const committed = async (table: string): Promise<Record<string, string>[]> =>
  parse(await readFile(`data/${table}.csv`), { columns: true });

describeEachEngine("An explanation", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({
      ...WORLD,
      // The examples name codes of the real data.
      regions: [...(WORLD.regions ?? []), region("33.71", "Magelang", "Kota")],
      indicators: await committed("indicators"),
      cohort_categories: await committed("cohort_categories"),
      employers: EMPLOYERS,
      observations: [
        observation({ id: "p", value: 10 }),
        observation({ id: "q", value: 20, indicator: "POTENTIAL_WORKERS" }),
      ],
    });
  });
  afterAll(() => graph.close());

  const explained = (
    document: string,
    variables: Record<string, unknown> = {},
    operationName: string | null = null,
  ): Promise<Explanation> => explain(graph.dataSource, CONFIG, { document, operationName, variables });

  const treeOf = async (document: string, variables?: Record<string, unknown>): Promise<string[]> =>
    timeless(toTree(await explained(document, variables), WITHOUT_SQL))
      .trim()
      .split("\n");

  it("shows a page with what was joined to it, at each place of its rows", async () => {
    expect(
      await treeOf(`query Two { employers(first: 2) { nodes { name region { name parent { name } } } } }`),
    ).toEqual([
      "query Two",
      "└─ employers (page, own statement)",
      "   │  Employer: name, regionCode, slug",
      "   │  → Employer page: 2 rows",
      "   └─ nodes.region (one, joined)",
      "      │  Region: name, parentCode, code, level",
      "      └─ parent (one, joined)",
      "            Region: name, code, level",
      "",
      "1 statement, 2 rows, price 16",
    ]);
  });

  it("shows lists and connections below their parents, by the names of the answer, within fragments too", async () => {
    const tree = await treeOf(
      `query ($first: Int!) {
        provinces { edges { node { few: employers(first: $first) { totalCount nodes { ...stated } } } } }
        cohortCategories { children { name parent { name } } }
      } fragment stated on Employer { source { publisher } }`,
      { first: 1 },
    );
    expect(tree.slice(0, -1)).toEqual([
      "query",
      "├─ provinces (page, own statement)",
      "│  │  Region: code, level",
      "│  │  → Province page: 2 rows",
      "│  └─ edges.node.few (connection, own statements)",
      "│     │  Employer: sourceSlug, slug",
      "│     │  → Region.employers: 1 row",
      "│     │  → Region.employers count: 1 row",
      "│     └─ nodes.source (one, joined)",
      "│           Source: publisher, slug",
      "└─ cohortCategories (resolver, own statement)",
      "   │  → cohorts.listCategories: 81 rows",
      "   └─ children (list, own statement)",
      "      │  CohortCategory: name, parentCode, code",
      "      │  → CohortCategory.children: 68 rows",
      "      └─ parent (one, joined)",
      "            CohortCategory: name, code",
      "",
    ]);
  });

  it("shows what is computed with the statements of its module, and what is read for its rows below it", async () => {
    const tree = await treeOf(`{
      region(code: "15.71") { coverage { protectedWorkers { value observation { source { title } } } } }
    }`);
    expect(tree.slice(0, -2)).toEqual([
      "query",
      "└─ region (look-up, own statement)",
      "   │  Region: code, level",
      "   │  → Region by code: 1 row",
      "   └─ coverage (computed, own statement)",
      "      │  → observations.observationsByGroup: 2 rows",
      "      └─ protectedWorkers.observation.source (one, own statement)",
      "            Source: all columns",
      "            → Source by slug: 1 row",
    ]);
  });

  it("shows what is kept as joined, and the rest as computed", async () => {
    const document = `{ cities { nodes { coverage { rate { value } } } } }`;
    expect(await treeOf(document)).toContain("   └─ nodes.coverage (computed, joined)");
    await graph.dataSource.query("DELETE FROM latest_coverages WHERE region_code = '33.74'");
    const latest = "         LatestCoverage: rateBasis, rateValue, regionCode";
    const step = "         CoverageStep: rateBasis, rateValue, regionCode";
    expect((await treeOf(document)).slice(4, -2)).toEqual([
      "   └─ nodes.coverage (computed, joined, the rest by own statement)",
      latest,
      step,
      "         → CoverageStep by regionCode: 1 row",
    ]);
    await graph.dataSource.query("DELETE FROM coverage_steps WHERE region_code = '33.74'");
    expect((await treeOf(document)).slice(4, -2)).toEqual([
      "   └─ nodes.coverage (computed, joined, the rest by own statements)",
      latest,
      step,
      "         → CoverageStep by regionCode: 0 rows",
      "         → observations.observationsByGroup: 0 rows",
      "         → observations.observationsByGroup: 0 rows",
    ]);
  });

  it("shows places whose rows another place has read, and those for which there was nothing to read", async () => {
    const tree = await treeOf(`{
      region(code: "15.71") {
        coverage { protectedWorkers { observation { source { title } } } potentialWorkers { observation { source { title } } } }
        awardResults { nodes { award { results { nodes { award { name } } } } } }
      }
    }`);
    expect(tree).toContain("   │  ├─ protectedWorkers.observation.source (one, own statement)");
    expect(tree).toContain("   │  └─ potentialWorkers.observation.source (one, read with another place)");
    expect(tree).toContain("         └─ results (connection, nothing to read)");
  });

  it("shows every statement that ran exactly once, for every example operation", async () => {
    for (const { document, variables } of await readOperations("schema/operations")) {
      graph.log.names = [];
      const explanation = await explained(document, variables);
      const ran = graph.log.names.filter((name) => name !== "before an explanation").sort();
      const tree = toTree(explanation, { sql: true });
      const shown = [...tree.matchAll(/→ (.+): [\d,]+ rows?, \d+\.\d ms\n[│ ]+(?:SELECT|WITH)\b/g)];
      expect(explanation.errors).toEqual([]);
      expect(shown.map(([, name = ""]) => name).sort()).toEqual(ran);
      expect(ran.length).toBeGreaterThan(0);
    }
  });

  it("leaves nothing that Node looks for from then on", async () => {
    const ended = jest.spyOn(AsyncLocalStorage.prototype, "disable");
    try {
      await explained(`{ employers { nodes { name } } }`);
      expect(ended).toHaveBeenCalledTimes(1);
    } finally {
      ended.mockRestore();
    }
  });

  it("tells the errors of an answer beside the statements that ran, with what servers mask", async () => {
    const { errors, root } = await explained(
      `{ region(code: "15.71") { coverage { rate { value } } nonesuch: coverage(category: "NONE") { workerMonths } } }`,
    );
    expect(errors).toEqual([expect.stringMatching(/^region\.nonesuch: .*NONE/)]);
    expect(statementsOf(root).map(({ name }) => name)).toContain("Region by code");
  });

  it("is a flowchart whose nodes are defined once and joined to one above them, with all signs of Mermaid escaped", async () => {
    const explanation = await explained(
      `query Three { employers(filter: { name: { contains: "e" } }) { nodes { region { name employers { totalCount } } } } }`,
    );
    const [title, ...lines] = toMermaid(explanation, { sql: true }).trimEnd().split("\n");
    expect(title).toBe("flowchart TD");
    const nodes = lines.flatMap((line) => [...line.matchAll(/^ {2}(\w+)(?:\["(.*)"\]|\[\("(.*)"\)\])$/g)]);
    const edges = lines.flatMap((line) => [...line.matchAll(/^ {2}(\w+) (?:-->|-\.->) (\w+)$/g)]);
    expect(nodes.length + edges.length).toBe(lines.length);
    const names = nodes.map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(edges.map(([, , to]) => to).sort()).toEqual(names.slice(1).sort());
    expect(edges.filter(([, from]) => !names.includes(from))).toEqual([]);
    const labels = nodes.map(([, , place, statement]) => place ?? statement ?? "");
    expect(labels[0]).toMatch(/^query Three<br\/>2 statements, /);
    expect(labels.filter((label) => /["`&<>]|#(?!\w+;)/.test(label.replaceAll("<br/>", "")))).toEqual([]);
    expect(labels.some((label) => label.includes("FROM #96;employers#96; t WHERE"))).toBe(true);
  });

  it.each([
    ["{ region(", "The document cannot be read:\n  line 1, column 10: Syntax Error"],
    ["{ nonesuch }", "The document is not valid:\n  line 1, column 3: Cannot query field"],
    ["fragment all on Region { name }", "The document is not valid:\n"],
    ["query A { about { version } } query B { about { version } }", "name one. The document has A, B."],
  ])("is not given of %s", async (document, words) => {
    await expect(explained(document)).rejects.toThrow(words);
  });

  it("is not given of an operation that a document does not have, or that lacks variables", async () => {
    const document = "query A($code: RegionCode!) { region(code: $code) { name } }";
    await expect(explained(document, { code: "15" }, "B")).rejects.toThrow("There is no operation B.");
    await expect(explained(document, {})).rejects.toThrow(
      'The variables do not fit the operation:\n  line 1, column 9: Variable "$code"',
    );
  });

  it("is not given of an operation that is too dear", async () => {
    const config = { ...CONFIG, maxCost: 1 };
    const asked = { document: "{ employers { nodes { name } } }", operationName: null, variables: {} };
    await expect(explain(graph.dataSource, config, asked)).rejects.toThrow("This operation has a price of");
  });
});

/** Runs the real command, with an operation on its standard input. */
async function run(environment: NodeJS.ProcessEnv, given: string[], input = "") {
  const { server, ended } = startProgram("scripts/explain.ts", environment, { given });
  server.stdin.end(input);
  return ended;
}

describe("The command", () => {
  const real = { DATABASE_URL: process.env.CAKUPAN_TEST_REAL_SQLITE };

  it("explains an operation of standard input by its name", async () => {
    const document = `query A { about { version } } query B($code: RegionCode!) { region(code: $code) { name } }`;
    const given = ["-", "--operation", "B", "--variables", '{"code":"15"}', "--format", "mermaid"];
    const { code, output, errors } = await run(real, given, document);
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toMatch(/^flowchart TD\n {2}place1\["query B<br\/>1 statement, 1 row, /);
  });

  it("tells in a sentence what cannot be explained", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cakupan-explain-"));
    const empty = { DATABASE_URL: `sqlite:${join(folder, "empty.sqlite")}` };
    const tried: [NodeJS.ProcessEnv, string[], string][] = [
      [real, ["-"], "The document is not valid:"],
      [real, [join(folder, "none.graphql")], "none.graphql cannot be read (ENOENT)"],
      [real, ["-", "--variables", "[]"], "--variables must be a JSON object"],
      [empty, ["-"], "run `npm run migrate` or start the server first"],
    ];
    for (const [environment, given, words] of tried) {
      const { code, output, errors } = await run(environment, given, "{ nonesuch }");
      expect([code, output]).toEqual([1, ""]);
      expect(errors).toMatch(/^Nothing was explained: /);
      expect(errors).toContain(words);
    }
    await rm(folder, { recursive: true });
  });

  it("shows how it is used when it is used wrongly", async () => {
    const { code, errors } = await run(real, ["-", "--format", "svg"]);
    expect(code).toBe(2);
    expect(errors).toMatch(/^--format must be tree or mermaid\.\n\nnpm run explain -- /);
  });
});
