import { expect, it } from "@jest/globals";
import { Observation } from "../../src/modules/observations/observation.entity.js";
import { storedFigures } from "../../src/modules/observations/predecessors.queries.js";
import { engines } from "../support/engines.js";
import { openEmptyGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

// More than a function takes as arguments.
const MANY = 200_000;

it("The figures with which a file is compared are found however many regions have", async () => {
  const [engine] = engines();
  if (!engine) throw new Error("No engine");
  const graph = await openEmptyGraph(engine);
  try {
    await graph.mustLoad({ ...WORLD, observations: [observation({ value: "1" })] });
    const { columns } = graph.dataSource.getMetadata(Observation);
    const names = columns.map(({ databaseName }) => databaseName).filter((name) => name !== "id");
    const values = names.map((name) => (name === "slug" ? "o.slug || n.n" : `o."${name}"`));
    await graph.dataSource.query(
      `INSERT INTO observations (${names.map((name) => `"${name}"`).join()})
        WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${MANY})
        SELECT ${values.join()} FROM observations o JOIN n`,
    );
    const asked = { indicators: ["PROTECTED_WORKERS"], regions: ["15.71"], before: "2030-01-01" };
    expect(await storedFigures(graph.dataSource, asked)).toHaveLength(MANY + 1);
  } finally {
    await graph.close();
  }
}, 60_000);
