import type { Statement } from "./engine.js";
import type { Session } from "./session.js";

/** A statement that a session wants read. */
export class Reading {
  readonly since = performance.now();
  /** Whether another reader ended while it ran this. */
  isRetried = false;
  readonly rows: Promise<unknown[]>;
  // Settling it again does nothing.
  declare resolve: (rows: unknown[]) => void;
  declare reject: (reason: Error) => void;
  #isSettled = false;

  constructor(
    readonly session: Session,
    readonly statement: Statement,
    /** Whether rows are their values in the order of the columns. */
    readonly asArrays: boolean,
  ) {
    this.rows = new Promise((resolve, reject) => {
      this.resolve = (rows) => {
        this.#isSettled = true;
        resolve(rows);
      };
      this.reject = (reason) => {
        this.#isSettled = true;
        reject(reason);
      };
    });
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }
}
