import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { keyIdIn } from "../../src/access/key.js";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { run, sql } from "../../src/database/statement.js";
import { forgetChanges } from "../../src/transfer/load/forget-changes.js";
import { undoLoad } from "../../src/transfer/load/undo-load.js";
import { WebhookCommands } from "../../src/webhooks/webhook-commands.js";
import { WebhookSender } from "../../src/webhooks/webhook-sender.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { answering, isSignedWith, Receiver, type Received } from "../support/receiver.js";
import { observation, WORLD } from "../support/rows.js";

const row = (
  value: number,
  region = "33.74",
  indicator = "PROTECTED_WORKERS",
): ReturnType<typeof observation> =>
  observation({ value, period_start: "2024", region_code: region, indicator });

// Each test has a webhook of its own, over one database that counts its loads.
describeEachEngine("A webhook", (engine) => {
  const sealing = randomBytes(32);
  const receiver = new Receiver();
  const reach = { loopback: true };
  let graph: TestGraph;
  let url: string;
  let partners: PartnerCommands;
  let webhooks: WebhookCommands;
  let key: string;
  let hook: { id: string; secret: string };
  let value = 0;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    url = await receiver.start();
    partners = new PartnerCommands(graph.dataSource);
    webhooks = new WebhookCommands(graph.dataSource, reach, sealing);
    await graph.mustLoad(WORLD, "world");
    await partners.create("one-agency", "One agency", "GOVERNMENT");
    key = await keyOf(["33"]);
  });
  beforeEach(async () => {
    for (const { id } of await webhooks.list(null)) await webhooks.remove(id);
    receiver.take();
    receiver.answer = answering(204);
    hook = await add();
  });
  afterAll(async () => {
    await receiver.stop();
    await graph.close();
  });

  const keyOf = async (regions: string[]): Promise<string> =>
    keyIdIn(await partners.key({ partner: "one-agency", scopes: ["usage:read"], regions, days: null })) ?? "";
  const add = (more: object = {}): ReturnType<WebhookCommands["add"]> =>
    webhooks.add({ key, url, regions: [], indicators: [], after: null, ...more });
  const load = async (...rows: ReturnType<typeof row>[]): Promise<number> => {
    await graph.mustLoad({ ...WORLD, observations: rows.length > 0 ? rows : [row((value += 1))] }, "world");
    return lastRevision();
  };
  const lastRevision = async (): Promise<number> =>
    (await graph.data("{ about { revision } }")).about.revision as number;
  const sender = (sealedWith = sealing): WebhookSender =>
    new WebhookSender(graph.dataSource, { ...reach, key: sealedWith }, pino({ level: "silent" }));
  const tell = async (): Promise<Received[]> => {
    await sender().look();
    return receiver.take();
  };
  const revisions = (told: readonly Received[]): number[] => told.map(({ message }) => message.data.revision);
  const waitLong = (): Promise<unknown> =>
    run(
      graph.dataSource,
      "test.wait",
      sql`UPDATE webhooks SET next_attempt_at = created_at,
        claimed_until = CASE WHEN claimed_until IS NULL THEN NULL ELSE created_at END`,
    );
  const stored = async (): Promise<any> => (await webhooks.list(null))[0];

  it("is told of each load that changes figures of the key's regions, signed after the specification", async () => {
    const before = await lastRevision();
    await load(row(1), row(2, "15.71"), row(3, "33.74", "POTENTIAL_WORKERS"));
    await load(row(1), row(9, "15.71"), row(3, "33.74", "POTENTIAL_WORKERS"));
    await load(row(5), row(9, "15.71"));
    const told = await tell();
    expect(told.map(({ message }) => message)).toEqual([
      {
        type: "changes.recorded",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        data: {
          ...{ revision: before + 1, previousRevision: before, load: "LOAD" },
          ...{ added: 2, revised: 0, superseded: 0, omitted: 0 },
          changes: [
            { region: "33.74", indicator: "POTENTIAL_WORKERS", added: 1, revised: 0, superseded: 0 },
            { region: "33.74", indicator: "PROTECTED_WORKERS", added: 1, revised: 0, superseded: 0 },
          ],
        },
      },
      {
        type: "changes.recorded",
        timestamp: expect.anything(),
        data: {
          ...{ revision: before + 3, previousRevision: before + 1, load: "LOAD" },
          ...{ added: 0, revised: 1, superseded: 1, omitted: 0 },
          changes: [
            { region: "33.74", indicator: "POTENTIAL_WORKERS", added: 0, revised: 0, superseded: 1 },
            { region: "33.74", indicator: "PROTECTED_WORKERS", added: 0, revised: 1, superseded: 0 },
          ],
        },
      },
    ]);
    for (const one of told) {
      expect(isSignedWith(hook.secret, one)).toBe(true);
      expect(isSignedWith(hook.secret, { ...one, body: one.body.replace("added", "edded") })).toBe(false);
      expect(one.headers["content-type"]).toBe("application/json");
    }
    expect(await tell()).toEqual([]);
  });

  it("is told only of its own regions and indicators, which must lie in those of the key", async () => {
    for (const [more, message] of [
      [{ regions: ["15.71"] }, "The key opens 33, and 15.71 is not in it"],
      [{ regions: ["99"] }, "There is no region 99"],
      [{ indicators: ["NONE"] }, "There is no indicator NONE"],
      [{ key: "nokeynokeyno" }, "There is no key nokeynokeyno that works"],
      [{ url: "http://partner.example/\u0000".repeat(50) }, "longer than 1000 characters"],
    ] as const)
      await expect(add(more)).rejects.toThrow(message);
    await webhooks.remove(hook.id);
    await add({ regions: ["33.74"], indicators: ["POTENTIAL_WORKERS"] });
    await load(row(100), row(3, "33.22", "POTENTIAL_WORKERS"));
    expect(await tell()).toEqual([]);
    await load(row(100), row(3, "33.74", "POTENTIAL_WORKERS"));
    expect((await tell()).map(({ message }) => message.data.added)).toEqual([1]);
  });

  it("loses nothing of several loads while its receiver is down, in their order", async () => {
    const first = await load();
    receiver.answer = answering(503);
    expect(revisions(await tell())).toEqual([first]);
    expect(await tell()).toEqual([]);
    expect(await stored()).toMatchObject({ failures: 1, outcome: "answered 503", toldRevision: first - 1 });
    const others = [await load(), await load()];
    await waitLong();
    receiver.answer = (response) => response.socket?.destroy();
    expect(revisions(await tell())).toEqual([first]);
    receiver.answer = answering(204);
    await waitLong();
    const told = await tell();
    expect(revisions(told)).toEqual([first, ...others]);
    expect(await stored()).toMatchObject({ failures: 0, outcome: "answered 204", toldRevision: others[1] });
  });

  it("is told each thing once by several processes that look at the same time", async () => {
    const loads = [await load(), await load()];
    await Promise.all([sender(), sender(), sender()].map((one) => one.look()));
    expect(revisions(receiver.take())).toEqual(loads);
  });

  it("is told again, by the same id, what a process sent that ended before it recorded it", async () => {
    const revision = await load();
    const [before] = await webhooks.list(null);
    const [first] = await tell();
    await run(
      graph.dataSource,
      "test.forget",
      sql`UPDATE webhooks SET told_revision = ${before?.toldRevision}, claim = 'of the dead', claimed_until = '9999-01-01 00:00:00.000'`,
    );
    expect(await tell()).toEqual([]);
    await waitLong();
    const [again] = await tell();
    expect([again?.id, again?.message.data.revision]).toEqual([first?.id, revision]);
  });

  it("is told of a load that is taken back", async () => {
    await load();
    await tell();
    const { revision } = await undoLoad(graph.dataSource);
    expect((await tell()).map(({ message }) => message.data)).toMatchObject([{ revision, load: "UNDO" }]);
  });

  it("is off, and the audit says so, after a day's wait was in vain, until it is told to go on", async () => {
    const revision = await load();
    receiver.answer = answering(500);
    // As if it had failed for two days.
    await run(graph.dataSource, "test.fail", sql`UPDATE webhooks SET failures = 15`);
    await tell();
    expect(await stored()).toMatchObject({ failures: 16, offSince: null });
    await waitLong();
    await tell();
    expect(await stored()).toMatchObject({ failures: 17, offSince: expect.any(String) });
    const audit = (): Promise<unknown> =>
      partners.audit("one-agency").then((events) => events.filter(({ action }) => action === "webhook off"));
    expect(await audit()).toEqual([
      expect.objectContaining({ keyId: key, detail: `${hook.id}: answered 500` }),
    ]);
    await waitLong();
    receiver.answer = answering(204);
    expect(await tell()).toEqual([]);
    await webhooks.resend(hook.id, null);
    expect(revisions(await tell())).toEqual([revision]);
  });

  it("is off at once when its receiver says that it is gone", async () => {
    await load();
    receiver.answer = answering(410);
    await tell();
    expect(await stored()).toMatchObject({ offSince: expect.any(String), outcome: "answered 410" });
  });

  it("is told again of everything after a load", async () => {
    const loads = [await load(), await load(), await load()];
    await tell();
    await webhooks.resend(hook.id, loads[0] ?? 0);
    expect(revisions(await tell())).toEqual(loads.slice(1));
    await expect(webhooks.resend(hook.id, 999)).rejects.toThrow(/Changes are kept after the loads 0 to/);
    await expect(webhooks.resend("nohooknohook", null)).rejects.toThrow("There is no webhook nohooknohook");
  });

  it("is signed with the old secret beside the new one for as long as they overlap", async () => {
    const fresh = await webhooks.rotate(hook.id, 1);
    await load();
    const [both] = await tell();
    if (!both) throw new Error("Nothing was told");
    for (const secret of [hook.secret, fresh]) expect(isSignedWith(secret, both)).toBe(true);
    const last = await webhooks.rotate(hook.id, 0);
    await load();
    const [one] = await tell();
    if (!one) throw new Error("Nothing was told");
    expect([hook.secret, fresh, last].map((secret) => isSignedWith(secret, one))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("keeps its secret from whoever reads the database, and signs with no other key than it was sealed with", async () => {
    const [found] = await graph.dataSource.query<any[]>("SELECT * FROM webhooks");
    expect(JSON.stringify(found)).not.toContain(hook.secret.slice("whsec_".length));
    await load();
    await sender(randomBytes(32)).look();
    expect(receiver.take()).toEqual([]);
    expect(await stored()).toMatchObject({ outcome: "a fault of the server", failures: 1 });
  });

  it("is told nothing once its key has ended, and goes over to the key that takes its place", async () => {
    const [old, other] = [await keyOf(["33"]), await add()];
    await webhooks.remove(hook.id);
    await webhooks.remove(other.id);
    await add({ key: old });
    const fresh = keyIdIn(await partners.rotate(old, 1)) ?? "";
    expect((await stored()).keyId).toBe(fresh);
    const revision = await load();
    expect(revisions(await tell())).toEqual([revision]);
    await partners.revoke(fresh);
    await load();
    expect(await tell()).toEqual([]);
    expect(await stored()).toMatchObject({ isKeyed: false });
  });

  it("is told to start again when what it missed is not kept any more", async () => {
    const missed = await lastRevision();
    await load();
    await load();
    const last = await load();
    expect(await forgetChanges(graph.dataSource, { days: 90, rows: 1 })).toBeGreaterThan(0);
    const [lost, ...others] = await tell();
    expect(lost?.message).toMatchObject({
      type: "changes.lost",
      data: { afterRevision: missed, keptSince: last - 1, revision: last },
    });
    expect(others).toEqual([]);
    const next = await load();
    expect(revisions(await tell())).toEqual([next]);
    expect(
      (await graph.ask(`{ changes(afterRevision: ${last - 2}) { totalCount } }`)).errors[0],
    ).toMatchObject({
      extensions: { code: "CHANGES_NOT_KEPT" },
    });
    expect(await forgetChanges(graph.dataSource, { days: 90, rows: 1_000 })).toBe(0);
  });
});
