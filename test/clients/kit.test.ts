import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { clientKitFiles } from "../../scripts/client-kit/files.js";
import { readOperations } from "../../src/server/operations.js";
import { servedSchema } from "../../src/server/schema.js";
import { blocksOf } from "../docs/markdown.js";
import { kitOperations } from "../support/client-kit.js";
import { ServedRealData } from "../support/served.js";

const run = promisify(execFile);
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const compile = (...options: string[]): Promise<unknown> => run(process.execPath, [compiler, ...options]);

interface Manifest {
  version: string;
  scripts?: object;
  files: string[];
  exports: Record<string, string | Record<string, string>>;
}
const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;

describe("The kit's generated files", () => {
  it("are what the schema and the examples say; run `npm run schema` when this fails", async () => {
    const { clientSdl } = servedSchema();
    const files = await clientKitFiles(clientSdl, await readOperations("schema/operations"));
    for (const [path, text] of Object.entries(files))
      expect([path, await readFile(path, "utf8")]).toEqual([path, text]);
  });

  it("have a document of every example but the one for gateways", async () => {
    const examples = await readOperations("schema/operations");
    const names = examples.map(({ name }) => name).filter((name) => name !== "23-entities-for-partners");
    expect((await kitOperations()).map(({ name }) => name)).toEqual(names);
  });
});

describe("The kit as a package", () => {
  let served: ServedRealData;
  let app: string;
  let kit: string;

  beforeAll(async () => {
    served = await ServedRealData.start();
    app = await mkdtemp(join(tmpdir(), "cakupan-app-"));
    kit = join(app, "node_modules/@cakupan/client");
    await mkdir(kit, { recursive: true });
    for (const name of ["@apollo", "@graphql-typed-document-node", "@types", "@urql", "graphql", "rxjs"])
      await symlink(resolve("node_modules", name), join(app, "node_modules", name));
    const { files } = await manifestOf("clients");
    await compile("-p", "clients", "--outDir", join(kit, "lib"));
    for (const file of ["package.json", ...files.filter((name) => name !== "lib")])
      await cp(join("clients", file), join(kit, file));
    await writeFile(join(app, "package.json"), '{ "type": "module" }');
  }, 120_000);
  afterAll(async () => {
    await rm(app, { recursive: true });
    await served.close();
  });

  it("has all files that it exports, the version of the server, and no scripts", async () => {
    const { version, scripts, exports } = await manifestOf(kit);
    const files = Object.values(exports).flatMap((file) =>
      typeof file === "string" ? file : Object.values(file),
    );
    for (const file of files) expect(await readFile(join(kit, file), "utf8")).not.toBe("");
    expect(version).toBe((await manifestOf(".")).version);
    expect(scripts).toBeUndefined();
  });

  it("does in an app what docs/use/frontend.md shows of Apollo Client and urql", async () => {
    const snippets = blocksOf(await readFile("docs/use/frontend.md", "utf8"))
      .filter(({ language }) => language === "ts")
      .map(({ code }) => code.replaceAll("127.0.0.1:4000", `127.0.0.1:${served.port}`));
    const files = snippets.map((_, place) => join(app, `snippet-${place}.ts`));
    await Promise.all(files.map((file, place) => writeFile(file, snippets[place] ?? "")));
    const options = [
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--types",
      "node",
    ];
    await compile(...options, ...files);
    const outputs = await Promise.all(
      files.map((file) => run(process.execPath, [file.replace(/ts$/, "js")])),
    );
    expect(outputs.map(({ stdout }) => stdout)).toEqual(Array(2).fill("Kota Jambi 0.44\n"));
  }, 120_000);
});
