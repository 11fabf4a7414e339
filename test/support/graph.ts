import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import type { ApolloServer } from "@apollo/server";
import { execute, GraphQLError, type ExecutionArgs, type ExecutionResult } from "graphql";
import { pino } from "pino";
import type { DataSource, Logger } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { ANONYMOUS, type Viewer } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import { UserError } from "../../src/errors.js";
import type { Context } from "../../src/graph/declare/context.js";
import { Reader } from "../../src/graph/read/reader.js";
import { createApollo } from "../../src/server/apollo.js";
import { innermost } from "../../src/server/format-error.js";
import { servedSchema } from "../../src/server/schema.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import type { LoadReport } from "../../src/transfer/load/load-report.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { undescribedFields } from "../../src/transfer/package/undescribed-fields.js";
import { createMigrated } from "./copied-tables.js";
import { databaseConfig } from "./database-config.js";
import type { Engine } from "./engines.js";

/** An error as a client sees it. */
interface ClientError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string };
}

export interface Answer {
  data: any;
  errors: ClientError[];
  /** Names of the SQL statements that the operation ran, in order. */
  statements: string[];
}

/** What answers have in common however they are executed: where several fields of one null fail, any of them may be told. */
export const essence = ({
  data,
  errors,
}: Pick<Answer, "data" | "errors">): { data: any; faults: string[] } => ({
  data,
  faults: [...new Set(errors.map(({ message, extensions }) => `${extensions.code}: ${message}`))].sort(),
});

function dataOf({ data, errors }: Answer): Answer["data"] {
  if (errors.length > 0) throw new Error(`The operation failed: ${JSON.stringify(errors)}`);
  return data;
}

/** Rows of a data package, by table, as cells of its CSV files; columns that are left out are empty. */
export type Tables = Record<string, Record<string, string | number>[]>;

/** The real schema on a real database, as clients of the server meet it, less HTTP. */
export class TestGraph {
  /** Who asks. */
  viewer: Viewer = ANONYMOUS;
  #remembering: ApolloServer<Context> | null = null;

  private constructor(
    readonly url: string,
    readonly dataSource: DataSource,
    readonly apollo: ApolloServer<Context>,
    readonly interpreting: ApolloServer<Context>,
    readonly log: StatementLog,
    readonly maxRows: number,
    readonly drop: () => Promise<void>,
  ) {}

  static async open(
    url: string,
    drop: () => Promise<void> = () => Promise.resolve(),
    maxRows = 100_000,
  ): Promise<TestGraph> {
    const log = new StatementLog();
    const dataSource = await createDataSource(databaseConfig(url), log).initialize();
    const config = readConfig({ NODE_ENV: "test", MAX_ROWS: String(maxRows), ANSWER_CACHE_MB: "0" });
    const apollo = createApollo(served, config, pino({ level: "silent" }));
    await apollo.start();
    const interpreting = createApollo(served, config, pino({ level: "silent" }), interpret);
    await interpreting.start();
    return new TestGraph(url, dataSource, apollo, interpreting, log, maxRows, drop);
  }

  /** Runs an operation; errors are answered, not thrown. */
  async ask(document: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const first = await this.#execute(document, variables);
    const interpreted = await this.#execute(document, variables, { apollo: this.interpreting });
    const again = await this.#execute(document, variables);
    // Whatever is prepared or remembered, answers are those of graphql-js.
    expect(essence(first)).toEqual(essence(interpreted));
    expect(essence(again)).toEqual(essence(interpreted));
    return first;
  }

  /** Runs an operation on a server that remembers answers, until it must have remembered this one. */
  async askRemembering(document: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    this.#remembering ??= createApollo(served, CONFIG, pino({ level: "silent" }));
    const apollo = this.#remembering;
    for (let time = 0; time < 2; time += 1) await this.#execute(document, variables, { apollo });
    return this.#execute(document, variables, { apollo });
  }

  /** As `data`, asked only once: for pages of a walk, of which there are many and all alike. */
  async dataOnce(document: string, variables: Record<string, unknown> = {}): Promise<Answer["data"]> {
    return dataOf(await this.#execute(document, variables));
  }

  /** As `ask`, with every relation of every row read by itself. */
  askPlain(document: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.#execute(document, variables, { looksAhead: false });
  }

  async #execute(
    document: string,
    variables: Record<string, unknown>,
    { apollo = this.apollo, looksAhead = true } = {},
  ): Promise<Answer> {
    this.log.names = [];
    const contextValue = {
      db: this.dataSource,
      reader: new Reader(this.dataSource, this.viewer, this.maxRows, looksAhead),
      viewer: this.viewer,
      requestId: "test",
      mayWrite: true,
    };
    const { body } = await apollo.executeOperation({ query: document, variables }, { contextValue });
    if (body.kind !== "single") throw new Error("Tests ask for no incremental delivery");
    const { data, errors } = JSON.parse(JSON.stringify(body.singleResult)) as {
      data?: unknown;
      errors?: ClientError[];
    };
    // Fields that fail beside one another do so in any order.
    const place = ({ path }: ClientError): string => JSON.stringify(path ?? null);
    const sorted = (errors ?? []).sort((one, other) => place(one).localeCompare(place(other)));
    return { data: data ?? null, errors: sorted, statements: this.log.names };
  }

  /** Runs an operation that must succeed, and answers with its data. */
  async data(document: string, variables: Record<string, unknown> = {}): Promise<Answer["data"]> {
    return dataOf(await this.ask(document, variables));
  }

  /** Loads rows as a data package with the committed table schemas; `name` tells packages apart. */
  async load(tables: Tables, name = "test"): Promise<LoadReport> {
    const folder = await writePackage(tables, name);
    try {
      return await loadPackage(this.dataSource, await openPackage(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Loads rows that must be free of faults. */
  async mustLoad(tables: Tables, name?: string): Promise<void> {
    const report = await this.load(tables, name);
    if (report.outcome === "refused")
      throw new Error(`The rows were refused: ${JSON.stringify(report.faults)}`);
  }

  async close(): Promise<void> {
    await this.apollo.stop();
    await this.interpreting.stop();
    await this.#remembering?.stop();
    await this.dataSource.destroy();
    await this.drop();
  }
}

const served = servedSchema();
const CONFIG = readConfig({ NODE_ENV: "test" });

// graphql-js gives no code to its own errors, which only a caller's values cause.
async function interpret(args: ExecutionArgs): Promise<ExecutionResult> {
  const { errors, ...result } = await execute(args);
  if (!errors) return result;
  const coded = errors.map((error) => {
    if (!(innermost(error) instanceof GraphQLError) || innermost(error) instanceof UserError) return error;
    const { message, nodes = null, path = null } = error;
    return new GraphQLError(message, { nodes, path, extensions: { code: "BAD_USER_INPUT" } });
  });
  return { ...result, errors: coded };
}

/** The graph over the committed data package, to be read only. */
export function openRealGraph({ name }: Engine, maxRows?: number): Promise<TestGraph> {
  const url = name === "sqlite" ? process.env.CAKUPAN_TEST_REAL_SQLITE : process.env.CAKUPAN_TEST_REAL_MYSQL;
  if (url === undefined) throw new Error(`Global setup has loaded no data on ${name}`);
  return TestGraph.open(url, undefined, maxRows);
}

/** A graph over a new database of its own: migrated, and empty but for what the test loads. */
export async function openEmptyGraph(engine: Engine, maxRows?: number): Promise<TestGraph> {
  const { url, drop } = await createMigrated(engine);
  const graph = await TestGraph.open(url, drop, maxRows);
  await graph.dataSource.runMigrations();
  return graph;
}

/** Writes rows as a data package, with the table schemas of another, into a new folder, and answers with its path. */
export async function writePackage(tables: Tables, name = "test", like = "data"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cakupan-package-"));
  const descriptor = JSON.parse(await readFile(join(like, "datapackage.json"), "utf8")) as {
    name: string;
    resources: { name: string; path: string; schema: { fields: { name: string }[] } }[];
  };
  for (const { name: table, schema } of descriptor.resources) {
    const given = new Set((tables[table] ?? []).flatMap(Object.keys));
    for (const { field } of undescribedFields({ name: table, schema }))
      if (given.has(field.name)) schema.fields.push(field);
  }
  await writeFile(join(folder, "datapackage.json"), JSON.stringify({ ...descriptor, name }));
  for (const { name: table, path, schema } of descriptor.resources) {
    const columns = schema.fields.map((field) => field.name);
    const lines = (tables[table] ?? []).map((row) =>
      columns.map((column) => quoted(String(row[column] ?? ""))).join(","),
    );
    await writeFile(join(folder, path), [columns.join(","), ...lines, ""].join("\n"));
  }
  return folder;
}

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

class StatementLog implements Logger {
  names: string[] = [];
  /** Texts of all statements. */
  texts: string[] = [];

  logQuery(statement: string): void {
    this.texts.push(statement);
    const name = /^\/\* (.+?) \*\//.exec(statement)?.[1];
    if (name !== undefined) this.names.push(name);
  }

  logQueryError(): void {
    return;
  }

  logQuerySlow(): void {
    return;
  }

  logSchemaBuild(): void {
    return;
  }

  logMigration(): void {
    return;
  }

  log(): void {
    return;
  }
}
