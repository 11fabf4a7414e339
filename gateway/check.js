// Checks the graph over the sources of sources.json: `npm run gateway:check`. With --example, of the example, and runs the
// tests of the gateway.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EXAMPLE, startCakupanAside, startExample } from "./example/start.js";
import { ask, smokeFaults } from "./lib/check-answers.js";
import {
  changesOf,
  composeByApollo,
  foreignFields,
  ourSchema,
  sdlOf,
  takenOver,
} from "./lib/check-schema.js";
import { log } from "./lib/log.js";
import { serve } from "./serve.js";

/** What a nested operation may take at most. */
const MOST_MS = 5_000;
const MOST_BYTES = 500_000_000;
const NESTED = `{ region(code: "15.71") { ${"parent { ".repeat(11)} name ${"} ".repeat(11)} } }`;

/** Checks what is served; answers with each step and its faults. */
export async function check({ url, schema, sources, composed }) {
  const ours = await ourSchema(sources[0]);
  const subgraphs = sources.filter(({ kind }) => kind === "subgraph");
  const described = await Promise.all(subgraphs.map(async (each) => ({ ...each, sdl: await sdlOf(each) })));
  const apollo = composeByApollo(described);
  const foreign = foreignFields(ours, schema);
  return [
    ["our schema is whole (Mesh Compose)", changesOf(ours, schema)],
    ["our fields are answered by us", takenOver(ours, sources[0], await readFile(composed, "utf8"))],
    ["subgraphs compose (Apollo)", apollo.faults],
    ["our schema is whole (Apollo)", apollo.schema === null ? [] : changesOf(ours, apollo.schema)],
    [`${foreign.length} fields of others answer`, await smokeFaults(url, schema, sources, foreign)],
    await nested(url),
  ];
}

async function nested(url) {
  const before = process.memoryUsage().rss;
  const { errors, milliseconds } = await ask(url, NESTED);
  const bytes = Math.max(0, process.memoryUsage().rss - before);
  return [
    `a nested operation: ${Math.round(milliseconds)} ms, ${Math.round(bytes / 1e6)} MB`,
    [
      ...errors.map(({ message }) => message),
      ...(milliseconds > MOST_MS ? [`it took more than ${MOST_MS} ms`] : []),
      ...(bytes > MOST_BYTES ? [`it took more than ${MOST_BYTES / 1e6} MB`] : []),
    ],
  ];
}

async function main() {
  const { values } = parseArgs({ options: { example: { type: "boolean" }, sources: { type: "string" } } });
  const cakupan = values.example ? await startCakupanAside({ pages: true }) : null;
  const example = cakupan && (await startExample(cakupan.url));
  const file =
    values.sources ?? process.env.GATEWAY_SOURCES ?? fileURLToPath(new URL("sources.json", import.meta.url));
  const gateway = await serve({
    file: example ? EXAMPLE : file,
    port: 0,
    log,
    environment: example?.environment ?? process.env,
  });
  const steps = await check(gateway);
  for (const [step, faults] of steps)
    console.log([`${faults.length === 0 ? "ok  " : "FAIL"} ${step}`, ...faults].join("\n     "));
  await gateway.stop();
  await example?.stop();
  const isSound = steps.every(([, faults]) => faults.length === 0);
  const isTested = isSound && cakupan !== null ? await runTests(cakupan.url) : true;
  await cakupan?.stop();
  return isSound && isTested ? 0 : 1;
}

async function runTests(started) {
  const env = { ...process.env, CAKUPAN_STARTED: started };
  const tests = spawn("npm", ["test", "--silent"], { cwd: import.meta.dirname, env, stdio: "inherit" });
  const [status] = await once(tests, "close");
  return status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  main().then(
    (status) => process.exit(status),
    (error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
