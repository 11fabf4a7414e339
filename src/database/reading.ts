import type { Statement } from "./engine.js";
import type { Session } from "./session.js";

/** A statement of a session, and the promise of its rows. */
export class Reading {
  readonly since = performance.now();
  /** Whether a reader has already ended while it ran this statement. */
  isRetried = false;
  readonly rows: Promise<unknown[]>;
  // Calling either again has no effect.
  declare resolve: (rows: unknown[]) => void;
  declare reject: (reason: Error) => void;
  #isSettled = false;

  constructor(
    readonly session: Session,
    readonly statement: Statement,
    /** Whether each row is an array of values in column order, rather than an object. */
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
