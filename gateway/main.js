// Serves one graph over the sources of sources.json: `npm run gateway`.
import { parseArgs } from "node:util";
import { EXAMPLE, isReady, startCakupan, startExample } from "./example/start.js";
import { log } from "./lib/log.js";
import { SourcesError } from "./lib/sources.js";
import { serve } from "./serve.js";

const USAGE = `npm run gateway -- [--example] [--sources FILE]

  --example        two example sources with synthetic figures beside Cakupan, which is started too unless it runs
  --sources FILE   the sources (default gateway/sources.json)`;

const CAKUPAN = "http://127.0.0.1:4000";
const OPERATION = `{
  region(code: "15.71") {
    name
    coverage { rate { value } }
    ... on City { minimumWage { year rupiahAMonth synthetic } povertyRate { year share synthetic } }
  }
}`;

function options() {
  try {
    const { values } = parseArgs({ options: { example: { type: "boolean" }, sources: { type: "string" } } });
    return values;
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return process.exit(2);
  }
}

async function main() {
  const { example, sources } = options();
  const started = [];
  let environment = process.env;
  if (example) {
    if (!(await isReady(CAKUPAN))) started.push(await startCakupan());
    const examples = await startExample(CAKUPAN);
    started.push(examples);
    environment = examples.environment;
  }
  const gateway = await serve({
    file: example
      ? EXAMPLE
      : (sources ?? environment.GATEWAY_SOURCES ?? new URL("sources.json", import.meta.url).pathname),
    host: environment.GATEWAY_HOST,
    port: environment.GATEWAY_PORT === undefined ? undefined : Number(environment.GATEWAY_PORT),
    manifest: environment.GATEWAY_DOCUMENTS,
    log,
    environment,
  });
  log.info(
    { address: `${gateway.url}/graphql`, sources: gateway.sources.map(({ name }) => name) },
    "serving",
  );
  if (example) console.log(`${OPERATION}\n${JSON.stringify(await answer(gateway.url, OPERATION), null, 2)}`);
  const stop = async () => {
    await gateway.stop();
    await Promise.all(started.map((each) => each.stop()));
    process.exit(0);
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
}

async function answer(url, query) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

main().catch((error) => {
  if (error instanceof SourcesError) console.error(error.message);
  else if (error.code === "EADDRINUSE") console.error(`Port ${error.port} is in use; set GATEWAY_PORT.`);
  else console.error(error);
  process.exit(1);
});
