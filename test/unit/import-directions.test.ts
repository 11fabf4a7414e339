import { describe, expect, it } from "@jest/globals";
import { ESLint } from "eslint";

const rules = ["boundaries/", "no-restricted-"];
const eslint = new ESLint({
  // The project's own rules, without those that need types: these files are on no disk.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => rules.some((prefix) => ruleId.startsWith(prefix)),
});

async function faults(filePath: string, source: string): Promise<string[]> {
  const results = await eslint.lintText(source, { filePath });
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
}

const importing = (specifier: string): string => `import { a } from "${specifier}"; a();\n`;
const DIRECTION = ["boundaries/dependencies"];

describe("An import that keeps its direction passes", () => {
  it.each([
    ["src/graph/read/reader.ts", "../../errors.js"],
    ["src/graph/read/reader.ts", "./cursor.js"],
    ["src/graph/read/deep/reader.ts", "../cursor.js"],
    ["src/graph/read/reader.ts", "../plan/plan.js"],
    ["src/graph/plan/plan.ts", "../declare/table.js"],
    ["src/graph/read/reader.ts", "typeorm"],
    ["src/graph/read/reader.ts", "node:path"],
    ["src/config.ts", "./errors.js"],
    ["src/federation/entities.ts", "../graph/read/cursor.js"],
    ["src/database/migrations/1-first.ts", "../../errors.js"],
    ["src/modules/regions/region.entity.ts", "../../graph/declare/relation.js"],
    ["src/modules/regions/region.entity.ts", "../sources/source.entity.js"],
    ["src/modules/regions/region.entity.ts", "../sources/period.scalar.js"],
    ["src/modules/statistics/rows.ts", "../observations/observation.queries.js"],
    ["src/modules/regions/region.entity.ts", "./region.filter.js"],
    ["src/modules/regions/region.resolver.ts", "./region.queries.js"],
    ["src/modules/regions/index.ts", "./region.resolver.js"],
    ["src/modules/about/about.resolver.ts", "../search/hit.entity.js"],
    ["src/modules/index.ts", "./regions/index.js"],
    ["src/transfer/import/import-regions.ts", "../../modules/regions/region.queries.js"],
    ["src/transfer/import/import-regions.ts", "../../modules/index.js"],
    ["src/intake/articles/read-article.ts", "../../transfer/mapping/parse-number.js"],
    ["src/server/schema.ts", "../intake/candidate.js"],
    ["src/server/schema.ts", "../modules/regions/region.queries.js"],
    ["src/server/schema.ts", "../transfer/export.js"],
    ["src/server/schema.ts", "../federation/entities.js"],
    ["src/server/schema.ts", "../config.js"],
    ["src/server/schema.ts", "../../ormconfig.js"],
    ["src/main.ts", "./server/start.js"],
    ["ormconfig.ts", "./src/database/migrations/1-first.js"],
    ["ormconfig.ts", "./src/modules/index.js"],
  ])("%s ← %s", async (file, specifier) => {
    expect(await faults(file, importing(specifier))).toEqual([]);
  });
});

describe("An import against its direction fails", () => {
  it.each([
    ["src/errors.ts", "./graph/read/cursor.js"],
    ["src/errors.ts", "./config.js"],
    ["src/intake/candidate.ts", "../config.js"],
    ["src/transfer/mapping/parse-number.ts", "../../intake/candidate.js"],
    ["src/config.ts", "./graph/read/cursor.js"],
    ["src/graph/read/reader.ts", "../../config.js"],
    ["src/graph/read/reader.ts", "../../modules/regions/region.entity.js"],
    ["src/graph/read/reader.ts", "../price/price.js"],
    ["src/graph/read/reader.ts", "../explain/watch.js"],
    ["src/graph/plan/plan.ts", "../read/reader.js"],
    ["src/graph/declare/table.ts", "../plan/plan.js"],
    ["src/graph/declare/deep/table.ts", "../../../modules/index.js"],
    ["src/federation/entities.ts", "../modules/regions/region.entity.js"],
    ["src/federation/entities.ts", "../server/schema.js"],
    ["src/database/migrations/1-first.ts", "../../graph/read/cursor.js"],
    ["src/database/migrations/1-first.ts", "../../modules/regions/region.entity.js"],
    ["src/modules/regions/region.entity.ts", "../employers/employer.entity.js"],
    ["src/modules/regions/region.resolver.ts", "../sources/source.resolver.js"],
    ["src/modules/regions/region.resolver.ts", "../../graph/read/reader.js"],
    ["src/modules/statistics/rows.ts", "../coverage/coverage.type.js"],
    ["src/modules/regions/region.resolver.ts", "../sources/index.js"],
    ["src/modules/regions/region.resolver.ts", "../index.js"],
    ["src/modules/regions/index.ts", "../sources/index.js"],
    ["src/modules/regions/region.resolver.ts", "../../config.js"],
    ["src/modules/regions/region.resolver.ts", "../../federation/entities.js"],
    ["src/modules/regions/region.resolver.ts", "../../transfer/export.js"],
    ["src/modules/search/search.resolver.ts", "../about/about.entity.js"],
    ["src/modules/index.ts", "./regions/region.entity.js"],
    ["src/transfer/export.ts", "../server/schema.js"],
    ["src/transfer/export.ts", "../config.js"],
    ["src/server/schema.ts", "../main.js"],
    ["ormconfig.ts", "./src/server/schema.js"],
    ["src/server/schema.ts", "../../scripts/seed.js"],
    ["src/server/schema.ts", "../utils/text.js"],
  ])("%s ← %s", async (file, specifier) => {
    expect(await faults(file, importing(specifier))).toEqual(DIRECTION);
  });

  it.each([
    ["a type", 'import type { A } from "../../server/schema.js"; export type B = A;'],
    ["a re-export", 'export { a } from "../../server/schema.js";'],
    ["a dynamic import", 'await import("../../server/schema.js");'],
  ])("as %s too", async (_kind, source) => {
    expect(await faults("src/graph/read/reader.ts", source)).toEqual(DIRECTION);
  });

  it("in a folder that has no place in the order", async () => {
    expect(await faults("src/utils/text.ts", "export const a = 1;")).toEqual(["boundaries/no-unknown-files"]);
    expect(await faults("src/modules/utils/text.ts", "export const a = 1;")).toEqual([
      "boundaries/no-unknown-files",
    ]);
  });
});

describe("The environment", () => {
  it.each([
    ["src/config.ts", "export const port = process.env.PORT;"],
    ["test/support/engines.ts", "export const port = process.env.PORT;"],
    ["scripts/seed.ts", "export const port = process.env.PORT;"],
    ["src/main.ts", "process.exitCode = 1;"],
  ])("may be read in %s: %s", async (file, source) => {
    expect(await faults(file, source)).toEqual([]);
  });

  it.each([
    ["src/main.ts", "export const port = process.env.PORT;"],
    ["src/server/start.ts", 'export const port = process["env"].PORT;'],
    ["src/server/start.ts", "export const { env } = process;"],
    ["src/server/start.ts", "export const port = globalThis.process.env.PORT;"],
    ["ormconfig.ts", "export const port = process.env.PORT;"],
  ])("may not be read in %s: %s", async (file, source) => {
    expect(await faults(file, source)).toEqual(["no-restricted-properties"]);
  });

  it("may not be read through the process module", async () => {
    expect(
      await faults("src/main.ts", 'import { env } from "node:process"; export const { A } = env;'),
    ).toEqual(["no-restricted-imports"]);
  });
});

describe("A decorator that most fields would go past", () => {
  it.each(["Authorized", "UseMiddleware"])("may not be used: %s", async (name) => {
    const source = `import { ${name} } from "type-graphql"; export const a = ${name};`;
    expect(await faults("src/modules/regions/region.resolver.ts", source)).toEqual(["no-restricted-imports"]);
  });

  it("is no other one", async () => {
    const source = 'import { Field } from "type-graphql"; export const a = Field;';
    expect(await faults("src/modules/regions/region.resolver.ts", source)).toEqual([]);
  });
});

describe("An export", () => {
  it("passes with a name", async () => {
    expect(await faults("src/errors.ts", "export const a = 1; const b = 2; export { b as c };")).toEqual([]);
  });

  it.each(["export default 1;", "const a = 1; export { a as default };", 'export * from "./errors.js";'])(
    "fails without a name of its own: %s",
    async (source) => {
      expect(await faults("src/errors.ts", source)).toEqual(["no-restricted-syntax"]);
    },
  );

  it("may be the default where a tool asks for it", async () => {
    expect(await faults("jest.config.ts", "export default {};")).toEqual([]);
  });
});
