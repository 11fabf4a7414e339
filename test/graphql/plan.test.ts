import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { servedSchema } from "../../src/server/schema.js";
import { describeEachEngine } from "../support/engines.js";
import { essence, openRealGraph, type TestGraph } from "../support/graph.js";
import { randomOperation } from "../support/random-operation.js";
import { worlds } from "../support/worlds.js";

const operations = randomOperation(servedSchema().schema);

describeEachEngine("Reading ahead", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it("answers any operation as reading each relation of each row by itself does", async () => {
    const runs = worlds(engine, 150);
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(operations, async ({ document, variables }) => {
        const planned = await graph.ask(document, variables);
        const plain = await graph.askPlain(document, variables);
        expect(essence(planned)).toEqual(essence(plain));
        if (planned.data !== null) answered += 1;
      }),
      { numRuns: runs },
    );
    // Aliases are seldom missing, so that few operations are refused for naming one thing twice.
    expect(answered).toBeGreaterThan(runs / 2);
  }, 120_000);
});
