import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { addMocksToSchema } from "@graphql-tools/mock";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSchema, execute, validate, validateSchema } from "graphql";
import { kitOperations } from "../support/client-kit.js";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const SDL = "schema/cakupan.client.graphql";

let sdl: string;
let folder: string;
beforeAll(async () => {
  sdl = await readFile(SDL, "utf8");
  folder = await mkdtemp(join(tmpdir(), "cakupan-tools-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("The SDL for clients", () => {
  it("is a schema in which every document of the kit is valid", async () => {
    const schema = buildSchema(sdl);
    expect(validateSchema(schema)).toEqual([]);
    for (const { document } of await kitOperations()) expect(validate(schema, document)).toEqual([]);
  });

  it("gives mocks that answer every document of the kit", async () => {
    const schema = addMocksToSchema({
      schema: buildSchema(sdl),
      mocks: {
        Date: () => "2025-12-31",
        DateTime: () => "2025-12-31T00:00:00Z",
        RegionCode: () => "15.71",
        SafeInt: () => 1,
      },
    });
    for (const { document, variables } of await kitOperations())
      expect(await execute({ schema, document, variableValues: variables })).not.toHaveProperty("errors");
  });

  it("gives a client of genql", async () => {
    const scalars = Object.entries(JSON.parse(await readFile("clients/scalars.json", "utf8")) as object);
    const output = join(folder, "genql");
    const program = require.resolve("@genql/cli/dist/cli.js");
    const options = scalars.flatMap(([name, type]) => ["--scalar", `${name}:${String(type)}`]);
    await run(process.execPath, [program, "--schema", SDL, "--output", output, ...options]);
    expect(await readdir(output)).toEqual(expect.arrayContaining(["index.ts", "schema.ts", "types.ts"]));
    const types = await readFile(join(output, "schema.ts"), "utf8");
    expect(types).toMatch(/Date: string,\n[^]*export interface Coverage /);
  });
});
