import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { parse, validate } from "graphql";
import fc from "fast-check";
import { servedSchema } from "../../src/server/schema.js";
import { describeEachEngine } from "../support/engines.js";
import { essence, openRealGraph, type TestGraph } from "../support/graph.js";
import { operationWithRandomArguments } from "../support/random-arguments.js";
import { worlds } from "../support/worlds.js";

const { schema } = servedSchema();
const operations = operationWithRandomArguments(schema);

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

  it("takes a variable that was left out for an argument, a field or an item that was left out", async () => {
    const ordered = `query ($d: CakupanOrderDirection) { statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [PROVINCE],
      first: 3, orderBy: [{ dimension: PROVINCE, direction: $d }]) { rows { province { code } } } }`;
    const codes = [["11"], ["12"], ["13"]].map(([code]) => ({ province: { code } }));
    expect((await graph.data(ordered)).statistics.rows).toEqual(codes);
    const all = await graph.data(`{ regions { totalCount } }`);
    const filtered = `query ($q: String) { regions(filter: { name: { contains: $q } }) { totalCount } }`;
    expect(await graph.data(filtered)).toEqual(all);
    const entities = `query ($c: String) { _entities(representations: [{ __typename: "City", code: $c }]) { __typename } }`;
    expect((await graph.ask(entities, { c: "15.71" })).data).toEqual({ _entities: [{ __typename: "City" }] });
    expect((await graph.ask(entities)).errors).toHaveLength(1);
  });

  it.each([
    ["first", "query ($v: Int) { coverageRanking(level: PROVINCE, first: $v) { rows { rank } } }"],
    ["system", `query ($v: CakupanCodeSystem) { region(code: "15.71", system: $v) { name } }`],
    [
      "denominator",
      `query ($v: String) { region(code: "15.71") { coverage(denominator: $v) { workerMonths } } }`,
    ],
    ["if", `query ($v: Boolean = true) { region(code: "15.71") { name @include(if: $v) } }`],
    ["if", `query ($v: Boolean = true) { region(code: "15.71") { parent { name @skip(if: $v) } } }`],
    [
      "if",
      `query ($v: Boolean = true) { region(code: "15.71") { name } other: provinces @include(if: $v) { totalCount } }`,
    ],
  ])("tells a null for the argument %s with a default as the caller's fault", async (name, document) => {
    const { errors } = await graph.ask(document, { v: null });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(errors[0]?.message).toContain(`"${name}"`);
  });

  it("answers as graphql-js does each time, remembered or not, whatever its variables hold, and never as if the fault were ours", async () => {
    const runs = worlds(engine, 200);
    const seen = { answered: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(operations, async ({ document, variables }) => {
        if (validate(schema, parse(document)).length > 0) return;
        const { data, errors } = await graph.ask(document, variables);
        expect(essence(await graph.askRemembering(document, variables))).toEqual(essence({ data, errors }));
        if (errors.length === 0) seen.answered += 1;
        else seen.refused += 1;
        expect(data === null && errors.length === 0).toBe(false);
        for (const { extensions } of errors) expect(extensions.code).not.toBe("INTERNAL_SERVER_ERROR");
      }),
      { numRuns: runs },
    );
    expect(seen.answered).toBeGreaterThan(runs * 0.15);
    expect(seen.refused).toBeGreaterThan(runs / 10);
  }, 180_000);
});
