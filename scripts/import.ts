import "reflect-metadata";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import type { DataSource } from "typeorm";
import { ConfigError, readConfig } from "../src/config.js";
import { alone, connect } from "../src/database/connect.js";
import { createLogger } from "../src/server/logger.js";
import { migrate } from "../src/server/migrations.js";
import { describeFault } from "../src/files/fault.js";
import { UnreadableInput } from "../src/files/read/unreadable-input.js";
import { listLoads } from "../src/transfer/load/load-log.js";
import { undoLoad } from "../src/transfer/load/undo-load.js";
import { loadPackage } from "../src/transfer/load/load-package.js";
import type { Progress } from "../src/transfer/load/load-report.js";
import { readMapping } from "../src/transfer/mapping/read-mapping.js";
import { openImport, type ImportSource } from "../src/transfer/mapping/open-import.js";
import { readDescriptor, type Descriptor } from "../src/transfer/package/descriptor.js";
import { download, isAddress } from "./download.js";
import { Faults } from "./faults.js";
import { printLog, printOutcome, printUndone } from "./import-outcome.js";

const USAGE = `npm run import -- <package, file or https://…> [options]
npm run import -- --undo [LOAD]
npm run import -- --log

Loads a data package (a folder or .zip with datapackage.json) or a single .csv, .tsv, .ndjson or .xlsx file, from the web
too: a file there that has not changed since it was loaded so is not loaded again.

  --table NAME       the table that a single file holds (default: that of its mapping, or the file's name)
  --map FILE         a mapping: which column of the file is which field (schema/mapping.schema.json)
  --sheet NAME       the sheet of a workbook (default: the first that is not hidden)
  --delimiter CHAR   the character between the cells of a text (default: found in the header)
  --source-id ID     the source of all rows for which the file names none
  --complete         the file is all that its sources say in its table: what it lacks is superseded
  --allow-private    download from private addresses and by plain HTTP, too
  --history          record when rows were learnt and dropped, of packages exported with --history
  --dry-run          check everything and write nothing
  --skip-invalid     load the valid rows and say how many were left out
  --report FILE      write every fault and warning into a .csv or .json file
  --undo [LOAD]      take back what a load has changed (default: the last), as a load of its own
  --log              list the latest loads with their numbers
  --help             print this

Exit status: 0 loaded (or checked), 1 refused or nothing to load, 2 wrong usage.`;

interface Options extends ImportSource {
  path: string;
  complete: boolean;
  history: boolean;
  dryRun: boolean;
  skipInvalid: boolean;
  report: string | undefined;
  allowPrivate: boolean;
}

type Command =
  | { name: "help" }
  | { name: "log" }
  | { name: "undo"; load: number | undefined }
  | { name: "load"; options: Options };

class UsageError extends Error {}

async function readCommand(): Promise<Command> {
  const { values, positionals } = parse();
  const { help, log, undo } = values;
  if (help) return { name: "help" };
  const [path, ...more] = positionals;
  if (undo) {
    if (more.length > 0 || (path !== undefined && !/^[1-9]\d{0,8}$/.test(path)))
      throw new UsageError("--undo takes the number of one load; --log lists them.");
    return { name: "undo", load: path === undefined ? undefined : Number(path) };
  }
  if (log) return { name: "log" };
  if (path === undefined || more.length > 0) throw new UsageError("Name exactly one package or file.");
  return { name: "load", options: await optionsOf(path, values) };
}

async function optionsOf(path: string, values: ReturnType<typeof parse>["values"]): Promise<Options> {
  const { table, sheet, delimiter, map, complete, "source-id": sourceId } = values;
  if (complete && values["skip-invalid"])
    throw new UsageError("--complete cannot be told with --skip-invalid: what is left out is not gone.");
  return {
    path,
    complete,
    history: values.history,
    dryRun: values["dry-run"],
    skipInvalid: values["skip-invalid"],
    report: values.report,
    allowPrivate: values["allow-private"],
    ...(table === undefined ? {} : { table }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === "\\t" ? "\t" : delimiter }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(map === undefined ? {} : { mapping: readMapping(await readMap(map)) }),
  };
}

function parse() {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...{ table: text, map: text, sheet: text, delimiter: text, "source-id": text, report: text },
        ...{ "dry-run": flag, "skip-invalid": flag, complete: flag, history: flag, "allow-private": flag },
        ...{ undo: flag, log: flag, help: { ...flag, short: "h" } },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const readMap = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: unknown) => {
    throw new UsageError(`The mapping cannot be read: ${(error as Error).message}`);
  });

function progressShown(): { show: (progress: Progress) => void; stop: () => void } {
  if (!process.stdout.isTTY) {
    let last = "";
    const show = ({ table, done, total }: Progress): void => {
      if (table !== last) console.log(`loading ${table} (${done} of ${total} rows done)`);
      last = table;
    };
    return { show, stop: () => undefined };
  }
  const bar = new SingleBar(
    {
      format:
        "{bar} {percentage} % | {table} | {value} of {total} rows | {rate} rows/s | {eta_formatted} left",
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  let isShown = false;
  const show = ({ table, done, total }: Progress): void => {
    const rate = Math.round((done * 1000) / (performance.now() - started));
    if (!isShown) bar.start(total, 0, { table, rate });
    isShown = true;
    bar.update(done, { table, rate });
  };
  return {
    show,
    stop: () => {
      bar.stop();
    },
  };
}

async function main(): Promise<void> {
  const command = await readCommand();
  if (command.name === "help") {
    console.log(USAGE);
    return;
  }
  const config = readConfig();
  // Imported only now, because it reads the configuration when it is loaded.
  const { default: dataSource } = await import("../ormconfig.js");
  const { descriptor } = await readDescriptor(config.dataFolder);
  await connect(dataSource, config.database, createLogger({ logLevel: "warn" }));
  try {
    await alone(dataSource, async () => {
      await migrate(dataSource);
      if (command.name === "log") printLog(await listLoads(dataSource, LOGGED));
      else if (command.name === "undo") printUndone(await undoLoad(dataSource, command.load));
      else if (isAddress(command.options.path))
        await loadFromWeb(dataSource, descriptor, command.options, config.database.url);
      else await load(dataSource, descriptor, command.options);
    });
  } finally {
    await dataSource.destroy();
  }
}

const LOGGED = 50;

/** Loads a file of the web, unless it is the one that was loaded last with the same options into the same database. */
async function loadFromWeb(
  dataSource: DataSource,
  descriptor: Descriptor,
  options: Options,
  database: string,
): Promise<void> {
  const { path: address, allowPrivate, dryRun } = options;
  const digest = createHash("sha256")
    .update(JSON.stringify([database, options]))
    .digest("hex");
  const file = await download(address, { allowPrivate, memory: `var/downloads/${digest}.json` });
  if (file === null) {
    console.log(`${address} has not changed since it was loaded.`);
    return;
  }
  try {
    await load(dataSource, descriptor, { ...options, path: file.path });
    // What was refused, or only checked, is to be downloaded again.
    if (!dryRun && (process.exitCode ?? 0) === 0) await file.remember();
  } finally {
    await file.remove();
  }
}

async function load(dataSource: DataSource, { resources }: Descriptor, options: Options): Promise<void> {
  const faults = new Faults(options.report);
  const opened = await openImport(dataSource, options.path, resources, options).catch(
    async (error: unknown) => {
      if (error instanceof UnreadableInput) faults.add(error.fault);
      await faults.show();
      throw error;
    },
  );
  const { show, stop } = progressShown();
  try {
    for (const note of opened.notes) console.error(`Note: ${describeFault(note)}`);
    const report = await loadPackage(dataSource, opened, {
      isWhole: false,
      takeOver: true,
      refersToStored: true,
      complete: options.complete,
      history: options.history,
      dryRun: options.dryRun,
      skipInvalid: options.skipInvalid,
      onFault: faults.add,
      onWarning: faults.addWarning,
      onProgress: show,
      onRepeat: (message) => {
        console.error(`${message}.`);
      },
    });
    stop();
    await faults.show();
    printOutcome(report, faults);
  } finally {
    await opened.close();
  }
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof UnreadableInput) console.error("Refused: 1 fault(s). Nothing was written.");
  else console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
});
