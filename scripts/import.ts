import "reflect-metadata";
import { Presets, SingleBar } from "cli-progress";
import type { DataSource } from "typeorm";
import { ConfigError, readConfig, type Config } from "../src/config.js";
import { alone, connect } from "../src/database/connect.js";
import { createLogger } from "../src/server/logger.js";
import { migrate } from "../src/server/migrations.js";
import { describeFault } from "../src/files/fault.js";
import { UnreadableInput } from "../src/files/read/unreadable-input.js";
import { listLoads } from "../src/transfer/load/load-log.js";
import { undoLoad } from "../src/transfer/load/undo-load.js";
import { loadPackage } from "../src/transfer/load/load-package.js";
import type { Progress } from "../src/transfer/load/load-report.js";
import { openImport } from "../src/transfer/mapping/open-import.js";
import { readDescriptor, type Descriptor } from "../src/transfer/package/descriptor.js";
import { Faults } from "./faults.js";
import { readCommand, USAGE, UsageError, type Options } from "./import-options.js";
import { preview, printPreview } from "./import-preview.js";
import { agreed, findMapping, propose } from "./import-propose.js";
import { printLog, printOutcome, printUndone } from "./import-outcome.js";

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
      else if (command.name === "propose") await proposeAndLoad(dataSource, descriptor, command, config);
      else
        await load(
          dataSource,
          descriptor,
          await withMapping(dataSource, descriptor, command.options, config),
        );
    });
  } finally {
    await dataSource.destroy();
  }
}

const LOGGED = 50;

async function proposeAndLoad(
  dataSource: DataSource,
  descriptor: Descriptor,
  { options, out }: { options: Options; out: string | undefined },
  { mappingsFolder }: Config,
): Promise<void> {
  const { path, answers, delimiter, sourceId, sheet } = options;
  const given = {
    ...(sourceId === undefined ? {} : { source: sourceId }),
    ...(sheet === undefined ? {} : { sheet }),
  };
  const mapping = await propose(dataSource, {
    ...{ path, delimiter, mappingsFolder, out },
    answers: { ...given, ...answers },
  });
  if (!mapping) return;
  await load(dataSource, descriptor, { ...options, mapping, preview: true });
  const isShown = process.stdin.isTTY && process.stdout.isTTY && process.exitCode === undefined;
  if (isShown && (await agreed("Load these rows?")))
    await load(dataSource, descriptor, { ...options, mapping });
  else console.log(`To load the rows: npm run import -- ${path}${out === undefined ? "" : ` --map ${out}`}`);
}

// A file that has our own columns needs no mapping, and a package has its own.
async function withMapping(
  dataSource: DataSource,
  { resources }: Descriptor,
  options: Options,
  { mappingsFolder }: Config,
): Promise<Options | null> {
  const { path, answers, delimiter, mapping, table } = options;
  if (mapping || table !== undefined || !/\.(?:xlsx|csv|tsv|txt)$/i.test(path)) return options;
  const found = await findMapping(dataSource, { path, answers, delimiter, mappingsFolder }, resources);
  return found === null ? null : { ...options, ...(found ? { mapping: found } : {}) };
}

async function load(
  dataSource: DataSource,
  { resources }: Descriptor,
  options: Options | null,
): Promise<void> {
  if (options === null) return;
  const faults = new Faults(options.report, options.path);
  const opened = await openImport(dataSource, options.path, resources, options).catch(
    async (error: unknown) => {
      if (error instanceof UnreadableInput) faults.add(error.fault);
      await faults.show();
      throw error;
    },
  );
  const { show, stop } = progressShown();
  try {
    faults.opened(opened);
    for (const note of opened.notes) console.error(`Note: ${describeFault(note)}`);
    if (options.preview) {
      const previewed = await preview(dataSource, opened, options.path, options.mapping);
      previewed.faults.forEach(faults.add);
      await faults.show();
      printPreview(previewed);
      if (previewed.faultCount > 0) process.exitCode = 1;
      return;
    }
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
