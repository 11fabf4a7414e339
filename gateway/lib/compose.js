import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SourcesError } from "./sources.js";

const ROOT = dirname(import.meta.dirname);
const COMPOSE = join(
  dirname(createRequire(import.meta.url).resolve("@graphql-mesh/compose-cli")),
  "../esm/bin.js",
);

/**
 * Composes the sources of a file with Mesh Compose. When one cannot be described, for it is down, what was composed last
 * from the same file is taken, with a warning. Throws a SourcesError when there is none.
 */
export async function composeSources(file, sources, { folder, log, environment = {} }) {
  const digest = createHash("sha256")
    .update(await readFile(file))
    .digest("hex")
    .slice(0, 16);
  const kept = join(folder, `supergraph-${digest}.graphql`);
  await mkdir(folder, { recursive: true });
  const { status, output } = await compose(file, `${kept}.new.graphql`, environment);
  if (status === 0) {
    const text = withoutPasswords(await readFile(`${kept}.new.graphql`, "utf8"), sources);
    await writeFile(kept, text);
    await rm(`${kept}.new.graphql`);
    return { file: kept, text };
  }
  const last = await readFile(kept, "utf8").catch(() => null);
  if (last === null) throw new SourcesError(output);
  log.warn({ reason: output }, "the sources cannot be composed; serving what was composed last");
  return { file: kept, text: last };
}

async function compose(file, target, environment) {
  const child = spawn(process.execPath, [COMPOSE, "-c", join(ROOT, "mesh.config.js"), "-o", target], {
    cwd: ROOT,
    env: { ...process.env, ...environment, GATEWAY_SOURCES: file, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => lines.push(...String(chunk).split("\n")));
  const status = await new Promise((resolve) => child.once("close", resolve));
  return { status, output: lines.filter((line) => line.trim() !== "" && !/ INFO /.test(line)).join("\n") };
}

const withoutPasswords = (text, sources) =>
  sources.reduce((before, { address, written }) => before.replaceAll(address, written), text);
