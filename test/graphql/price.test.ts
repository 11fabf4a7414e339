import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { getOperationAST, parse, validate, type ExecutionResult } from "graphql";
import { ANONYMOUS } from "../../src/access/viewer.js";
import { priceOperation } from "../../src/graph/price/operation-price.js";
import type { Price } from "../../src/graph/price/price.js";
import { Reader } from "../../src/graph/read/reader.js";
import { preparing } from "../../src/server/executor.js";
import { readOperations } from "../../src/server/operations.js";
import { servedSchema } from "../../src/server/schema.js";
import { tableSizes } from "../../src/server/table-sizes.js";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";
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

describeEachEngine("The price of an operation", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  /** The price, and what an operation answers when it may read no more rows than that. */
  async function run(
    text: string,
    variableValues: Record<string, unknown>,
  ): Promise<{ price: Price; result: ExecutionResult; statements: number } | null> {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation || validate(schema, document).length > 0) return null;
    const rowsOf = await tableSizes(graph.dataSource);
    const price = priceOperation({ schema, document, operation, variableValues }, rowsOf, without);
    graph.log.names = [];
    const contextValue = {
      db: graph.dataSource,
      reader: new Reader(graph.dataSource, ANONYMOUS, Math.ceil(price.rows)),
      viewer: ANONYMOUS,
      requestId: "test",
    };
    const result = await execute({ schema, document, variableValues, contextValue });
    // What failed does not wait for what was being read beside it.
    let before = -1;
    while (result.errors && before < graph.log.names.length) {
      before = graph.log.names.length;
      await sleep(40);
    }
    // The codes of a vocabulary are read once, for whoever names one first, so that nobody pays for them.
    const own = graph.log.names.filter((name) => !name.endsWith(" codes"));
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
