import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph, writePackage } from "../support/graph.js";
import { startProgram, type Started } from "../support/started.js";
import { WORLD } from "../support/rows.js";

/** How long a key may work after it was revoked, in milliseconds, with a moment for the request itself. */
const PROMISED = 5_000 + 500;

describeEachEngine("Two servers over one database", (engine) => {
  let graph: TestGraph;
  let dataFolder: string;
  const started: Started[] = [];

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD);
    dataFolder = await writePackage(WORLD);
  });
  afterEach(async () => {
    for (const { server, ended } of started.splice(0)) {
      server.kill("SIGTERM");
      await ended;
    }
    await graph.close();
    await rm(dataFolder, { recursive: true });
  });

  async function start(): Promise<string> {
    const program = startProgram("src/main.ts", {
      DATABASE_URL: graph.url,
      DATA_FOLDER: dataFolder,
      NODE_ENV: "test",
    });
    started.push(program);
    const { address } = await program.logged("listening");
    await program.logged("serving");
    return address as string;
  }

  it("both refuse a revoked key within five seconds, and both count what it used", async () => {
    const commands = new PartnerCommands(graph.dataSource);
    await commands.create("one-agency", "One agency", "GOVERNMENT");
    const key = await commands.key({
      partner: "one-agency",
      scopes: ["usage:read"],
      regions: [],
      days: null,
    });
    const addresses = await Promise.all([start(), start()]);
    const ask = (address: string): Promise<number> =>
      fetch(`${address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify({ query: `{ about { version } }` }),
      }).then(({ status }) => status);
    for (const address of addresses) expect(await ask(address)).toBe(200);
    const [{ id } = { id: "" }] = await commands.list("one-agency");
    await commands.revoke(id);
    await pause(PROMISED);
    for (const address of addresses) expect(await ask(address)).toBe(401);
    for (const { server, ended } of started.splice(0)) {
      server.kill("SIGTERM");
      await ended;
    }
    expect(await commands.usage("one-agency", 1)).toEqual([
      expect.objectContaining({ coordinate: "About.version", operations: 2 }),
      expect.objectContaining({ coordinate: "Query.about", operations: 2 }),
    ]);
  });
});
