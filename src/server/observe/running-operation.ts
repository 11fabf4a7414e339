import type { Span } from "@opentelemetry/api";
import type { RanStatement } from "../../database/statement.js";

/** What the statements of one name did for an operation. */
export interface StatementsOfName {
  name: string;
  times: number;
  rows: number;
  milliseconds: number;
}

/** An operation that runs, and what it has done so far. */
export class RunningOperation {
  readonly since = performance.now();
  readonly #statements = new Map<string, StatementsOfName>();
  /** The statement that took longest. */
  slowest: RanStatement | null = null;
  span: Span | null = null;

  ran(statement: RanStatement): void {
    const { name, rows, milliseconds } = statement;
    let sum = this.#statements.get(name);
    if (!sum) this.#statements.set(name, (sum = { name, times: 0, rows: 0, milliseconds: 0 }));
    sum.times += 1;
    sum.rows += rows ?? 0;
    sum.milliseconds += milliseconds;
    if (milliseconds > (this.slowest?.milliseconds ?? -1)) this.slowest = statement;
  }

  /** Its statements, those first that took longest. */
  get statements(): StatementsOfName[] {
    return [...this.#statements.values()].sort((one, other) => other.milliseconds - one.milliseconds);
  }
}
