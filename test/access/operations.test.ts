import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ANONYMOUS, OPERATOR } from "../../src/access/viewer.js";
import { readOperations } from "../../src/server/operations.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD } from "../support/rows.js";

const operations = await readOperations("schema/operations/partners");

/** What the answer to each must hold. */
const ANSWERS: Record<string, object> = {
  "01-what-the-key-opens": { viewer: { partner: null, regions: null, expiresAt: null } },
  "02-arrears": {
    employerReturns: {
      totalCount: 1,
      nodes: [
        {
          employer: { name: "alpha", sector: null },
          workers: 10,
          contributionsPaid: 1_000_000,
          arrears: 7_000_000,
        },
      ],
    },
  },
  "03-employers-and-their-returns": {
    employers: {
      nodes: [{ name: "alpha", workers: null, returns: { nodes: [{ month: "2025-01", workers: 10 }] } }],
    },
  },
  "04-compliance": {
    compliance: { rows: [{ region: { code: "33.74" }, employers: 1, workers: 10, suppressed: null }] },
  },
  "05-limits-and-usage": { viewer: { limits: { tier: "operator", limit: null }, usage: [] } },
};

describeEachEngine("An example for partners", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const of = { region_code: "33.74", source_id: "a" };
    await graph.mustLoad({
      ...WORLD,
      employers: [{ id: "alpha", name: "alpha", kind: "PRIVATE", ...of }],
      employer_returns: [
        {
          employer_id: "alpha",
          month: "2025-01",
          workers: 10,
          contributions_paid_idr: 1_000_000,
          arrears_idr: 7_000_000,
          ...of,
        },
      ],
    });
  });
  afterAll(() => graph.close());

  it.each(operations)(
    "answers what it asks, to whoever may: $name",
    async ({ name, document, variables = {} }) => {
      graph.viewer = OPERATOR;
      expect(await graph.data(document, variables)).toMatchObject(ANSWERS[name] ?? {});
      expect(ANSWERS).toHaveProperty([name]);
      graph.viewer = ANONYMOUS;
      const { errors } = await graph.ask(document, variables);
      expect(errors.some(({ extensions }) => extensions.code === "FORBIDDEN")).toBe(
        /eturns|usage/.test(document),
      );
    },
  );
});
