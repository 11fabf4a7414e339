import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const run = promisify(execFile);

describe("A circle of imports", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(resolve("test/circles-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = async (files: Record<string, string>): Promise<void> => {
    for (const [name, source] of Object.entries(files)) await writeFile(join(folder, name), source);
  };
  const check = async (): Promise<string> => {
    const program = resolve("node_modules/.bin/depcruise");
    const options = ["--config", ".dependency-cruiser.cjs", "--output-type", "err", folder];
    try {
      return (await run(program, options)).stdout;
    } catch (error) {
      return `failed: ${(error as { stdout: string }).stdout}`;
    }
  };

  it("is found, also of types only, and nothing else is", async () => {
    await write({
      "a.ts": 'import { b } from "./b.js"; export const a = b; export interface A { a: 1 }',
      "b.ts": "export const b = 1;",
    });
    expect(await check()).toContain("no dependency violations");
    await write({
      "b.ts": 'import type { A } from "./a.js"; export const b = 1; export type B = A;',
    });
    expect(await check()).toMatch(/^failed: [^]*no-circle/);
  });
});
