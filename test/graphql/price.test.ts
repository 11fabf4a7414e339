import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { getOperationAST, type GraphQLEnumType, parse, validate, type ExecutionResult } from "graphql";
import { ANONYMOUS } from "../../src/access/viewer.js";
import { priceOperation } from "../../src/graph/price/operation-price.js";
import type { Price } from "../../src/graph/price/price.js";
import { Reader } from "../../src/graph/read/reader.js";
import { preparing } from "../../src/server/executor.js";
import { readOperations } from "../../src/server/operations.js";
import { servedSchema } from "../../src/server/schema.js";
import { tableSizes } from "../../src/server/table-sizes.js";
import { copyOfRealData } from "../support/copied-tables.js";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, TestGraph } from "../support/graph.js";
import { randomOperation } from "../support/random-operation.js";
import { worlds } from "../support/worlds.js";

const { schema } = servedSchema();
const execute = preparing(schema);
const without = { cost: Infinity, fields: Infinity, rows: Infinity, statements: Infinity, values: Infinity };

const fieldsOf = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + fieldsOf(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, field) => sum + 1 + fieldsOf(field), 0);
};

const LISTS: Record<string, [table: string, type: string, filters: readonly string[]]> = {
  observations: [
    "observations",
    "Observation",
    [
      `{ qualifier: { eq: EXACT } }`,
      `{ value: { gt: 1000 } }`,
      `{ region: { name: { contains: "a" } }, periodEnd: { lt: "2024-01-01" } }`,
      `{ not: { source: { type: { eq: NEWS_ARTICLE } } } }`,
      `{ vulnerable: true, periodEnd: { gte: "2020-01-01" } }`,
      `{ or: [{ category: { isNull: true } }, { context: true }] }`,
      `{ indicator: { contains: "rate" }, not: { countedBy: { eq: RESIDENCE } } }`,
    ],
  ],
  conflicts: ["conflicts", "Conflict", [`{ value: { gt: 10 } }`, `{ category: { eq: "VULNERABLE" } }`]],
  employers: ["employers", "Employer", [`{ name: { contains: "a" } }`, `{ not: { name: { eq: "x" } } }`]],
  workerCohorts: ["worker_cohorts", "WorkerCohort", [`{ vulnerable: true }`, `{ region: { within: "33" } }`]],
};

/** Lists in orders of one to four terms, some of them filtered. */
const randomList = fc
  .record({
    list: fc.constantFrom(...Object.keys(LISTS)),
    terms: fc.array(fc.tuple(fc.nat(99), fc.constantFrom("ASC", "DESC")), { maxLength: 4 }),
    filter: fc.nat(9),
    page: fc.constantFrom("first: 3", "last: 3", "first: 500"),
    isCounted: fc.boolean(),
    isWithin: fc.boolean(),
  })
  .map(({ list, terms, filter, page, isCounted, isWithin }) => {
    const [, type, filters] = LISTS[list] ?? ["", "", []];
    const fields = (schema.getType(`${type}OrderField`) as GraphQLEnumType).getValues();
    const order = terms.map(
      ([place, direction]) =>
        `{ field: ${fields[place % fields.length]?.name ?? ""}, direction: ${direction} }`,
    );
    const chosen = filters[filter];
    if (list === "observations" && isWithin) {
      const counted = `observations${chosen ? `(filter: ${chosen})` : ""} { totalCount }`;
      return `{ regions(first: 60) { nodes { id ${counted} workerCohorts(first: 4) { nodes { id ${counted} } } } } }`;
    }
    const args = [
      page,
      ...(order.length > 0 ? [`orderBy: [${order.join(", ")}]`] : []),
      ...(chosen ? [`filter: ${chosen}`] : []),
    ];
    return `{ ${list}(${args.join(", ")}) { nodes { id } ${isCounted ? "totalCount" : ""} } }`;
  });

describeEachEngine("The price of an operation", (engine) => {
  let graph: TestGraph;
  /** The same data, of which the server is told that there are many rows. */
  let large: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
    const { url, drop } = await copyOfRealData(engine);
    large = await TestGraph.open(url, drop);
    const counts = Object.values(LISTS).map(([table]) => ({ table, rows: 1_000_000 }));
    await large.dataSource.query("UPDATE datasets SET row_counts = ?", [JSON.stringify(counts)]);
  });
  afterAll(async () => {
    await graph.close();
    await large.close();
  });

  /** The price, and what an operation answers when it may read no more rows than that. */
  async function run(
    text: string,
    variableValues: Record<string, unknown>,
    asked = graph,
  ): Promise<{ price: Price; result: ExecutionResult; statements: number } | null> {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation || validate(schema, document).length > 0) return null;
    const rowsOf = await tableSizes(asked.dataSource);
    const price = priceOperation({ schema, document, operation, variableValues }, rowsOf, without);
    asked.log.names = [];
    const contextValue = {
      db: asked.dataSource,
      reader: new Reader(asked.dataSource, ANONYMOUS, Math.ceil(price.rows)),
      viewer: ANONYMOUS,
      requestId: "test",
    };
    const result = await execute({ schema, document, variableValues, contextValue });
    // What failed does not wait for what was being read beside it.
    let before = -1;
    while (result.errors && before < asked.log.names.length) {
      before = asked.log.names.length;
      await sleep(40);
    }
    // The codes of a vocabulary are read once, for whoever names one first, so that nobody pays for them.
    const own = asked.log.names.filter((name) => !name.endsWith(" codes"));
    return { price, result, statements: own.length };
  }

  it("is never below what it answers, reads and runs", async () => {
    const runs = worlds(engine, 150);
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(randomOperation(schema), async ({ document, variables }) => {
        const asked = await run(document, variables);
        if (!asked) return;
        const { price, result, statements } = asked;
        const codes = (result.errors ?? []).map(({ extensions }) => extensions.code);
        expect(codes).not.toContain("QUERY_TOO_LARGE");
        expect(fieldsOf(JSON.parse(JSON.stringify(result.data ?? null)))).toBeLessThanOrEqual(price.fields);
        expect(statements).toBeLessThanOrEqual(price.statements);
        if (result.data) answered += 1;
      }),
      { numRuns: runs },
    );
    expect(answered).toBeGreaterThan(runs / 2);
  });

  it("is never below the statements that look for a page of a large table, which has the rows of a small one", async () => {
    await fc.assert(
      fc.asyncProperty(randomList, async (document) => {
        const [ofSmall, ofLarge] = [await run(document, {}), await run(document, {}, large)];
        if (!ofSmall || !ofLarge) throw new Error(`${document} is no valid operation`);
        expect(ofLarge.result.errors).toBeUndefined();
        expect(ofLarge.statements).toBeLessThanOrEqual(ofLarge.price.statements);
        expect(JSON.stringify(ofLarge.result)).toBe(JSON.stringify(ofSmall.result));
      }),
      { numRuns: worlds(engine, 150) },
    );
  });

  it("of every example has room below the ceilings, and holds for it", async () => {
    for (const { document, variables = {}, name } of await readOperations("schema/operations")) {
      const asked = await run(document, variables);
      if (!asked) throw new Error(`${name} is no valid operation`);
      const { price, result, statements } = asked;
      expect({ name, errors: result.errors }).toEqual({ name, errors: undefined });
      expect(fieldsOf(JSON.parse(JSON.stringify(result.data)))).toBeLessThanOrEqual(price.fields);
      expect(statements).toBeLessThanOrEqual(price.statements);
      expect({ name, ...price }).toMatchObject({ name, exceeded: null });
      expect(price.cost).toBeLessThan(20_000);
      expect(price.fields).toBeLessThan(125_000);
    }
  });
});
