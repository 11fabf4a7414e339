// Bundles explorer/ into dist/explorer/. Does nothing when the sources, the operations, this script and the lockfile are unchanged.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { BuildOptions, Metafile } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const sourceFolder = join(root, "explorer");
/** The page sends some of the example operations. */
const operationsFolder = join(root, "schema", "operations");
const outputFolder = join(root, "dist", "explorer");
const stampFile = join(outputFolder, ".inputs");

const entries = {
  main: "explorer/main.tsx",
  editor: "explorer/graphiql/editor.tsx",
  page: "explorer/page.css",
};
const workers = {
  editor: "monaco-editor/esm/vs/editor/editor.worker.js",
  graphql: "monaco-graphql/esm/graphql.worker.js",
  json: "monaco-editor/esm/vs/language/json/json.worker.js",
};

const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  target: "es2022",
  outdir: outputFolder,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  // LICENCES.txt holds the notices of every bundled package.
  legalComments: "none",
  loader: { ".ttf": "file", ".graphql": "text" },
  // The names GraphiQL imports are CommonJS, whose named exports esbuild cannot offer to a dynamic import.
  alias: {
    "prettier/parser-babel": "prettier/plugins/babel",
    "prettier/parser-graphql": "prettier/plugins/graphql",
  },
  define: { "process.env.NODE_ENV": '"production"' },
  tsconfig: "explorer/tsconfig.json",
  logLevel: "warning",
} satisfies BuildOptions;

const started = performance.now();
const inputs = await hashInputs();
if (inputs === (await readFile(stampFile, "utf8").catch(() => null))) {
  console.log("The page is up to date.");
} else {
  await buildExplorer();
  await writeFile(stampFile, inputs);
  console.log(`Built the page in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

async function hashInputs(): Promise<string> {
  const files = [
    ...(await filesIn(sourceFolder)),
    ...(await filesIn(operationsFolder)),
    join(root, "package-lock.json"),
    import.meta.filename,
  ];
  const hash = createHash("sha256");
  for (const file of files) hash.update(`\0${relative(root, file)}\0`).update(await readFile(file));
  return hash.digest("hex");
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

async function buildExplorer(): Promise<void> {
  // Loads esbuild only here, so that an unchanged explorer costs little time.
  const { build } = await import("esbuild");
  await rm(outputFolder, { recursive: true, force: true });
  await mkdir(outputFolder, { recursive: true });

  const { metafile: workerFiles } = await build({
    ...options,
    format: "iife",
    entryPoints: prefixed(workers, "worker-"),
  });
  const workerUrls = Object.fromEntries(
    Object.keys(workers).map((name) => [name, url(workerFiles, `worker-${name}`)]),
  );

  const { metafile: pageFiles } = await build({
    ...options,
    format: "esm",
    splitting: true,
    entryPoints: entries,
    define: { ...options.define, WORKER_FILES: JSON.stringify(workerUrls) },
  });

  const template = (await readFile(join(sourceFolder, "index.html"), "utf8"))
    .replace("%PAGE_CSS%", url(pageFiles, "page", "css"))
    .replace("%MAIN_JS%", url(pageFiles, "main"));
  const editorStyle = `<link rel="stylesheet" href="${url(pageFiles, "editor", "css")}" />`;
  await writeFile(join(outputFolder, "index.html"), template.replace("%EDITOR_CSS%", ""));
  await writeFile(join(outputFolder, "explorer.html"), template.replace("%EDITOR_CSS%", editorStyle));
  await removeUnusedStyles();
  await writeLicences([workerFiles, pageFiles]);
  await compressFiles();
}

function prefixed(points: Record<string, string>, prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(points).map(([name, path]) => [prefix + name, path]));
}

/** The address of the one output whose name is `name`, a hash and `extension`. */
function url({ outputs }: Metafile, name: string, extension = "js"): string {
  const pattern = new RegExp(`^${name}-[A-Z0-9]+\\.${extension}$`);
  const found = Object.keys(outputs)
    .map((path) => basename(path))
    .find((file) => pattern.test(file));
  if (!found) throw new Error(`The build wrote no ${name}.${extension}.`);
  return `/explorer/${found}`;
}

/** Removes styles that editor.css has already: esbuild repeats those of modules that are also imported dynamically. */
async function removeUnusedStyles(): Promise<void> {
  const names = await readdir(outputFolder);
  for (const name of names) if (/^(?:chunk|main)-.*\.css$/.test(name)) await rm(join(outputFolder, name));
}

/** Writes the licence texts of all bundled packages next to the bundle, which is a copy of their code. */
async function writeLicences(metafiles: Metafile[]): Promise<void> {
  const inputPaths = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputPaths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(
      await readFile(join(root, folder, "package.json"), "utf8"),
    ) as Record<string, string>;
    const files = (await readdir(join(root, folder))).filter((file) =>
      /^(licen[cs]e|thirdpartynotices)/i.test(file),
    );
    const notices = await Promise.all(files.map((file) => readFile(join(root, folder, file), "utf8")));
    return [`${name} ${version} (${license})`, ...notices].join("\n\n");
  });
  const rule = `\n\n${"-".repeat(80)}\n\n`;
  await writeFile(join(outputFolder, "LICENCES.txt"), (await Promise.all(texts)).join(rule));
}

async function compressFiles(): Promise<void> {
  for (const name of await readdir(outputFolder)) {
    if (!/\.(js|css|ttf)$/.test(name)) continue;
    const file = join(outputFolder, name);
    await writeFile(`${file}.gz`, await promisify(gzip)(await readFile(file), { level: 9 }));
  }
}
