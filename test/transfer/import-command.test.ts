import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { engines } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD } from "../support/rows.js";
import { startProgram } from "../support/started.js";

const HEADER =
  "region_code,indicator,period_start,period_end,value,qualifier,value_status,attributed_to,source_id";
const row = (region: string, value: string): string =>
  `${region},PROTECTED_WORKERS,2024,2024,${value},EXACT,ACTUAL,An office,a`;

describe("The command that imports", () => {
  let graph: TestGraph;
  let folder: string;

  beforeAll(async () => {
    const [engine] = engines();
    if (!engine) throw new Error("No engine");
    folder = await mkdtemp(join(tmpdir(), "cakupan-command-"));
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD, "world");
  });
  afterAll(async () => {
    await graph.close();
    await rm(folder, { recursive: true });
  });

  const command = async (
    ...[first, ...others]: [string | NodeJS.ProcessEnv, ...string[]]
  ): Promise<{ code: number | null; said: string }> => {
    const more = typeof first === "string" ? {} : first;
    const given = typeof first === "string" ? [first, ...others] : others;
    const program = startProgram("scripts/import.ts", { DATABASE_URL: graph.url, ...more }, { given });
    const { code, output, errors } = await program.ended;
    return { code, said: `${output}${errors}` };
  };
  const fileOf = async (...rows: string[]): Promise<string> => {
    const path = join(folder, "observations.csv");
    await writeFile(path, [HEADER, ...rows, ""].join("\n"));
    return path;
  };

  it("prints its options when asked, without a database", async () => {
    const { code, said } = await command("--help");
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining("--undo [LOAD]") });
  }, 60_000);

  it("shows equal faults once, with their count, their lines and other texts", async () => {
    const rows = ["x", "y", "y"].map((value, index) => row(["15.71", "33.74", "33.22"][index] ?? "", value));
    const { code, said } = await command(await fileOf(...rows));
    expect(code).toBe(1);
    expect(said).toMatch(
      /value "x": is not a number with a point as decimal mark \(3 times: lines 2, 3, 4; also "y"\)/,
    );
    expect(said).toContain("Refused: 3 fault(s).");
  }, 60_000);

  it("ends with 1 when a file has nothing to load", async () => {
    const { code, said } = await command(await fileOf());
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringContaining("Nothing to load") });
  }, 60_000);

  it("loads, lists and takes back loads by their numbers", async () => {
    const { said } = await command(await fileOf(row("15.71", "1"), row("33.74", "99999")));
    expect(said).toContain("This is load 2; --undo takes it back.");
    expect(await command("--undo", "2")).toMatchObject({
      code: 0,
      said: expect.stringMatching(
        /Load 2 \(file observations\.csv\) is taken back, by load 3\.\s+observations: 0 as before, 2 withdrawn/,
      ),
    });
    expect((await command("--log")).said).toMatch(
      /3 .* takes back 2 .*observations \+0 ~0 -2\n2 .* file observations\.csv: observations \+2 ~0 -0 \[taken back by 3\]\n1 /,
    );
    expect(await command("--undo", "2")).toMatchObject({ code: 1, said: expect.stringContaining("already") });
    expect(await command("--undo", "two")).toMatchObject({ code: 2 });
  }, 120_000);

  it("loads a file of the web, and not again while it is the same", async () => {
    let rows = [row("15.71", "7")];
    const server = createServer((request, response) => {
      const isKnown = request.headers["if-none-match"] === `"${rows.length}"`;
      response.writeHead(isKnown ? 304 : 200, { etag: `"${rows.length}"` });
      response.end(isKnown ? undefined : [HEADER, ...rows, ""].join("\n"));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/observations.csv`;
    try {
      expect(await command(address)).toMatchObject({
        code: 1,
        said: expect.stringContaining("--allow-private"),
      });
      const first = await command(address, "--allow-private");
      expect(first).toMatchObject({ code: 0, said: expect.stringContaining("This is load") });
      expect((await command(address, "--allow-private")).said).toContain("has not changed");
      rows = [...rows, row("33.74", "8")];
      expect((await command(address, "--allow-private")).said).toMatch(/observations: 1 new, .*1 unchanged/);
    } finally {
      server.close();
    }
  }, 60_000);

  it("lists the questions of a proposal without a terminal, and takes the kept mapping for the next file", async () => {
    const mappings = { MAPPINGS_FOLDER: join(folder, "mappings") };
    const file = async (month: string): Promise<string> => {
      const path = join(folder, `rekap-${month.replace(" ", "-")}.csv`);
      await writeFile(path, `Posisi ${month};\nWilayah;Protected workers\nKota Jambi;5\nJumlah;9\n`);
      return path;
    };
    const june = await file("Juni 2025");
    const open = await command(mappings, june, "--propose");
    expect(open).toMatchObject({
      code: 3,
      said: expect.stringMatching(/1 question\(s\) are open.*source: /s),
    });
    expect(open.said).toContain("--propose --answer source=new");
    const answered = await command(mappings, june, "--propose", "--source-id", "a");
    expect(answered).toMatchObject({ code: 0, said: expect.stringContaining("mappings/rekap-juni.json") });
    expect(answered.said).toMatch(/observations: 1 new, 0 changed, 0 unchanged\nNothing was written\./);
    const july = await command(mappings, await file("Juli 2025"));
    expect(july.said).toMatch(/Mapping: rekap-juni\.json\..*observations: 1 new/s);
    expect(july.said).toContain('"9": is the total of "Jumlah", but the rows add up to 5');
  }, 120_000);
});
