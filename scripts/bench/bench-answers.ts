import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CLIFFS, type Cliff } from "./cliffs.js";
import { BENCH_FOLDER, openDatabase, preparePackage, type BenchDatabase } from "./database.js";
import { drive, requestsOf, type Target } from "./drive.js";
import { openFloorDatabase } from "./floor/database.js";
import { describeMachine } from "./machine.js";
import { compareAnswers, countStatements, measure, type Measurement, type Targets } from "./measure.js";
import { measureCliffs } from "./measure-cliffs.js";
import type { BenchOptions, EngineName, WorkloadName } from "./options.js";
import { nodeArguments, type ServerProcess, startServerProcess } from "./processes.js";
import { reportText, saveReport, type BenchReport } from "./report.js";
import { openStatementCounter } from "./statements.js";
import { readCodes, WORKLOADS, type Codes, type Workload } from "./workloads.js";

/** Measures answers, prints the report and saves it. Returns the exit status: 1 when answers differ or fail. */
export async function benchAnswers(options: BenchOptions): Promise<number> {
  const engine = options.engine ?? "mysql";
  const database = await openDatabase(options, engine, await preparePackage(options));
  try {
    return options.profile === null
      ? await benchBoth(options, engine, database)
      : await profile(options, options.profile, database);
  } finally {
    await database.stop();
  }
}

async function benchBoth(
  options: BenchOptions,
  engine: EngineName,
  database: BenchDatabase,
): Promise<number> {
  const codes = await codesOf(database);
  const cakupan = await startCakupan(database);
  const caching = options.repeat ? await startCakupan(database, [], "32") : null;
  const floor = await startFloor(database);
  try {
    const targets: Targets = [
      { name: "floor", address: floor.address, pid: floor.pid, enginePid: database.enginePid },
      { name: "cakupan", address: cakupan.address, pid: cakupan.pid, enginePid: database.enginePid },
    ];
    const workloads = WORKLOADS.filter(({ name }) => options.only.includes(name));
    const cliffs = CLIFFS.filter(({ name }) => options.only.includes(name));
    const report: BenchReport = {
      options,
      machine: await describeMachine(database.url),
      at: new Date().toISOString(),
      differences: await compareAnswers(targets, workloads, codes),
      statements: await statementsOf(targets, workloads, codes, engine, database),
      measurements: await measureAll(options, targets, workloads, codes, caching),
      cliffs: await cliffsOf(options, targets[1], cliffs, codes, engine, database),
      peakBytes: { floor: floor.peakBytes(), cakupan: cakupan.peakBytes() },
    };
    // Compares other answers now that caches are filled.
    report.differences.push(...(await compareAnswers(targets, workloads, codes, 2)));
    console.log(reportText(report));
    console.log(`Saved as ${await saveReport(BENCH_FOLDER, "answers", report)}`);
    const failed =
      report.measurements.some((found) => found.floor.failures + found.cakupan.failures > 0) ||
      report.cliffs.some(({ failures }) => failures > 0);
    return failed || report.differences.length > 0 ? 1 : 0;
  } finally {
    await Promise.all([cakupan.stop(), caching?.stop(), floor.stop()]);
  }
}

async function measureAll(
  options: BenchOptions,
  targets: Targets,
  workloads: readonly Workload[],
  codes: Codes,
  caching: ServerProcess | null,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const runs: [boolean, Targets][] = [[false, targets]];
  if (caching) runs.push([true, [targets[0], { ...targets[1], ...caching }]]);
  for (const [repeated, servers] of runs) {
    for (const workload of workloads) {
      for (const concurrency of options.concurrency) {
        console.error(`${workload.name}, ${concurrency} at once${repeated ? ", repeated" : ""} …`);
        measurements.push(await measure(servers, workload, codes, { ...options, concurrency }, repeated));
      }
    }
  }
  return measurements;
}

async function statementsOf(
  targets: Targets,
  workloads: readonly Workload[],
  codes: Codes,
  engine: EngineName,
  { url }: BenchDatabase,
): Promise<BenchReport["statements"]> {
  const counter = await openStatementCounter(engine, url);
  const statements: BenchReport["statements"] = {};
  for (const workload of workloads)
    statements[workload.name] = await countStatements(targets, workload, codes, counter);
  await counter.close();
  return statements;
}

async function cliffsOf(
  options: BenchOptions,
  target: Targets[1],
  cliffs: readonly Cliff[],
  codes: Codes,
  engine: EngineName,
  { url }: BenchDatabase,
): Promise<BenchReport["cliffs"]> {
  const counter = await openStatementCounter(engine, url);
  try {
    return await measureCliffs(target, cliffs, codes, options, counter);
  } finally {
    await counter.close();
  }
}

async function profile(options: BenchOptions, name: WorkloadName, database: BenchDatabase): Promise<number> {
  const workload = [...WORKLOADS, ...CLIFFS].find((other) => other.name === name);
  if (!workload) throw new Error(`No workload ${name}`);
  const codes = await codesOf(database);
  const folder = join(BENCH_FOLDER, "profiles");
  const server = await startCakupan(database, [
    "--cpu-prof",
    `--cpu-prof-dir=${folder}`,
    `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`,
  ]);
  const target: Target = { name: "cakupan", address: server.address };
  for (const concurrency of options.concurrency) {
    const next = requestsOf(workload, codes, 1);
    const length = { concurrency, seconds: options.seconds * options.rounds };
    const { perSecond, failures } = await drive(target, workload.document, next, length);
    console.log(
      `${name}, ${concurrency} at once: ${perSecond.toFixed(1)} requests a second, ${failures} failed`,
    );
  }
  await server.stop();
  console.log(`The profile is ${await newest(folder)}; Chromium's developer tools open it.`);
  return 0;
}

async function newest(folder: string): Promise<string> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => ({
      path: join(folder, name),
      at: (await stat(join(folder, name))).mtimeMs,
    })),
  );
  return files.sort((one, other) => other.at - one.at)[0]?.path ?? folder;
}

async function codesOf({ url }: BenchDatabase): Promise<Codes> {
  const db = openFloorDatabase(url);
  try {
    return await readCodes(db);
  } finally {
    await db.close();
  }
}

// Starts the built server as `npm start` does. Answers are cached only when caching itself is measured.
async function startCakupan(
  database: BenchDatabase,
  flags: readonly string[] = [],
  answerCacheMb = "0",
): Promise<ServerProcess> {
  const args = nodeArguments("start");
  const environment = {
    DATABASE_URL: database.url,
    DATA_FOLDER: database.packageFolder,
    HOST: "127.0.0.1",
    PORT: "0",
    EXPLORER: "false",
    ANSWER_CACHE_MB: answerCacheMb,
    // So many that nothing is refused, though all is counted.
    RATE_LIMIT_ANONYMOUS: "1000000000",
  };
  return startServerProcess(
    [...flags, ...args],
    environment,
    join(BENCH_FOLDER, `cakupan-${answerCacheMb}.log`),
  );
}

const startFloor = ({ url }: BenchDatabase): Promise<ServerProcess> =>
  startServerProcess(
    ["--import", "tsx", "scripts/bench/floor/server.ts"],
    { DATABASE_URL: url },
    join(BENCH_FOLDER, "floor.log"),
  );
