import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { Deadline } from "../../database/deadline.js";
import { engineOf } from "../../database/engines.js";
import { Session } from "../../database/session.js";
import type { RanStatement } from "../../database/statement.js";
import type { RunningOperation } from "./running-operation.js";

/** Statements that are logged of an operation. */
const SHOWN = 10;
/** Time for asking the database for a plan, in milliseconds. */
const PATIENCE = 5_000;

/** What the log says of an operation. */
interface Noted {
  requestId: string;
  operation: string | null;
  price: number | undefined;
}

/** Logs operations that took long, with their statements, and the database's plan of the one that took longest. */
export class SlowOperations {
  #isAsking = false;

  constructor(
    readonly dataSource: DataSource,
    readonly logger: Logger,
    /** From which time on, in milliseconds. */
    readonly threshold: number,
  ) {}

  ended(running: RunningOperation, milliseconds: number, noted: Noted): void {
    if (milliseconds < this.threshold) return;
    const statements = running.statements
      .slice(0, SHOWN)
      .map(({ milliseconds, ...rest }) => ({ ...rest, milliseconds: Math.round(milliseconds) }));
    void this.#planOf(running.slowest).then((plan) => {
      const slow = { ...noted, milliseconds: Math.round(milliseconds), statements, plan };
      this.logger.warn(slow, "a slow operation");
    });
  }

  // One at a time: where all operations are slow, asking for plans must not add to it.
  async #planOf(statement: RanStatement | null): Promise<string[] | null> {
    if (!statement || this.#isAsking || !/^\s*(SELECT|WITH)\b/i.test(statement.sql)) return null;
    this.#isAsking = true;
    const silence = new Error("The plan could not be read in time");
    const deadline = new Deadline(PATIENCE, () => silence);
    try {
      const { sql: text, values } = statement;
      const session = new Session(this.dataSource, deadline.signal);
      return await engineOf(session).planOf(session, { text, values: [...values], isBrief: false });
    } catch {
      return null;
    } finally {
      this.#isAsking = false;
      deadline.end(silence);
    }
  }
}
