import "reflect-metadata";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Presets, SingleBar } from "cli-progress";
import type { DataSource } from "typeorm";
import { ConfigError, readConfig, type Config } from "../src/config.js";
import { alone, connect } from "../src/database/connect.js";
import { createLogger } from "../src/server/logger.js";
import { migrate } from "../src/server/migrations.js";
import { describeFault } from "../src/files/fault.js";
import { UnreadableInput } from "../src/files/read/unreadable-input.js";
import { historyOfLoads, listLoads } from "../src/transfer/load/load-log.js";
import { undoLoad } from "../src/transfer/load/undo-load.js";
import { loadPackage } from "../src/transfer/load/load-package.js";
import type { Progress } from "../src/transfer/load/load-report.js";
import { openImport } from "../src/transfer/mapping/open-import.js";
import { readDescriptor, type Descriptor } from "../src/transfer/package/descriptor.js";
import { download, isAddress } from "./download.js";
import { keptMappings } from "../src/transfer/propose/kept-mappings.js";
import { Faults } from "./faults.js";
import { readCommand, USAGE, UsageError, type Command, type Options } from "./import-options.js";
import { doubtsOf, preview, printRows, printSums, totalDoubts } from "./import-preview.js";
import { agreed, findMapping, propose } from "./import-propose.js";
import { printLog, printOutcome, printUndone } from "./import-outcome.js";
import { vocabularyReader, type VocabularyReader } from "./vocabulary-reader.js";

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
    await run({ dataSource, readVocabulary: vocabularyReader(dataSource), descriptor, config }, command);
  } finally {
    await dataSource.destroy();
  }
}

const LOGGED = 50;

/** Where rows are loaded, and by which rules. */
interface Target {
  dataSource: DataSource;
  readVocabulary: VocabularyReader;
  descriptor: Descriptor;
  config: Config;
}

async function run(target: Target, command: Exclude<Command, { name: "help" }>): Promise<void> {
  const { dataSource } = target;
  if (command.name === "propose") return proposeAndLoad(target, command);
  return inTurn(target, async () => {
    if (command.name === "log") printLog(await listLoads(dataSource, LOGGED));
    else if (command.name === "undo") printUndone(await undoLoad(dataSource, command.load));
    else if (isAddress(command.options.path)) await loadFromWeb(target, command.options);
    else await load(target, command.options);
  });
}

/** Runs a task on a migrated database while nobody else writes. */
const inTurn = ({ dataSource }: Target, task: () => Promise<void>): Promise<void> =>
  alone(dataSource, async () => {
    await migrate(dataSource);
    await task();
  });

// Questions may take long to be answered, so that nobody waits meanwhile.
async function proposeAndLoad(
  target: Target,
  { options, out }: { options: Options; out: string | undefined },
): Promise<void> {
  const { path, answers, delimiter, sourceId, sheet } = options;
  if (isAddress(path)) throw new UsageError("--propose takes a file of this machine: download it first.");
  const given = {
    ...(sourceId === undefined ? {} : { source: sourceId }),
    ...(sheet === undefined ? {} : { sheet }),
  };
  await inTurn(target, () => Promise.resolve());
  const mapping = await propose(target.readVocabulary, {
    ...{ path, delimiter, mappingsFolder: target.config.mappingsFolder, out },
    answers: { ...given, ...answers },
  });
  if (!mapping) return;
  await inTurn(target, () => load(target, { ...options, mapping, preview: true }));
  const isShown = process.stdin.isTTY && process.stdout.isTTY && process.exitCode === undefined;
  if (isShown && (await agreed("Load these rows?")))
    await inTurn(target, () => load(target, { ...options, mapping }));
  else console.log(`To load the rows: npm run import -- ${path}${out === undefined ? "" : ` --map ${out}`}`);
}

// A file that has our own columns needs no mapping, and a package has its own.
async function withMapping(
  { dataSource, readVocabulary, descriptor, config: { mappingsFolder } }: Target,
  options: Options,
): Promise<Options | null> {
  const { path, answers, delimiter, mapping, table } = options;
  if (mapping || table !== undefined || !/\.(?:xlsx|csv|tsv|txt)$/i.test(path)) return options;
  const about = { path, answers, delimiter, mappingsFolder };
  const found = await findMapping({ dataSource, readVocabulary }, about, descriptor.resources);
  return found === null ? null : { ...options, ...(found ? { mapping: found } : {}) };
}

/**
 * Loads a file of the web, unless it is the one that was loaded last with the same options and mappings into the same
 * database, and no load was taken back since.
 */
async function loadFromWeb(target: Target, options: Options): Promise<void> {
  const { path: address, allowPrivate, dryRun, preview } = options;
  const { database, mappingsFolder } = target.config;
  const kept = await keptMappings(mappingsFolder);
  const digest = createHash("sha256")
    .update(JSON.stringify([database.url, options, kept, await historyOfLoads(target.dataSource)]))
    .digest("hex");
  const file = await download(address, { allowPrivate, memory: `var/downloads/${digest}.json` });
  if (file === null) {
    console.log(`${address} has not changed since it was loaded.`);
    return;
  }
  try {
    await load(target, { ...options, path: file.path });
    // What was refused, or only looked at, is to be downloaded again.
    if (!dryRun && !preview && (process.exitCode ?? 0) === 0) await file.remember();
  } finally {
    await file.remove();
  }
}

async function load(target: Target, given: Options): Promise<void> {
  const { dataSource, descriptor } = target;
  const faults = new Faults(given.report, given.path);
  const showing = async (error: unknown): Promise<never> => {
    if (error instanceof UnreadableInput) faults.add(error.fault);
    await faults.show();
    throw error;
  };
  const options = await withMapping(target, given).catch(showing);
  if (options === null) return;
  const opened = await openImport(dataSource, options.path, descriptor.resources, options).catch(showing);
  const { show, stop } = progressShown();
  try {
    faults.opened(opened);
    for (const note of opened.notes) console.error(`Note: ${describeFault(note)}`);
    if (options.preview) {
      const previewed = await preview(target, opened, options.path, options);
      previewed.faults.forEach(faults.add);
      doubtsOf(previewed, opened, basename(options.path)).forEach(faults.addWarning);
      printRows(previewed);
      await faults.show();
      printSums(previewed);
      if (previewed.faultCount > 0) process.exitCode = 1;
      return;
    }
    // Before anything is loaded, so that what cannot be compared cannot follow a load.
    const doubts = await totalDoubts(target.readVocabulary, options.path, options);
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
    if (report.outcome === "loaded" || report.outcome === "checked") doubts.forEach(faults.addWarning);
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
