import "reflect-metadata";
import { parseArgs } from "node:util";
import { ConfigError, readConfig } from "../src/config.js";
import { connect } from "../src/database/connect.js";
import { writeParts, writeWhole } from "../src/files/write/whole-file.js";
import { createLogger } from "../src/server/logger.js";
import { requireCurrent } from "../src/server/migrations.js";
import { readDescriptor, readTemplate } from "../src/transfer/package/descriptor.js";
import { TABLES } from "../src/transfer/package/tables.js";
import { templateFile, type TemplateOptions } from "../src/transfer/template/template-file.js";

const USAGE = `npm run template -- TABLE [options]

Writes a workbook with drop-downs for the rows of a table. Filled in, npm run import reads it without a mapping.

  --indicator CODE   offer only this indicator; may be repeated
  --category CODE    offer only this category; may be repeated
  --region CODE      prepare a row for each region directly below this one, such as 35 for the regencies of East Java
  --period TEXT      the period of the prepared rows
  --source-id ID     the source of the prepared rows
  --attributed-to X  who states the figures of the prepared rows
  --out FILE.xlsx    where to write it (default: TABLE.xlsx)
  --help             print this`;

class UsageError extends Error {}

interface Command {
  table: string;
  out: string;
  options: TemplateOptions;
}

function readCommand(): Command | null {
  const { values, positionals } = parse();
  if (values.help) return null;
  const [table, ...more] = positionals;
  if (table === undefined || more.length > 0) throw new UsageError("Name exactly one table.");
  if (!TABLES.has(table)) throw new UsageError(`There is no table "${table}".`);
  const { indicator, category, region, period, "source-id": source, "attributed-to": attributed } = values;
  const isPrepared = [indicator, category].some((some) => some.length > 0);
  if (table !== "observations" && (isPrepared || region !== undefined))
    throw new UsageError("--indicator, --category and --region are for observations.");
  const out = values.out ?? `${table}.xlsx`;
  if (!out.toLowerCase().endsWith(".xlsx")) throw new UsageError("--out takes the name of an .xlsx file.");
  const cells = {
    ...(period === undefined ? {} : { period }),
    ...(source === undefined ? {} : { source_id: source }),
    ...(attributed === undefined ? {} : { attributed_to: attributed }),
  };
  return {
    table,
    out,
    options: { indicators: indicator, categories: category, region: region ?? null, cells },
  };
}

function parse() {
  const text = { type: "string" } as const;
  const several = { type: "string", multiple: true, default: [] as string[] } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...{ indicator: several, category: several, region: text, period: text },
        ...{ "source-id": text, "attributed-to": text, out: text },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<void> {
  const command = readCommand();
  if (command === null) {
    console.log(USAGE);
    return;
  }
  const { table, out, options } = command;
  const config = readConfig();
  const { descriptor } = await readDescriptor(config.dataFolder);
  const resource = descriptor.resources.find(({ name }) => name === table);
  if (!resource) throw new Error(`The package in ${config.dataFolder} does not describe the table ${table}.`);
  const described = (await readTemplate(config.dataFolder)).resources.find(({ name }) => name === table);
  // Only now: the file reads the configuration when it is loaded.
  const { createDataSource } = await import("../ormconfig.js");
  const dataSource = createDataSource(config.database);
  await connect(dataSource, config.database, createLogger({ logLevel: "warn" }));
  try {
    await requireCurrent(dataSource);
    const file = await templateFile(dataSource, resource, described, options, new Date());
    await writeWhole(out, (path) => writeParts(file, path));
    console.log(`Wrote ${out}. When it is filled in: npm run import -- ${out}`);
  } finally {
    await dataSource.destroy();
  }
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  console.error(error instanceof UsageError ? `${message}\n\n${USAGE}` : message);
  process.exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
});
