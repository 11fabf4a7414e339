import { join } from "node:path";
import { bulkLoadMysql, bulkLoadSqlite, removeSqlite, type BulkLoad } from "./bulk-load.js";
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
import { machineText, megabytes, saveReport, short, table } from "./report.js";

/** An import and the engine's own bulk load of the same rows, one after the other. */
interface ImportMeasurement {
  engine: EngineName;
  machine: Machine;
  imported: EndedProcess;
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
    return { engine: "sqlite", machine: await describeMachine(url), imported, bulk };
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
    const imported = await load(url, folder);
    const bulk = await bulkLoadMysql(url, "bench_bulk", server.folder);
    return { engine: "mysql", machine: await describeMachine(url), imported, bulk };
  } finally {
    await administer(server.url, `DROP DATABASE IF EXISTS \`${name}\``);
    await server.stop();
  }
}

/** The measurements as a table. */
function importText(scale: number, measurements: readonly ImportMeasurement[]): string {
  const rows = measurements.map(({ machine, imported, bulk }) => [
    machine.engine.split("-")[0] ?? "",
    String(bulk.rows),
    seconds(imported.milliseconds),
    perSecond(bulk.rows, imported.milliseconds),
    seconds(bulk.milliseconds),
    perSecond(bulk.rows, bulk.milliseconds),
    short(imported.milliseconds / bulk.milliseconds),
    megabytes(imported.peakBytes),
    bulk.how,
  ]);
  const headings = ["", "rows", "import s", "rows/s", "bulk s", "rows/s", "ratio", "peak", "bulk load by"];
  const explained = `scale ${scale}; ratio: time of the import over that of the bulk load; peak: memory of the importing process`;
  return [explained, "", ...table(headings, rows)].join("\n");
}

const seconds = (milliseconds: number): string => short(milliseconds / 1000);
const perSecond = (rows: number, milliseconds: number): string =>
  String(Math.round((rows * 1000) / milliseconds));
