import "reflect-metadata";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { ConfigError, readConfig } from "../src/config.js";
import { alone, connect } from "../src/database/connect.js";
import { createLogger } from "../src/server/logger.js";
import { migrate } from "../src/server/migrations.js";
import { describeFault } from "../src/files/fault.js";
import { UnreadableInput } from "../src/files/read/unreadable-input.js";
import { loadPackage } from "../src/transfer/load/load-package.js";
import type { Progress } from "../src/transfer/load/load-report.js";
import { readMapping } from "../src/transfer/mapping/read-mapping.js";
import { openImport, type ImportSource } from "../src/transfer/mapping/open-import.js";
import { readDescriptor } from "../src/transfer/package/descriptor.js";
import { Faults, printOutcome } from "./import-outcome.js";

const USAGE = `npm run import -- <package or file> [options]

Loads a data package (a folder or .zip with datapackage.json) or a single .csv, .tsv, .ndjson or .xlsx file.

  --table NAME       the table that a single file holds (default: that of its mapping, or the file's name)
  --map FILE         a mapping: which column of the file is which field (schema/mapping.schema.json)
  --sheet NAME       the sheet of a workbook (default: the first)
  --source-id ID     the source of all rows for which the file names none
  --dry-run          check everything and write nothing
  --skip-invalid     load the valid rows and say how many were left out
  --report FILE      write every fault and warning into a .csv or .json file

Exit status: 0 loaded (or checked), 1 refused, 2 wrong usage.`;

interface Options extends ImportSource {
  path: string;
  dryRun: boolean;
  skipInvalid: boolean;
  report: string | undefined;
}

class UsageError extends Error {}

async function readOptions(): Promise<Options> {
  const { values, positionals } = parse();
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError("Name exactly one package or file.");
  const { table, sheet, map, "source-id": sourceId } = values;
  return {
    path,
    dryRun: values["dry-run"],
    skipInvalid: values["skip-invalid"],
    report: values.report,
    ...(table === undefined ? {} : { table }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(map === undefined ? {} : { mapping: readMapping(await readMap(map)) }),
  };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        table: { type: "string" },
        map: { type: "string" },
        sheet: { type: "string" },
        "source-id": { type: "string" },
        "dry-run": { type: "boolean", default: false },
        "skip-invalid": { type: "boolean", default: false },
        report: { type: "string" },
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
  const options = await readOptions();
  const config = readConfig();
  // Imported only now, because it reads the configuration when it is loaded.
  const { default: dataSource } = await import("../ormconfig.js");
  const { descriptor } = await readDescriptor(config.dataFolder);
  await connect(dataSource, config.database, createLogger({ logLevel: "warn" }));
  try {
    await alone(dataSource, async () => {
      await migrate(dataSource);
      const faults = new Faults(options.report);
      const opened = await openImport(dataSource, options.path, descriptor.resources, options).catch(
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
          dryRun: options.dryRun,
          skipInvalid: options.skipInvalid,
          onFault: faults.add,
          onWarning: faults.addWarning,
          onProgress: show,
        });
        stop();
        await faults.show();
        printOutcome(report, faults);
      } finally {
        await opened.close();
      }
    });
  } finally {
    await dataSource.destroy();
  }
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof UnreadableInput) console.error("Refused: 1 fault(s). Nothing was written.");
  else console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
});
