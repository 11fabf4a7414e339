import { join } from "node:path";
import {
  bulkLoadMysql,
  bulkLoadSqlite,
  differenceOf,
  removeSqlite,
  sumOf,
  type BulkLoad,
} from "./bulk-load.js";
import {
  administer,
  BENCH_FOLDER,
  load,
  preparePackage,
  startServer,
  type BenchPackage,
} from "./database.js";
import { describeMachine, type Machine } from "./machine.js";
import { ENGINES, type BenchOptions, type EngineName } from "./options.js";
import type { EndedProcess } from "./processes.js";
import { cpuMilliseconds } from "./processor-time.js";
import { machineText, megabytes, saveReport, short, table } from "./report.js";

/** An import and the engine's own bulk load of the same rows, one after the other. */
interface ImportMeasurement {
  engine: EngineName;
  machine: Machine;
  imported: EndedProcess;
  /** The processor time of the engine while rows were imported; null where it is the importing process. */
  engineCpu: number | null;
  bulk: BulkLoad;
}

/** Measures imports, prints the report and saves it. */
export async function benchImport(options: BenchOptions): Promise<number> {
  const measured = await preparePackage(options);
  const measurements: ImportMeasurement[] = [];
  for (const engine of options.engine === null ? ENGINES : [options.engine]) {
    for (let round = 0; round < options.rounds; round += 1) {
      measurements.push(engine === "sqlite" ? await measureSqlite(measured) : await measureMysql(measured));
    }
  }
  for (const { machine } of measurements.slice(-1)) console.log(machineText(machine));
  console.log(importText(options.scale, measurements));
  console.log(`Saved as ${await saveReport(BENCH_FOLDER, "import", { options, measurements })}`);
  return 0;
}

async function measureSqlite({ folder }: BenchPackage): Promise<ImportMeasurement> {
  const file = join(BENCH_FOLDER, "import.sqlite");
  const url = `sqlite:${file}`;
  await removeSqlite(file);
  try {
    const imported = await load(url, folder);
    const bulk = await bulkLoadSqlite(file, join(BENCH_FOLDER, "bulk.sqlite"));
    return { engine: "sqlite", machine: await describeMachine(url), imported, engineCpu: null, bulk };
  } finally {
    await removeSqlite(file);
  }
}

async function measureMysql({ folder }: BenchPackage): Promise<ImportMeasurement> {
  const server = await startServer();
  const name = "bench_import";
  const url = `${server.url}${name}`;
  try {
    await administer(server.url, `DROP DATABASE IF EXISTS \`${name}\``);
    await administer(server.url, `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    const before = cpuMilliseconds(server.pid);
    const imported = await load(url, folder);
    const engineCpu = differenceOf(before, cpuMilliseconds(server.pid));
    const bulk = await bulkLoadMysql(url, "bench_bulk", server);
    return { engine: "mysql", machine: await describeMachine(url), imported, engineCpu, bulk };
  } finally {
    await administer(server.url, `DROP DATABASE IF EXISTS \`${name}\``);
    await server.stop();
  }
}

/** The measurements as a table. */
function importText(scale: number, measurements: readonly ImportMeasurement[]): string {
  const rows = measurements.map(({ machine, imported, engineCpu, bulk }) => [
    machine.engine.split("-")[0] ?? "",
    String(bulk.rows),
    seconds(imported.milliseconds),
    perSecond(bulk.rows, imported.milliseconds),
    seconds(bulk.milliseconds),
    perSecond(bulk.rows, bulk.milliseconds),
    short(imported.milliseconds / bulk.milliseconds),
    ...[imported.cpu, engineCpu, bulk.cpu].map((cpu) => (cpu === null ? "" : seconds(cpu))),
    cpuRatio(sumOf(imported.cpu, engineCpu), bulk.cpu),
    megabytes(imported.peakBytes),
    bulk.how,
  ]);
  const headings = [
    "",
    "rows",
    "import s",
    "rows/s",
    "bulk s",
    "rows/s",
    "ratio",
    ...CPU,
    "peak",
    "bulk load by",
  ];
  const explained = `scale ${scale}; ratio: time of the import over that of the bulk load; CPU: processor time of the importing process, of the engine meanwhile, and of the engine during the bulk load; peak: memory of the importing process`;
  return [explained, "", ...table(headings, rows)].join("\n");
}

const CPU = ["CPU s", "engine", "bulk", "CPU ratio"];

const cpuRatio = (imported: number | null, bulk: number | null): string =>
  imported === null || !bulk ? "" : short(imported / bulk);
const seconds = (milliseconds: number): string => short(milliseconds / 1000);
const perSecond = (rows: number, milliseconds: number): string =>
  String(Math.round((rows * 1000) / milliseconds));
