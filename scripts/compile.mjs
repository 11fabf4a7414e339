// Compiles the server and its commands into dist/, which takes a second: `npm run types` checks their types, not this.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["ormconfig.ts", "src/**/*.ts", "src/**/*.js", "scripts/*.ts"],
  outbase: ".",
  outdir: "dist",
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  tsconfig: "tsconfig.json",
  write: false,
  logLevel: "warning",
});
await Promise.all(outputFiles.map(({ path, text }) => put(path, text)));

// Servers that run may still import a file: each changes at once, and only if it has changed.
async function put(path, text) {
  if (text === (await readFile(path, "utf8").catch(() => null))) return;
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, text);
  await rename(fresh, path);
}
