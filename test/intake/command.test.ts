import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Candidate } from "../../src/intake/candidate.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openImport } from "../../src/transfer/mapping/open-import.js";
import { readDescriptor } from "../../src/transfer/package/descriptor.js";
import { engines } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";
import { compiled } from "../support/started.js";

const run = promisify(execFile);

describe("npm run read", () => {
  let folder: string;
  let graph: TestGraph;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cakupan-read-"));
    const [sqlite] = engines();
    if (!sqlite) throw new Error("There is no engine");
    graph = await openRealGraph(sqlite);
  });
  afterAll(async () => {
    await graph.close();
    await rm(folder, { recursive: true, force: true });
  });

  const read = (...args: string[]) =>
    run(process.execPath, [compiled("scripts/read.ts"), ...args], {
      env: { ...process.env, DATABASE_URL: graph.url, READER_MODEL_URL: "" },
      maxBuffer: 10_000_000,
    });

  it("prints candidates with stored rivals as JSON, and writes a package that an import accepts", async () => {
    const out = join(folder, "package");
    const { stdout } = await read(
      "test/intake/articles/01-kota-jambi.txt",
      "--published-on",
      "2025-05-22",
      "--out",
      out,
    );
    const { candidates, text } = JSON.parse(stdout) as { candidates: Candidate[]; text: string };
    expect(text).toBe(await readFile("test/intake/articles/01-kota-jambi.txt", "utf8"));
    const rate = candidates.find(({ cells }) => cells.indicator === "COVERAGE_RATE");
    expect(rate?.rivals.some(({ sourceId, agrees }) => sourceId === "seed-001" && agrees)).toBe(true);
    const { descriptor } = await readDescriptor("data");
    const opened = await openImport(graph.dataSource, out, descriptor.resources, {});
    const report = await loadPackage(graph.dataSource, opened, {
      isWhole: false,
      takeOver: true,
      refersToStored: true,
      dryRun: true,
      onFault: (fault) => {
        throw new Error(JSON.stringify(fault));
      },
    });
    await opened.close();
    expect(report.outcome).toBe("checked");
  });

  it("refuses an unknown option with its usage and status 2", async () => {
    await expect(read("a.txt", "--luck")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--source-id"),
    });
  });
});
