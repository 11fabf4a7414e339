import { execFile } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { viewerOf } from "../../src/access/viewer.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";
import { compiled } from "../support/started.js";

describeEachEngine("A process that is killed", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    // Compiled beside the programs that it imports, it starts in a third of the time.
    await build({
      ...{ entryPoints: ["test/support/killed.ts", "test/support/database-config.ts"] },
      ...{ outbase: ".", outdir: "dist", format: "esm", target: "node20", tsconfig: "tsconfig.json" },
    });
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({ ...WORLD, observations: [observation({ value: 1 })] });
    graph.viewer = viewerOf({
      ...{ partner: { slug: "judge", name: "judge", kind: "GOVERNMENT" }, keyId: "judge" },
      ...{ scopes: ["submissions:review"], regions: null, expiresAt: null },
    });
  });
  afterAll(() => graph.close());

  /** The signal by which a process ended that submits or reviews and is killed at a statement. */
  const killedAt = (statement: string, task: string, input: object): Promise<unknown> =>
    new Promise((resolve) => {
      const args = [compiled("test/support/killed.ts"), graph.url, statement, task, JSON.stringify(input)];
      execFile(process.execPath, args, (error) => {
        resolve(error?.signal ?? error?.message ?? "ended");
      });
    });

  const found = async (): Promise<unknown> => {
    const { submissions, observations } = await graph.data(`{
      submissions { nodes { state rows { totalCount } } }
      observations(orderBy: [{ field: VALUE }]) { nodes { value } }
    }`);
    return [submissions.nodes, observations.nodes.map(({ value }: any) => value)];
  };

  it("leaves a submission and its load wholly or not at all, and nothing is lost or doubled when it is sent again", async () => {
    const input = {
      idempotencyKey: "one",
      title: "Figures",
      tables: [
        {
          table: "observations",
          rows: [observation({ value: 2, period_start: "2020" })].map((row) => ({ ...row, value: "2" })),
        },
      ],
    };
    expect(await killedAt("transfer.insert submission_rows", "submit", input)).toBe("SIGKILL");
    expect(await found()).toEqual([[], [1]]);
    expect(await killedAt("never", "submit", input)).toBe("ended");
    const waiting = [{ state: "WAITING", rows: { totalCount: 1 } }];
    expect(await found()).toEqual([waiting, [1]]);
    const { submissions } = await graph.data(`{ submissions { nodes { id } } }`);
    const decision = { id: submissions.nodes[0].id, decision: "ACCEPT" };
    // In the midst of the load, and when everything is written but for the last word.
    for (const statement of ["transfer.insert loads", "transfer.insert audit_events"]) {
      expect(await killedAt(statement, "review", decision)).toBe("SIGKILL");
      expect(await found()).toEqual([waiting, [1]]);
    }
    expect(await killedAt("never", "review", decision)).toBe("ended");
    expect(await found()).toEqual([[{ state: "ACCEPTED", rows: { totalCount: 1 } }], [1, 2]]);
  }, 60_000);
});
