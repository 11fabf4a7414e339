import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { BENCH_FOLDER, type BenchDatabase } from "./database.js";
import { askedOfCakupan, askedOfFloor } from "./drive.js";
import type { MeasuredTarget } from "./measure.js";
import { openLeanPostgres } from "./lean-postgres.js";
import { askedOfMercurius, askedOfPostgraphile } from "./peer-documents.js";
import { startPostgres } from "./postgres.js";
import { nodeArguments, startServerProcess, type ServerProcess } from "./processes.js";

/** A server that takes part in a measurement. */
export interface Contender extends MeasuredTarget, ServerProcess {}

const log = (name: string): string => join(BENCH_FOLDER, `${name}.log`);

/** Starts the hand-written server, on its own lean tables or on Cakupan's wide ones. */
export async function startFloor(
  tables: "lean" | "wide",
  url: string,
  { enginePid }: BenchDatabase,
): Promise<Contender> {
  const name = tables === "lean" ? "floor" : "wide floor";
  const server = await startServerProcess(
    ["--import", "tsx", "scripts/bench/floor/server.ts"],
    { DATABASE_URL: url, FLOOR_TABLES: tables },
    log(name.replace(" ", "-")),
  );
  return { ...server, name, enginePid, asked: askedOfFloor };
}

/** Starts the built server as `npm start` does. Answers are cached only when caching itself is measured. */
export async function startCakupan(
  { url, packageFolder, enginePid }: BenchDatabase,
  flags: readonly string[] = [],
  answerCacheMb = "0",
): Promise<Contender> {
  const environment = {
    DATABASE_URL: url,
    DATA_FOLDER: packageFolder,
    HOST: "127.0.0.1",
    PORT: "0",
    EXPLORER: "false",
    ANSWER_CACHE_MB: answerCacheMb,
    // So many that nothing is refused, though all is counted.
    RATE_LIMIT_ANONYMOUS: "1000000000",
  };
  const args = [...flags, ...nodeArguments("start")];
  const server = await startServerProcess(args, environment, log(`cakupan-${answerCacheMb}`));
  return { ...server, name: "Cakupan", enginePid, asked: askedOfCakupan };
}

const PEERS = "scripts/bench/peers";

/** Starts Mercurius on the lean tables, and PostGraphile on a copy of them in PostgreSQL; installs them first. */
export async function startPeers(
  leanUrl: string,
  fresh: boolean,
  { enginePid }: BenchDatabase,
  started: Contender[],
): Promise<void> {
  const installed = spawnSync(process.execPath, ["scripts/install.mjs", PEERS], { stdio: "inherit" });
  if (installed.status !== 0) throw new Error("The peers could not be installed.");
  const mercurius = await startPeer("mercurius", leanUrl);
  started.push({ ...mercurius, name: "Mercurius", enginePid, asked: askedOfMercurius });
  const postgres = await startPostgres();
  try {
    const postgraphile = await startPeer("postgraphile", await openLeanPostgres(leanUrl, postgres, fresh));
    const stop = (): Promise<void> => postgraphile.stop().then(() => postgres.stop());
    const enginePid = postgres.pid ?? null;
    started.push({
      ...postgraphile,
      stop,
      name: "PostGraphile",
      enginePid,
      hasOwnShape: true,
      asked: askedOfPostgraphile,
    });
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

// With the options of Node that Cakupan has.
const startPeer = (name: string, url: string): Promise<ServerProcess> =>
  startServerProcess(
    [...nodeArguments("start").filter((arg) => arg.startsWith("--")), `${PEERS}/${name}.js`],
    { DATABASE_URL: url, NODE_ENV: "production", GRAPHILE_ENV: "production" },
    log(name),
  );
