import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { DataSource } from "typeorm";
import { Deadline } from "../../database/deadline.js";
import { engineOf } from "../../database/engines.js";
import { findRevision } from "../../database/revision.js";
import { Session } from "../../database/session.js";
import type { RanStatement } from "../../database/statement.js";
import type { AnswerCache } from "../answer-cache.js";

/** How an operation ended. */
export type OutcomeOfOperation = "ok" | "cached" | "partial" | "refused" | "failed";

/** What is not among the values of a label that are known beforehand, so that no caller makes series. */
export const OTHER = "other";
/** Names of statements that are told apart. They are those of the code; a fault of ours must not fill the memory. */
const STATEMENT_NAMES = 500;
/** Time for reading what the database knows, in milliseconds. */
const PATIENCE = 2_000;
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the server counts of itself, in the format of Prometheus. */
export class Metrics {
  readonly registry = new Registry();
  readonly #names = new Set<string>();
  readonly #requests = this.#counter("http_requests_total", "Requests by route and status.", [
    "route",
    "status",
  ]);
  readonly #operations = this.#counter("operations_total", "Operations by name and outcome.", [
    "operation",
    "outcome",
  ]);
  readonly #errors = this.#counter("operation_errors_total", "Errors in answers by code.", ["code"]);
  readonly #rows = this.#counter("operation_rows_total", "Rows that operations read.", ["operation"]);
  readonly #seconds = this.#histogram("operation_seconds", "Time of an operation.", ["operation"]);
  readonly #statements = this.#histogram("statement_seconds", "Time of a statement.", ["statement"]);
  readonly #statementRows = this.#counter("statement_rows_total", "Rows that statements returned.", [
    "statement",
  ]);
  readonly #failures = this.#counter("statement_failures_total", "Statements that failed.", ["statement"]);

  constructor(readonly dataSource: DataSource) {
    collectDefaultMetrics({ register: this.registry });
    this.#watchPool();
    this.#watchData();
  }

  request(route: string | undefined, status: number): void {
    this.#requests.inc({ route: route ?? OTHER, status: String(status) });
  }

  operation(operation: string, outcome: OutcomeOfOperation, seconds: number, rows: number): void {
    this.#operations.inc({ operation, outcome });
    this.#seconds.observe({ operation }, seconds);
    this.#rows.inc({ operation }, rows);
  }

  error(code: string): void {
    this.#errors.inc({ code });
  }

  statement({ name, rows, milliseconds }: RanStatement): void {
    if (this.#names.size < STATEMENT_NAMES) this.#names.add(name);
    const statement = this.#names.has(name) ? name : OTHER;
    this.#statements.observe({ statement }, milliseconds / 1000);
    if (rows === null) this.#failures.inc({ statement });
    else this.#statementRows.inc({ statement }, rows);
  }

  watchCache(cache: AnswerCache): void {
    this.#gauge("answer_cache_bytes", "Memory of cached answers.", () => cache.bytes);
    this.#gauge("answer_cache_answers", "Cached answers.", () => cache.count);
  }

  #watchPool(): void {
    const state = (): { size: number; busy: number; waiting: number } =>
      this.dataSource.isInitialized
        ? engineOf(this.dataSource).poolState(this.dataSource)
        : { size: 0, busy: 0, waiting: 0 };
    this.#gauge("pool_size", "Connections, or processes that read SQLite.", () => state().size);
    this.#gauge("pool_busy", "Those of them that run a statement.", () => state().busy);
    this.#gauge("pool_waiting", "Statements that wait for one.", () => state().waiting);
  }

  #watchData(): void {
    let reading: Promise<string[]> | null = null;
    // All gauges are asked at once.
    const read = (): Promise<string[]> =>
      (reading ??= this.#revision()
        .then((text) => text.split(" "))
        .finally(() => {
          reading = null;
        }));
    this.#gauge("data_revision", "Number of the last load.", async () => {
      const [number, ...at] = await read();
      return at.length === 0 ? undefined : Number(number);
    });
    this.#gauge("data_loaded_timestamp_seconds", "When it took place.", async () => {
      const [, ...at] = await read();
      return at.length === 0 ? undefined : Date.parse(`${at.join("T")}Z`) / 1000;
    });
  }

  async #revision(): Promise<string> {
    if (!this.dataSource.isInitialized) return "";
    const silence = new Error("The database does not respond");
    const deadline = new Deadline(PATIENCE, () => silence);
    try {
      return await findRevision(new Session(this.dataSource, deadline.signal));
    } catch {
      return "";
    } finally {
      deadline.end(silence);
    }
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name: `cakupan_${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram<L extends string>(name: string, help: string, labelNames: L[]): Histogram<L> {
    return new Histogram({
      ...{ name: `cakupan_${name}`, help, labelNames },
      ...{ buckets: SECONDS, registers: [this.registry] },
    });
  }

  #gauge(name: string, help: string, value: () => number | undefined | Promise<number | undefined>): void {
    new Gauge({
      ...{ name: `cakupan_${name}`, help, registers: [this.registry] },
      async collect(): Promise<void> {
        const found = await value();
        if (found === undefined) this.reset();
        else this.set(found);
      },
    });
  }
}
