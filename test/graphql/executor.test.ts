import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";

describeEachEngine("An operation that comes back", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it("answers by what its directives say each time, defaults included, whatever misfit came before", async () => {
    const document = `query ($brief: Boolean = true) { region(code: "15") { code name @skip(if: $brief) } }`;
    for (const brief of ["true", "false", 1, { if: true }]) {
      const { errors } = await graph.ask(document, { brief });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
    }
    const [long, short] = [{ code: "15", name: "Jambi" }, { code: "15" }];
    expect(await graph.data(document, { brief: false })).toEqual({ region: long });
    expect(await graph.data(document, { brief: true })).toEqual({ region: short });
    expect(await graph.data(document)).toEqual({ region: short });
  });
});
