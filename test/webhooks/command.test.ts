import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { keyIdIn } from "../../src/access/key.js";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { engines } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { isSignedWith, Receiver } from "../support/receiver.js";
import { startProgram } from "../support/started.js";
import { WORLD } from "../support/rows.js";

const [sqlite] = engines();
const WEBHOOK_KEY = randomBytes(32).toString("base64");

describe("npm run partner -- webhook", () => {
  const receiver = new Receiver();
  let graph: TestGraph;
  let key: string;
  let url: string;

  beforeAll(async () => {
    if (!sqlite) throw new Error("SQLite is always there");
    graph = await openEmptyGraph(sqlite);
    await graph.mustLoad(WORLD);
    url = await receiver.start();
    const partners = new PartnerCommands(graph.dataSource);
    await partners.create("disnaker", "Disnaker", "GOVERNMENT");
    key =
      keyIdIn(
        await partners.key({ partner: "disnaker", scopes: ["usage:read"], regions: ["33"], days: null }),
      ) ?? "";
  });
  afterAll(async () => {
    await receiver.stop();
    await graph.close();
  });

  const webhook = (given: string[], more: NodeJS.ProcessEnv = {}): ReturnType<typeof startProgram>["ended"] =>
    startProgram(
      "scripts/partner.ts",
      {
        ...{ DATABASE_URL: graph.url, NODE_ENV: "test", WEBHOOK_KEY, WEBHOOK_LOOPBACK: "true" },
        ...more,
      },
      { given: ["webhook", ...given] },
    ).ended;

  it("adds, lists, tries, gives another secret and removes, and writes a secret once", async () => {
    const added = await webhook(["add", key, "--url", url, "--region", "33.74"]);
    const secret = added.output;
    expect(added).toMatchObject({ code: 0, output: expect.stringMatching(/^whsec_[\w+/]{43}=$/) });
    const listed = await webhook(["list", "disnaker"]);
    const [id = "", ...columns] = listed.output.split("\t");
    expect(columns).toEqual([
      ...["disnaker", key, url, "33.74", "all indicators", "told of load 1", "told of all", ""],
    ]);
    expect(added.errors + listed.output).not.toContain(secret.slice(6));

    expect(await webhook(["test", id])).toMatchObject({ code: 0, errors: "The receiver answered 204.\n" });
    const [test] = receiver.take();
    expect(test?.message).toMatchObject({ type: "webhook.test", data: { revision: 1 } });
    expect(test && isSignedWith(secret, test)).toBe(true);
    const { output: next } = await webhook(["secret", id, "--overlap", "1d"]);
    expect(next).toMatch(/^whsec_/);
    expect(next).not.toBe(secret);
    expect(await webhook(["remove", id])).toMatchObject({ code: 0 });
    const audit = await new PartnerCommands(graph.dataSource).audit("disnaker");
    expect(audit.map(({ action }) => action).slice(0, 4)).toEqual([
      ...["webhook remove", "webhook secret", "webhook add", "key"],
    ]);
    for (const one of [secret, next]) expect(JSON.stringify(audit)).not.toContain(one.slice(6));
  }, 60_000);

  it("says what is wrong, and changes nothing", async () => {
    const faults: [string[], NodeJS.ProcessEnv, number, string][] = [
      [["add", key, "--url", url], { WEBHOOK_KEY: "" }, 1, "WEBHOOK_KEY, which is not set"],
      [["add", key, "--url", url], { WEBHOOK_KEY: "c2hvcnQ=" }, 2, "must be 32 random bytes in base64"],
      [["add", key, "--url", url], { WEBHOOK_LOOPBACK: "" }, 1, "it must begin with https://"],
      [["send", "nohooknohook"], {}, 2, "There is no command webhook send"],
    ];
    const ended = await Promise.all(faults.map(([given, environment]) => webhook(given, environment)));
    for (const [index, [given, , code, message]] of faults.entries()) {
      expect([given, ended[index]?.code, ended[index]?.output]).toEqual([given, code, ""]);
      expect(ended[index]?.errors).toContain(message);
    }
  }, 60_000);
});
