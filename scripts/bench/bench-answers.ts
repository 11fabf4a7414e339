import { CLIFFS, type Cliff } from "./cliffs.js";
import { startCakupan, startFloor, startPeers, type Contender } from "./contenders.js";
import { BENCH_FOLDER, openDatabase, preparePackage, type BenchDatabase } from "./database.js";
import { ask, requestsOf, type Differing } from "./drive.js";
import { openFloorDatabase } from "./floor/database.js";
import { TABLES } from "./floor/both-tables.js";
import { openLeanDatabase } from "./lean-database.js";
import { describeMachine } from "./machine.js";
import { compareAnswers, countStatements, measure, type Measurement } from "./measure.js";
import { measureCliffs } from "./measure-cliffs.js";
import type { BenchOptions, EngineName } from "./options.js";
import { profile } from "./profile.js";
import { reportText, saveReport, type BenchReport } from "./report.js";
import { openStatementCounter, wasteful, type StatementRows } from "./statements.js";
import { readCodes, WORKLOADS, type Codes, type Workload } from "./workloads.js";

/** Measures answers, prints the report and saves it. Returns the exit status: 1 when answers differ or fail. */
export async function benchAnswers(options: BenchOptions): Promise<number> {
  const engine = options.engine ?? "mysql";
  const package_ = await preparePackage(options);
  const database = await openDatabase(options, engine, package_);
  const started: Contender[] = [];
  try {
    const codes = await codesOf(database);
    if (options.profile !== null) return await profile(options, options.profile, database, codes);
    console.error("Opening the floor's lean tables, which are filled the first time …");
    const lean = await openLeanDatabase(database.url, package_.key, options.fresh);
    started.push(await startFloor("lean", lean.url, database));
    started.push(await startFloor("wide", database.url, database));
    started.push(await startCakupan(database));
    if (options.peers) await startPeers(lean.url, options.fresh, database, started);
    const report = await measureAll(options, engine, database, started, codes);
    console.log(reportText(report));
    console.log(`Saved as ${await saveReport(BENCH_FOLDER, "answers", report)}`);
    return hasFailed(report) ? 1 : 0;
  } finally {
    await Promise.all(started.map((contender) => contender.stop()));
    await database.stop();
  }
}

const hasFailed = ({ measurements, cliffs, differences }: BenchReport): boolean =>
  differences.length > 0 ||
  measurements.some(({ servers }) => servers.some(({ failures }) => failures > 0)) ||
  cliffs.some(({ failures }) => failures > 0);

async function measureAll(
  options: BenchOptions,
  engine: EngineName,
  database: BenchDatabase,
  contenders: readonly Contender[],
  codes: Codes,
): Promise<BenchReport> {
  const workloads = WORKLOADS.filter(({ name }) => options.only.includes(name));
  const cliffs = CLIFFS.filter(({ name }) => options.only.includes(name));
  const report: BenchReport = {
    options,
    machine: await describeMachine(database.url),
    at: new Date().toISOString(),
    differences: await compareAnswers(contenders, workloads, codes),
    statements: await statementsOf(contenders, workloads, codes, engine, database),
    measurements: await measurementsOf(options, contenders, workloads, codes, database),
    cliffs: await cliffsOf(options, contenders, cliffs, codes, engine, database),
    wasteful: await wastefulOf(contenders, [...workloads, ...cliffs], codes, engine, database),
    peakBytes: Object.fromEntries(contenders.map(({ name, peakBytes }) => [name, peakBytes()])),
  };
  // Compares other answers now that caches are filled.
  report.differences.push(...(await compareAnswers(contenders, workloads, codes, 2)));
  return report;
}

async function measurementsOf(
  options: BenchOptions,
  contenders: readonly Contender[],
  workloads: readonly Workload[],
  codes: Codes,
  database: BenchDatabase,
): Promise<Measurement[]> {
  const found: Measurement[] = [];
  const run = async (servers: readonly Contender[], differing: Differing): Promise<void> => {
    for (const workload of workloads)
      for (const concurrency of options.concurrency) {
        console.error(`${workload.name}, ${concurrency} at once; requests differ in ${differing} …`);
        found.push(await measure(servers, workload, codes, { ...options, concurrency }, differing));
      }
  };
  await run(contenders, "variables");
  if (options.unlike) await run(contenders, "documents");
  if (!options.repeat) return found;
  const caching = await startCakupan(database, [], "32");
  try {
    await run([...contenders.filter(({ name }) => name !== caching.name), caching], "nothing");
  } finally {
    await caching.stop();
  }
  return found;
}

async function statementsOf(
  contenders: readonly Contender[],
  workloads: readonly Workload[],
  codes: Codes,
  engine: EngineName,
  database: BenchDatabase,
): Promise<BenchReport["statements"]> {
  const counter = await openStatementCounter(engine, database);
  const statements: BenchReport["statements"] = {};
  for (const workload of workloads)
    statements[workload.name] = await countStatements(contenders, workload, codes, counter);
  await counter.close();
  return statements;
}

async function cliffsOf(
  options: BenchOptions,
  contenders: readonly Contender[],
  cliffs: readonly Cliff[],
  codes: Codes,
  engine: EngineName,
  database: BenchDatabase,
): Promise<BenchReport["cliffs"]> {
  const cakupan = contenders.find(({ name }) => name === "Cakupan");
  if (!cakupan) return [];
  const counter = await openStatementCounter(engine, database);
  try {
    return await measureCliffs(cakupan, cliffs, codes, options, counter);
  } finally {
    await counter.close();
  }
}

// Several requests, since some categories and regions have more rows than others.
const INSPECTED = 3;

async function wastefulOf(
  contenders: readonly Contender[],
  workloads: readonly Workload[],
  codes: Codes,
  engine: EngineName,
  database: BenchDatabase,
): Promise<BenchReport["wasteful"]> {
  const cakupan = contenders.find(({ name }) => name === "Cakupan");
  const counter = await openStatementCounter(engine, database);
  const found: BenchReport["wasteful"] = {};
  for (const workload of cakupan ? workloads : []) {
    const next = requestsOf(workload, codes, 50);
    const statements: StatementRows[] = [];
    for (let index = 0; cakupan && index < INSPECTED; index += 1)
      statements.push(...((await counter.eachDuring(() => ask(cakupan, workload, next()))) ?? []));
    found[workload.name] = wasteful(statements);
  }
  await counter.close();
  return found;
}

async function codesOf({ url }: BenchDatabase): Promise<Codes> {
  const db = openFloorDatabase(url, TABLES.wide);
  try {
    return await readCodes(db);
  } finally {
    await db.close();
  }
}
