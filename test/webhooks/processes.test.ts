import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { keyIdIn } from "../../src/access/key.js";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { run, sql } from "../../src/database/statement.js";
import { WebhookCommands } from "../../src/webhooks/webhook-commands.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type TestGraph } from "../support/graph.js";
import { answering, Receiver } from "../support/receiver.js";
import { startProgram, type Started } from "../support/started.js";
import { observation, WORLD } from "../support/rows.js";

describeEachEngine("Servers that tell a webhook", (engine) => {
  const receiver = new Receiver();
  const sealing = randomBytes(32);
  const started: Started[] = [];
  let graph: TestGraph;
  let dataFolder: string;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD);
    dataFolder = await writePackage(WORLD);
    const url = await receiver.start();
    const partners = new PartnerCommands(graph.dataSource);
    await partners.create("one-agency", "One agency", "GOVERNMENT");
    const wish = { partner: "one-agency", scopes: ["usage:read"], regions: [], days: null };
    const key = keyIdIn(await partners.key(wish)) ?? "";
    const webhooks = new WebhookCommands(graph.dataSource, { loopback: true }, sealing);
    await webhooks.add({ key, url, regions: [], indicators: [], after: null });
  });
  afterEach(async () => {
    for (const { server, ended } of started.splice(0)) {
      server.kill("SIGTERM");
      await ended;
    }
    await receiver.stop();
    await graph.close();
    await rm(dataFolder, { recursive: true });
  });

  const start = async (): Promise<Started> => {
    const program = startProgram("src/main.ts", {
      ...{ DATABASE_URL: graph.url, DATA_FOLDER: dataFolder, NODE_ENV: "test" },
      ...{ WEBHOOK_KEY: sealing.toString("base64"), WEBHOOK_LOOPBACK: "true" },
    });
    started.push(program);
    await program.logged("serving");
    return program;
  };
  const load = (value: number): Promise<void> =>
    graph.mustLoad({ observations: [observation({ value, period_start: "2024" })], ...WORLD }, "more");
  const received = async (count: number): Promise<number[]> => {
    for (let waits = 0; receiver.received.length < count && waits < 200; waits += 1) await pause(50);
    return receiver.received.map(({ message }) => message.data.revision);
  };

  it("tell it again what one of them sent before it was killed, and each further load once", async () => {
    const first = await start();
    receiver.answer = () => first.server.kill("SIGKILL");
    await load(1);
    await once(first.server, "exit");
    started.pop();
    const [{ revision } = { revision: 0 }] = await run<{ revision: number }>(
      graph.dataSource,
      "test.last",
      sql`SELECT MAX(l.revision) AS \`revision\` FROM loads l`,
    );
    expect(await received(1)).toEqual([revision]);
    // As if the time of the claim were over.
    await run(graph.dataSource, "test.wait", sql`UPDATE webhooks SET claimed_until = created_at`);
    receiver.answer = answering(200);
    await Promise.all([start(), start()]);
    await received(2);
    for (const value of [2, 3]) await load(value);
    const all = await received(4);
    expect(all).toEqual([revision, revision, revision + 1, revision + 2]);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(3);
    await pause(1_500);
    expect(receiver.received).toHaveLength(4);
  }, 60_000);
});
