import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { keyIdIn } from "../../src/access/key.js";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { listKeys } from "../../src/modules/partners/partner.queries.js";
import { engines } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { startProgram } from "../support/started.js";
import { WORLD } from "../support/rows.js";

const [sqlite] = engines();

describe("npm run partner", () => {
  let graph: TestGraph;

  beforeEach(async () => {
    if (!sqlite) throw new Error("SQLite is always there");
    graph = await openEmptyGraph(sqlite);
    await graph.mustLoad(WORLD);
  });
  afterEach(() => graph.close());

  const partner = (...given: string[]): ReturnType<typeof startProgram>["ended"] =>
    startProgram("scripts/partner.ts", { DATABASE_URL: graph.url, NODE_ENV: "test" }, { given }).ended;

  it("makes, lists, rotates and revokes keys, and writes a key once, to standard output alone", async () => {
    const made = await partner("create", "disnaker", "--name", "Disnaker", "--kind", "GOVERNMENT");
    expect(made).toMatchObject({ code: 0, output: "" });
    const scopes = ["--scope", "returns:read", "--scope", "wages:read"];
    const { output: key, errors } = await partner(
      "key",
      "disnaker",
      ...scopes,
      "--region",
      "33",
      "--days",
      "90",
    );
    const id = keyIdIn(key) ?? "";
    expect(id).not.toBe("");
    expect(errors).not.toContain(key.slice(17));

    const { output: next } = await partner("rotate", id, "--overlap", "7d");
    const newId = keyIdIn(next) ?? "";
    const [old, fresh] = [await viewerOf(id), await viewerOf(newId)];
    expect(fresh).toMatchObject({ scopes: old?.scopes, regions: ["33"] });
    expect(String(old?.expiresAt) < String(fresh?.expiresAt)).toBe(true);

    expect(await partner("revoke", id)).toMatchObject({ code: 0 });
    expect(await viewerOf(id)).toBeUndefined();
    const { output: listed } = await partner("list", "disnaker");
    expect(
      listed
        .split("\n")
        .map((line) => line.split("\t")[0])
        .sort(),
    ).toEqual([id, newId].sort());
    expect(listed).toMatch(/revoked/);
    for (const secret of [key, next]) expect(listed).not.toContain(secret.slice(17, 60));
  });

  it("says what is wrong, and changes nothing", async () => {
    await partner("create", "disnaker", "--name", "Disnaker", "--kind", "GOVERNMENT");
    const faults: [string[], number, string][] = [
      [["create", "disnaker", "--name", "Again", "--kind", "BPJS"], 1, "There is a partner disnaker already"],
      [["key", "disnaker"], 2, "at least one --scope"],
      [["rotate", "abcdefghijkl", "--overlap", "soon"], 2, "--overlap must be a number of days"],
      [["sell", "disnaker"], 2, "There is no command sell"],
    ];
    for (const [given, code, message] of faults) {
      const ended = await partner(...given);
      expect([given, ended.code, ended.output]).toEqual([given, code, ""]);
      expect(ended.errors).toContain(message);
    }
    // A process tells any of these as it does the first above.
    const commands = new PartnerCommands(graph.dataSource);
    const key = (partner: string, scope: string, ...regions: string[]): Promise<unknown> =>
      commands.key({ partner, scopes: [scope], regions, days: null });
    for (const [attempt, message] of [
      [() => commands.create("Disnaker!", "x", "BPJS"), "small letters"],
      [() => commands.create("other", "x", "OFFICE"), "--kind must be one of GOVERNMENT"],
      [() => key("nobody", "returns:read"), "There is no partner nobody"],
      [() => key("disnaker", "everything"), `There is no scope "everything"`],
      [() => key("disnaker", "returns:read", "99"), "There is no region 99"],
      [() => commands.rotate("abcdefghijkl", 14), "There is no key abcdefghijkl"],
    ] as const)
      await expect(attempt()).rejects.toThrow(message);
    expect(await listKeys(graph.dataSource)).toEqual([]);
  });

  const viewerOf = async (id: string) =>
    (await listKeys(graph.dataSource)).find((key) => key.id === id)?.viewer;
});
