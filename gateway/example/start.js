import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMinimumWages } from "./minimum-wages.js";
import { startPoverty } from "./poverty.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The example's sources.json. */
export const EXAMPLE = fileURLToPath(new URL("sources.json", import.meta.url));

/** Starts the two example sources, beside Cakupan at an address, and tells their addresses as variables. */
export async function startExample(cakupan) {
  const [wages, poverty] = await Promise.all([startMinimumWages(), startPoverty()]);
  return {
    environment: {
      ...process.env,
      CAKUPAN_ADDRESS: `${cakupan}/graphql`,
      WAGES_ADDRESS: wages.url,
      POVERTY_ADDRESS: `${poverty.url}/graphql`,
    },
    stop: () => Promise.all([wages.stop(), poverty.stop()]),
  };
}

/** Whether a server is ready at an address. */
export async function isReady(address) {
  const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => null,
  );
  return response?.ok ?? false;
}

/** Builds and starts Cakupan as `npm start` does, and tells its address once it serves. */
export async function startCakupan() {
  await ended(node(["scripts/build.mjs"]));
  return served(["dist/src/main.js"], {});
}

/**
 * Starts Cakupan from its sources, on a free port and with a database of its own, with its pages or without. The tests of
 * this package share the one at CAKUPAN_STARTED, if that is set.
 */
export async function startCakupanAside({ pages = false } = {}) {
  const { CAKUPAN_STARTED: started } = process.env;
  if (started) return { url: started, stop: () => undefined };
  if (pages) await ended(node(["--import", "tsx", "scripts/build-explorer.ts"]));
  const folder = await mkdtemp(join(tmpdir(), "cakupan-gateway-"));
  const server = await served(["--import", "tsx", "src/main.ts"], {
    PORT: "0",
    EXPLORER: String(pages),
    DATABASE_URL: `sqlite:${folder}/cakupan.sqlite`,
    RATE_LIMIT_ANONYMOUS: "0",
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const node = (args) => spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });

async function served(args, environment) {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment, NODE_ENV: "production", LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const closed = new Promise((resolve) => child.once("close", resolve));
  const url = await new Promise((resolve, reject) => {
    let log = "";
    child.stdout.on("data", (chunk) => {
      log = `${log}${chunk}`.slice(-20_000);
      const address = /"address":"(http:[^"]+)"[^\n]*"msg":"serving"/.exec(log)?.[1];
      if (address) resolve(address);
    });
    void closed.then(() => reject(new Error(`Cakupan ended before it served:\n${log}`)));
  });
  return {
    url,
    stop: async () => {
      process.off("exit", kill);
      child.kill("SIGTERM");
      await closed;
    },
  };
}

const ended = (child) =>
  new Promise((resolve, reject) => {
    child.once("close", (status) => (status === 0 ? resolve() : reject(new Error("The build failed"))));
  });
