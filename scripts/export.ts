import "reflect-metadata";
import { parseArgs } from "node:util";
import { ConfigError, readConfig, type Config } from "../src/config.js";
import { connect } from "../src/database/connect.js";
import { createLogger } from "../src/server/logger.js";
import { requireCurrent } from "../src/server/migrations.js";
import { isCalendarDate } from "../src/time/day.js";
import { readTemplate } from "../src/transfer/package/descriptor.js";
import type { Wanted } from "../src/transfer/package/part.js";
import { writePackage } from "../src/transfer/package/write-package.js";
import { TABLE_FORMATS, writeTable, type TableFormat } from "../src/transfer/package/write-table.js";
import { TABLES } from "../src/transfer/package/tables.js";

const USAGE = `npm run export -- package --out FOLDER|FILE.zip [--table NAME ...] [--region CODE] [--since YYYY-MM-DD] [--history]
npm run export -- csv|ndjson|xlsx --table NAME --out FILE [--region CODE] [--since YYYY-MM-DD]

Writes the graph, or a part of it together with everything that the part refers to.
  --table   only rows of this table; may be repeated for a package
  --region  only rows about this region and all below it
  --since   of the observations, only those whose period ends on this day or later
  --history in a package, also what was stated once, and when it was learnt and dropped: for npm run import -- --history
The database is that of DATABASE_URL; table schemas come from datapackage.json in DATA_FOLDER.`;

interface Command {
  format: "package" | TableFormat;
  out: string;
  tables: string[];
  region: string | null;
  since: string | null;
  history: boolean;
}

function command(): Command {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: "string" },
      table: { type: "string", multiple: true, default: [] },
      region: { type: "string" },
      since: { type: "string" },
      history: { type: "boolean", default: false },
    },
  });
  const format = (["package", ...TABLE_FORMATS] as const).find((known) => known === positionals[0]);
  const unknown = values.table.filter((name) => !TABLES.has(name));
  if (format === undefined || positionals.length > 1)
    throw new Error("Name one format: package, csv, ndjson or xlsx.");
  if (!values.out) throw new Error("Say where to write with --out.");
  if (unknown.length > 0) throw new Error(`There is no table ${unknown.join(", ")}.`);
  if (format !== "package" && values.table.length !== 1)
    throw new Error(`Name exactly one --table for ${format}.`);
  if (values.history && format !== "package") throw new Error("--history is for a package.");
  if (values.since !== undefined && !isCalendarDate(values.since))
    throw new Error(`--since ${values.since} is not a date as YYYY-MM-DD.`);
  return {
    format,
    out: values.out,
    tables: values.table,
    region: values.region ?? null,
    since: values.since ?? null,
    history: values.history,
  };
}

async function write(
  { format, out, tables, region, since, history }: Command,
  config: Config,
): Promise<void> {
  const template = await readTemplate(config.dataFolder);
  // Only now: the file reads the configuration when it is loaded.
  const { createDataSource } = await import("../ormconfig.js");
  const dataSource = createDataSource(config.database);
  await connect(dataSource, config.database, createLogger({ logLevel: "warn" }));
  try {
    await requireCurrent(dataSource);
    const [table] = tables;
    if (format === "package" || table === undefined) {
      const wanted: Wanted = { tables: tables.length === 0 ? null : tables, region, since, history };
      for (const written of await writePackage(dataSource, template, { wanted, out }))
        console.log(`${written.table}: ${written.rows} rows`);
    } else {
      const wanted: Wanted = { tables: null, region, since };
      const { rows } = await writeTable(dataSource, template, { table, format, wanted, out });
      console.log(`${table}: ${rows} rows`);
    }
    console.log(`Wrote ${out}`);
  } finally {
    await dataSource.destroy();
  }
}

function attempt<T>(what: () => T, exitCode: number): T {
  try {
    return what();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    if (!(error instanceof ConfigError)) console.error(`\n${USAGE}`);
    process.exit(exitCode);
  }
}

const chosen = attempt(command, 2);
const config = attempt(readConfig, 2);
try {
  await write(chosen, config);
} catch (error) {
  console.error(`Nothing was exported: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
