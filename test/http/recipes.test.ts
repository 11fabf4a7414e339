import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { blocksOf } from "../docs/markdown.js";
import { ServedRealData } from "../support/served.js";

const run = promisify(execFile);
const PAGE = "docs/use/notebooks.md";
const SERVER = "http://127.0.0.1:4000";

let served: ServedRealData;
let page: string;
beforeAll(async () => {
  served = await ServedRealData.start();
  page = await readFile(PAGE, "utf8");
});
afterAll(() => served.close());

/** Whether a program runs here; the recipes for it are only checked where it does. */
const runs = (program: string, ...args: string[]): Promise<boolean> =>
  run(program, args).then(
    () => true,
    () => false,
  );
const hasPandas = await runs("python3", "-c", "import pandas");
const hasR = await runs("Rscript", "--version");

/** The only block in a language, about the server of this test. */
function recipe(language: string): string {
  const [block] = blocksOf(page).filter((found) => found.language === language);
  return (block?.code ?? "").replaceAll(SERVER, `http://127.0.0.1:${served.port}`);
}

describe("The recipes for notebooks and spreadsheets", () => {
  it("have links that work without a header, to files with the columns that the recipes name", async () => {
    const links = [...page.matchAll(/\/export\/[\w.?=&-]+/g)].map(([link]) => link);
    const columns = new Set<string>();
    for (const link of links) {
      const { status, text } = await served.send({ method: "GET", path: link });
      expect([link, status]).toEqual([link, 200]);
      const [header = []] = link.includes(".csv") ? parse(text, { bom: true, to: 1 }) : [];
      for (const name of header) columns.add(name);
    }
    const code = blocksOf(page).map((block) => block.code);
    const named = code.flatMap((text) => [...text.matchAll(/"((?:region|province|coverage)\.[\w.]+)"/g)]);
    expect(named.length).toBeGreaterThan(10);
    for (const [, name = ""] of named) expect(columns).toContain(name);
  });

  (hasPandas ? it : it.skip)("run in Python", async () => {
    const { stdout } = await run("python3", ["-c", recipe("python")]);
    expect(stdout).toMatch(/^0 +1 +71 +Sulawesi Utara +0\.\d+$/m);
    expect(stdout).toMatch(/^Aceh .*0\.\d+/m);
  });

  (hasR ? it : it.skip)("run in R", async () => {
    const { stdout } = await run("Rscript", ["-e", recipe("r")]);
    expect(stdout).toMatch(/^1 +1 +71 +Sulawesi Utara +0\.\d+$/m);
  });
});
