// Measures a look-up through the gateway against the same one asked of Cakupan: `npm run bench -- gateway`.
import { spawn } from "node:child_process";
import { EXAMPLE, startCakupanAside, startExample } from "./example/start.js";

const SECONDS = 20;
const WARM_UP = 100;
const LOOK_UP =
  "query LookUp($code: RegionCode!) { region(code: $code) { name level coverage { rate { value } } } }";
const WITH_OTHERS =
  "query WithOthers($code: RegionCode!) { region(code: $code) { name ... on City { povertyRate { share } minimumWage { rupiahAMonth } } ... on Regency { povertyRate { share } minimumWage { rupiahAMonth } } } }";

async function main() {
  const cakupan = await startCakupanAside();
  const example = await startExample(cakupan.url);
  const gateway = await startGateway(example.environment);
  try {
    const codes = await codesOf(cakupan.url);
    const [direct, through, others] = await measured(codes, [
      [cakupan.url, LOOK_UP],
      [gateway.url, LOOK_UP],
      [gateway.url, WITH_OTHERS],
    ]);
    const ratio = direct.p50 > 0 ? through.p50 / direct.p50 : NaN;
    console.log("                                      p50 ms   p99 ms");
    for (const [title, { p50, p99 }] of [
      ["asked of Cakupan", direct],
      ["through the gateway", through],
      ["through the gateway, of three sources", others],
    ])
      console.log(`${title.padEnd(38)}${p50.toFixed(2).padStart(6)}${p99.toFixed(2).padStart(9)}`);
    console.log(`\nratio of a look-up: ${ratio.toFixed(2)} (goal: at most 2)`);
  } finally {
    await gateway.stop();
    await Promise.all([example.stop(), cakupan.stop()]);
  }
}

/** The gateway in a process of its own, as `npm run gateway` starts it. */
async function startGateway(environment) {
  const flags = ["--max-semi-space-size=16", "--heap-growing-percent=40"];
  const child = spawn(process.execPath, [...flags, "main.js", "--sources", EXAMPLE], {
    cwd: import.meta.dirname,
    env: { ...environment, GATEWAY_PORT: "0" },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const url = await new Promise((resolve, reject) => {
    let log = "";
    child.stderr.on("data", (chunk) => {
      log += chunk;
      const address = /"address":"(http:[^"]+)\/graphql"/.exec(log)?.[1];
      if (address) resolve(address);
    });
    void closed.then(() => reject(new Error(`The gateway ended before it served:\n${log}`)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return closed;
    },
  };
}

async function codesOf(url) {
  const page = (after) =>
    ask(
      url,
      "query Codes($after: String) { regions(filter: { level: { in: [CITY, REGENCY] } }, first: 500, after: $after) { nodes { code } pageInfo { endCursor hasNextPage } } }",
      { after },
    );
  const codes = [];
  for (let after = null, more = true; more;) {
    const { nodes, pageInfo } = (await page(after)).regions;
    codes.push(...nodes.map(({ code }) => code));
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return codes;
}

async function ask(url, query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

/** Asks in turns, one request at a time and each with another region, so that what else the machine does meets all alike. */
async function measured(codes, questions) {
  const times = questions.map(() => []);
  let end = Infinity;
  for (let turn = 0; performance.now() < end; turn += 1) {
    if (turn === WARM_UP) end = performance.now() + SECONDS * 1_000;
    for (const [place, [url, query]] of questions.entries()) {
      const begun = performance.now();
      await ask(url, query, { code: codes[turn % codes.length] });
      if (turn >= WARM_UP) times[place].push(performance.now() - begun);
    }
  }
  return times.map((each) => {
    const sorted = each.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
    return { p50: at(0.5), p99: at(0.99) };
  });
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
