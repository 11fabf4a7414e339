import "reflect-metadata";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { ConfigError, readConfig, type Config } from "../src/config.js";
import { connect } from "../src/database/connect.js";
import type { Explanation } from "../src/graph/explain/explanation.js";
import { toMermaid } from "../src/graph/explain/to-mermaid.js";
import { toTree } from "../src/graph/explain/to-tree.js";
import { explain, type Explained } from "../src/server/explain.js";
import { createLogger } from "../src/server/logger.js";
import { requireCurrent } from "../src/server/migrations.js";

const USAGE = `npm run explain -- FILE|- [--operation NAME] [--variables JSON] [--format tree|mermaid] [--sql]

Runs the operation in a file or on standard input once, and shows what was read for each place of it.
  --operation  the operation, if the document has several
  --variables  values of its variables, such as '{"code":"15"}'
  --format     tree, or mermaid for a flowchart (default: tree)
  --sql        also show the text of each statement
The database is that of DATABASE_URL, which must be migrated.`;

class UsageError extends Error {
  override name = "UsageError";
}

interface Command {
  file: string;
  operationName: string | null;
  variables: string;
  show: (explanation: Explanation, showing: { sql: boolean }) => string;
  sql: boolean;
}

const FORMATS: ReadonlyMap<string, Command["show"]> = new Map([
  ["tree", toTree],
  ["mermaid", toMermaid],
]);

function command(): Command {
  const { values, positionals } = parsed();
  const [file, ...more] = positionals;
  const show = FORMATS.get(values.format);
  if (file === undefined || more.length > 0) throw new UsageError("Name one file, or - for standard input.");
  if (!show) throw new UsageError("--format must be tree or mermaid.");
  const { operation: operationName = null, variables, sql } = values;
  return { file, operationName, variables, show, sql };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        operation: { type: "string" },
        variables: { type: "string", default: "{}" },
        format: { type: "string", default: "tree" },
        sql: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function readOperation({ file, operationName, variables }: Command): Promise<Explained> {
  const document = file === "-" ? text(process.stdin) : readFile(file, "utf8");
  return {
    document: await document.catch((error: unknown) => {
      throw new Error(
        `The file ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
      );
    }),
    operationName,
    variables: readVariables(variables),
  };
}

function readVariables(json: string): Record<string, unknown> {
  let variables: unknown;
  try {
    variables = JSON.parse(json);
  } catch {
    variables = null;
  }
  if (typeof variables !== "object" || variables === null || Array.isArray(variables))
    throw new Error("--variables must be a JSON object");
  return variables as Record<string, unknown>;
}

async function explained(operation: Explained, config: Config): Promise<Explanation> {
  // Imported only now, because it reads the configuration when it is loaded.
  const { createDataSource } = await import("../ormconfig.js");
  const dataSource = createDataSource(config.database);
  await connect(dataSource, config.database, createLogger({ logLevel: "warn" }));
  // The processes that read SQLite do not keep this one alive, because a server stays alive by listening.
  const alive = setInterval(() => undefined, 1000);
  try {
    await requireCurrent(dataSource);
    return await explain(dataSource, config, operation);
  } finally {
    await dataSource.destroy();
    clearInterval(alive);
  }
}

async function main(): Promise<void> {
  const chosen = command();
  const config = readConfig();
  const explanation = await explained(await readOperation(chosen), config);
  process.stdout.write(chosen.show(explanation, chosen));
  if (explanation.errors.length === 0) return;
  console.error(`The answer has errors:\n${explanation.errors.map((error) => `  ${error}`).join("\n")}`);
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) console.error(`${message}\n\n${USAGE}`);
  else console.error(error instanceof ConfigError ? message : `Nothing was explained: ${message}`);
  process.exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
});
